"""The window and a command with the same file at the same moment: one asset, whoever is first."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles, make_longer
from tests.e2e.waiting import until
from tests.e2e.window import CHECKOUT, PROGRAM

PROJECT = "Acme Coffee iOS"
LARGE = 5_000_000
WAITS = "Another Layers Desktop is sending a file with the same contents."


def command(desk: Desk, path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*PROGRAM, "upload", "--project", PROJECT, str(path)],
        env=desk.env,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def make_twins(media: MediaFiles, folder: Path, way: str) -> tuple[Path, Path]:
    """Two files of one content: what holds for a name does not count."""
    folder.mkdir()
    first = folder / "first.mp4"
    if way == "inline":
        shutil.copy2(media.mp4, first)
    else:
        make_longer(media.mp4, first, LARGE)
    return first, Path(shutil.copy2(first, folder / "second.mp4"))


def stop_outside_a_write(desk: Desk, pid: int) -> bool:
    """Stop this process; but let it go on, and return False, where it is just writing its list."""
    os.kill(pid, signal.SIGSTOP)
    with contextlib.closing(sqlite3.connect(desk.database(), timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            os.kill(pid, signal.SIGCONT)
            return False
    return True


@contextlib.contextmanager
def held_in_its_call(desk: Desk, pid: int) -> Iterator[None]:
    """Keep this process from hearing the answer to its call, however long the other needs."""
    until(lambda: stop_outside_a_write(desk, pid), "moment without a write")
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("way", ["inline", "presign"])
def test_a_command_waits_for_the_window_and_prints_the_id_that_the_window_got(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, way: str
) -> None:
    first, second = make_twins(media, tmp_path / "files", way)
    sandbox.control.fault(way, "latency", seconds=6)
    desk.connect(sandbox)
    window = desk.open("--start", "--project", PROJECT, first)
    until(lambda: sandbox.count(way), "call of the window")
    with held_in_its_call(desk, window.pid):
        run = command(desk, second)
        assert run.stderr
        said = run.stderr.readline()
    with run:
        output, errors = run.communicate(timeout=60)
    (asset,) = sandbox.control.assets()
    assert (run.returncode, output) == (0, f"{asset['id']}\n")
    assert WAITS in said + errors
    window.wait_for("label", f"✓ 1 file is in {PROJECT}.")
    assert window.end() == 0


@pytest.mark.parametrize("way", ["inline", "presign"])
def test_the_window_waits_for_a_command_and_offers_the_id_that_it_got(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, way: str
) -> None:
    first, second = make_twins(media, tmp_path / "files", way)
    sandbox.control.fault(way, "latency", seconds=8)
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    with command(desk, first) as run:
        until(lambda: sandbox.count(way), "call of the command")
        with held_in_its_call(desk, run.pid):
            assert desk.run("--start", "--project", PROJECT, second) == 0
            until(
                lambda: any("Waiting for an identical file" in word for word in window.words()),
                "word of waiting",
            )
        output, errors = run.communicate(timeout=60)
    (asset,) = sandbox.control.assets()
    assert (run.returncode, output, errors) == (0, f"{asset['id']}\n", "")
    offer = f"as {asset['id']}."
    until(lambda: any(word.endswith(offer) for word in window.words()), "offer of the ID")
    window.wait_for("push button", "1 file needs your attention")
    assert window.end() == 0
