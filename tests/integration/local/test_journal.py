"""The journal when its program is really killed, and when the system really refuses to write."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.journal import Journal, Origin

CHECKOUT = Path(__file__).resolve().parents[3]
CLIENT = Path(__file__).with_name("journal_client.py")
KILLS = 8


def start(folder: Path, action: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(CLIENT), str(folder), action],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(folder: Path, name: str, lines: int) -> list[list[str]]:
    """What a program said to be durable before SIGKILL ended it in the middle of its work."""
    client = start(folder, name)
    assert client.stdout is not None
    said = [client.stdout.readline() for _ in range(lines)]
    client.kill()
    said += client.stdout.readlines()
    client.stdout.close()
    client.wait(timeout=60)
    return [line.split() for line in said if line.endswith("\n")]


def everything(_: Upload) -> bool:
    return True


async def test_what_was_acknowledged_survives_sigkill_and_is_in_one_place_only(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 moments to kill at, not secrets
    said = [
        words for turn in range(KILLS) for words in killed_after(tmp_path, f"p{turn}", chance.randint(1, 200))
    ]
    saved = {name for word, name in said if word == "saved"}
    done = {name for word, name in said if word == "done"}
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    assert opening.quarantined is None
    left = {upload.id for upload in await opening.journal.adopt(Origin.WINDOW, everything)}
    finished = {entry.id for entry in await opening.history.search(limit=1_000_000)}
    await opening.journal.close()
    assert saved
    assert done
    assert saved <= left | finished
    assert done <= finished
    assert not left & finished


async def test_a_living_programs_uploads_are_its_own_until_it_is_killed(tmp_path: Path) -> None:
    client = start(tmp_path, "p")
    assert client.stdout is not None
    assert "saved p-1\n" in client.stdout
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    assert await opening.journal.adopt(Origin.WINDOW, everything) == []
    client.kill()
    client.communicate(timeout=60)
    assert "p-1" in {upload.id for upload in await opening.journal.adopt(Origin.WINDOW, everything)}
    await opening.journal.close()


@pytest.mark.unix("limits of the system")
def test_a_system_that_refuses_to_write_more_loses_nothing_once_it_does(tmp_path: Path) -> None:
    said, _ = start(tmp_path, "run-out-of-room").communicate(timeout=60)
    lines = said.splitlines()
    assert "JOURNAL" in lines
    assert lines[-1] == "kept 10"
