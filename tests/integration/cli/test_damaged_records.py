"""Records on disk of which a letter was changed, or that a later version wrote."""

import contextlib
import json
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import BIG, STUCK, has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


def with_field(record: str, **fields: object) -> str:
    return json.dumps(json.loads(record) | fields)


DAMAGES: dict[str, Callable[[str], object]] = {
    "no JSON": lambda record: record.replace("null", "nulk", 1),
    "no text": lambda record: record.encode().replace(b"a", b"\xff"),
    "a list": lambda _: "[]",
    "an unknown field": lambda record: with_field(record, colour="red"),
    "an unknown state": lambda record: with_field(record, state="dreaming"),
    "an unknown kind": lambda record: with_field(record, kind="hologram"),
    "a text for a number": lambda record: with_field(record, added_at="today"),
    "no number": lambda record: with_field(record, added_at=float("nan")),
    "another's content": lambda record: with_field(record, id="another"),
    "a missing part": lambda record: with_field(record, remote={"upload_id": 7}),
    "a text for a fingerprint": lambda record: with_field(record, fingerprint="7"),
}


def rows(home: Path) -> list[tuple[str, str, object]]:
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.text_factory = bytes
        return connection.execute("SELECT id, origin, record FROM uploads").fetchall()


def finished(database: Path) -> int:
    """Return the number of entries of the history; 0 where it has no table yet."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        try:
            ((number,),) = connection.execute("SELECT count(*) FROM history")
        except sqlite3.OperationalError:
            return 0
        return int(number)


def change_record(home: Path, *damages: Callable[[str], object]) -> list[object]:
    """Put in the place of the one row there is a copy for each damage, with that done to it; return those."""
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        columns = "id, owner, origin, path, record"
        ((upload_id, *others, record),) = connection.execute(f"SELECT {columns} FROM uploads").fetchall()  # noqa: S608 constants
        connection.execute("DELETE FROM uploads")
        damaged = []
        for number, damage in enumerate(damages):
            copy_id = f"{upload_id}{number:02}"
            damaged.append(damage(with_field(record, id=copy_id)))
            as_text = "CAST(? AS TEXT)" if isinstance(damaged[-1], bytes) else "?"
            insert = f"INSERT INTO uploads ({columns}) VALUES (?, ?, ?, ?, {as_text})"  # noqa: S608 constants
            connection.execute(insert, (copy_id, *others, damaged[-1]))
    return damaged


def leave_unfinished(shell: Shell, control: SandboxControl) -> Path:
    """Kill a command in the middle of a file, and return that file."""
    left = shell.put("left.png", png(b"left", BIG))
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with shell.start("upload", "--project", PROJECT, left) as process:
        wait_until(lambda: has_arrived(control, "put", left.name), "the PUT")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SECONDS)
    control.clear_faults()
    return left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_records_that_cannot_be_read_are_set_aside_told_once_and_kept(
    shell: Shell, home: Path, control: SandboxControl, assets: Assets
) -> None:
    leave_unfinished(shell, control)
    damaged = change_record(home, *DAMAGES.values())

    run = shell.upload(shell.put("other.png"))
    assert (run.returncode, len(assets())) == (0, 1)
    assert run.stderr == (
        f"{len(DAMAGES)} unfinished uploads could not be read and were set aside. "
        "See in Layers which files arrived.\n"
    )
    kept = [each.encode() if isinstance(each, str) else each for each in damaged]
    assert [record for _, _, record in sorted(rows(home))] == kept
    again = shell.upload(shell.put("another.png"))
    assert (again.returncode, again.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_file_of_a_record_that_cannot_be_read_is_sent_only_where_a_person_says_so(
    shell: Shell, home: Path, control: SandboxControl, assets: Assets
) -> None:
    left = leave_unfinished(shell, control)
    change_record(home, DAMAGES["no JSON"])
    for _ in range(2):
        repeat = shell.upload(left)
        assert (repeat.returncode, repeat.stdout) == (1, "")
        assert f"The record of an earlier run for {left} cannot be read. Nothing was sent" in repeat.stderr
    assert shell.upload("--again", left).returncode == 0
    assert (shell.upload(left).returncode, len(assets())) == (0, 1)


def test_a_damaged_list_refuses_every_repeat_until_the_person_has_looked(
    shell: Shell, home: Path, assets: Assets
) -> None:
    paths = [shell.put("a.png"), shell.put("b.png")]
    assert shell.upload(*paths).returncode == 0
    (database,) = home.rglob("uploads.sqlite3")
    for companion in database.parent.glob("uploads.sqlite3-*"):
        companion.unlink()
    database.write_bytes(b"no database" * 1_000)
    for _ in range(3):
        run = shell.upload(*paths)
        (kept,) = database.parent.glob("uploads.sqlite3.broken-*")
        assert (run.returncode, run.stdout) == (1, "")
        assert f"is kept as {kept}. Nothing was sent" in run.stderr
    assert shell.upload("--again", paths[0]).returncode == 0
    assert (shell.upload(paths[0]).returncode, len(assets())) == (0, 3)  # that one is known again
    assert shell.upload(*paths).returncode == 1
    kept.unlink()
    assert (shell.upload(*paths).returncode, len(assets())) == (0, 4)


@pytest.mark.unix("Windows lets nobody remove what is open")
def test_a_list_that_is_removed_while_a_command_runs_is_written_again_and_nothing_is_doubled(
    shell: Shell, home: Path, control: SandboxControl, assets: Assets
) -> None:
    first = shell.put("first.png")
    assert shell.upload(first).returncode == 0
    paths = [shell.put(f"{number}.png", png(bytes([number + 65]), BIG)) for number in range(6)]
    control.fault("put", "slow", times=None, fraction=0.0, bytes_per_second=2 * BIG)
    with shell.start("upload", "--project", PROJECT, *paths) as process:
        wait_until(lambda: len(assets()) > 1, "the first of them")
        (database,) = home.rglob("uploads.sqlite3")
        shutil.rmtree(database.parent)
        wait_until(lambda: len(assets()) > 3, "some more")
        # Files of one size end together: the first may have been noted for the last time before the removal.
        wait_until(lambda: database.exists() and finished(database), "the list, written again")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SECONDS)
    control.clear_faults()
    assert shell.upload(first, *paths).returncode == 0
    assert len(assets()) == 7
