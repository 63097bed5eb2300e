"""Claims between real programs: a second one is told, and what a killed one had is free again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from layers_desktop.local.store.content_locks import CLAIMS_NAME, ContentLocks
from tests.unit.cli.conftest import ROOT

HOLDER = """
import sys
from pathlib import Path
from layers_desktop.local.store.content_locks import ContentLocks
claims = ContentLocks(Path(sys.argv[1]))
claim = claims.try_take("a")
print(claim is not None, flush=True)
sys.stdin.readline()
claims.release(claim, is_settled=True)
"""


@pytest.fixture
def claims(tmp_path: Path) -> Iterator[ContentLocks]:
    claims = ContentLocks(tmp_path)
    yield claims
    claims.close()


@contextmanager
def holder(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another program that holds the claim to `a` until it reads a line."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process


def test_what_another_program_holds_is_taken_and_its_end_is_noted(
    tmp_path: Path, claims: ContentLocks
) -> None:
    before = time.time()
    with holder(tmp_path) as other:
        assert claims.try_take("a") is None
        assert claims.is_taken("a")
        assert not claims.is_own("a")
        assert not claims.is_taken("b")
        other.communicate("go\n")
    assert not claims.is_taken("a")
    claim = claims.try_take("a")
    assert claim is not None
    assert not claim.was_left_open
    assert before <= claim.last_used <= time.time()


def test_what_a_killed_program_held_is_free_and_known_to_be_undecided(
    tmp_path: Path, claims: ContentLocks
) -> None:
    with holder(tmp_path) as other:
        assert claims.try_take("a") is None
        other.kill()
    claim = claims.try_take("a")
    assert claim is not None
    assert claim.was_left_open


def test_within_one_program_a_claim_is_given_once_at_a_time(claims: ContentLocks) -> None:
    claim = claims.try_take("a")
    assert claim is not None
    assert (claim.found, claims.is_own("a")) == (0, True)
    assert claims.try_take("a") is None
    left = claims.release(claim, is_settled=False)
    again = claims.try_take("a")
    assert again is not None
    assert (again.found, again.was_left_open) == (left, True)


def test_only_its_owner_may_read_the_file(tmp_path: Path, claims: ContentLocks) -> None:
    claims.try_take("a")
    assert (tmp_path / CLAIMS_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("refusal", ["no file", "no locks", "full disk"])
def test_without_a_file_or_locks_claims_hold_within_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: list[str], refusal: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    claims = ContentLocks(tmp_path / "nowhere" if refusal == "no file" else tmp_path)
    if refusal != "no file":  # no file system here refuses either
        name = "layers_desktop.local.store.content_locks._lock" if refusal == "no locks" else "os.write"
        monkeypatch.setattr(name, refuse)
    expected_log.append("Claims hold within this program only")
    claim = claims.try_take("a")
    assert claim is not None
    assert claims.try_take("a") is None
    left = claims.release(claim, is_settled=True)
    again = claims.try_take("a")
    assert again is not None
    assert again.found == left
    monkeypatch.undo()
    claims.close()
