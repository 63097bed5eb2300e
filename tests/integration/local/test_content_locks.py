"""Locks between real programs: a second one is told, and what a killed one held is free again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from layers_desktop.local.store.content_locks import LOCKS_NAME, ContentLocks
from tests.integration.cli.conftest import ROOT

HOLDER = """
import sys
from pathlib import Path
from layers_desktop.local.store.content_locks import ContentLocks
locks = ContentLocks(Path(sys.argv[1]))
lock = locks.try_acquire("a")
print(lock is not None, flush=True)
sys.stdin.readline()
locks.renew()
print(lock is not None, flush=True)
sys.stdin.readline()
locks.release(lock, is_settled=True)
"""


@pytest.fixture
def locks(tmp_path: Path) -> Iterator[ContentLocks]:
    locks = ContentLocks(tmp_path)
    yield locks
    locks.close()


@contextmanager
def holder(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another program that holds the lock of `a` until it reads a line."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process


def test_what_another_program_holds_is_held_and_its_end_is_noted(tmp_path: Path, locks: ContentLocks) -> None:
    before = time.time()
    with holder(tmp_path) as other:
        assert locks.try_acquire("a") is None
        assert locks.is_held("a")
        assert not locks.is_own("a")
        assert not locks.is_held("b")
        other.communicate("\n\n")
    assert not locks.is_held("a")
    lock = locks.try_acquire("a")
    assert lock is not None
    assert lock.previous_use is not None
    assert lock.previous_use.is_settled
    assert before <= lock.previous_use.at <= time.time()


@pytest.mark.unix("Windows lets nobody remove what is open")
def test_what_is_held_is_held_in_a_new_file_where_the_first_was_removed(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        (tmp_path / LOCKS_NAME).unlink()
        assert other.stdin
        assert other.stdout
        print(file=other.stdin, flush=True)
        assert other.stdout.readline() == "True\n"
        locks = ContentLocks(tmp_path)
        assert locks.try_acquire("a") is None
        other.communicate("\n")
        assert locks.try_acquire("a")
        locks.close()


def test_what_a_killed_program_held_is_free_and_known_to_be_undecided(
    tmp_path: Path, locks: ContentLocks
) -> None:
    with holder(tmp_path) as other:
        assert locks.try_acquire("a") is None
        other.kill()
    lock = locks.try_acquire("a")
    assert lock is not None
    assert lock.previous_use is not None
    assert not lock.previous_use.is_settled


def test_within_one_program_a_lock_is_given_once_at_a_time(locks: ContentLocks) -> None:
    lock = locks.try_acquire("a")
    assert lock is not None
    assert (lock.previous_use, locks.is_own("a")) == (None, True)
    assert locks.try_acquire("a") is None
    left = locks.release(lock, is_settled=False)
    again = locks.try_acquire("a")
    assert again is not None
    assert again.previous_use == left
    assert not left.is_settled


@pytest.mark.unix("modes")
def test_only_its_owner_may_read_the_file(tmp_path: Path, locks: ContentLocks) -> None:
    locks.try_acquire("a")
    assert (tmp_path / LOCKS_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("refusal", ["no file", "no locks"])
def test_without_a_file_or_locks_they_hold_within_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: list[str], refusal: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    locks = ContentLocks(tmp_path / "nowhere" if refusal == "no file" else tmp_path)
    if refusal == "no locks":  # no file system here refuses them
        monkeypatch.setattr("layers_desktop.local.store.content_locks._lock", refuse)
    expected_log.append("Claims hold within this program only")
    lock = locks.try_acquire("a")
    assert lock is not None
    assert locks.try_acquire("a") is None
    left = locks.release(lock, is_settled=True)
    again = locks.try_acquire("a")
    assert again is not None
    assert again.previous_use == left
    monkeypatch.undo()
    locks.close()
