"""A result that cannot be written, and a program that was given no place to write to."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from layers_desktop.cli.command_run import ExitCode
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl
from tests.support.vt100 import Screen

Assets = Callable[[], list[dict[str, Any]]]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def upload(
    shell: Shell,
    *files: Path,
    stdout: IO[Any] | int = subprocess.PIPE,
    stderr: IO[Any] | int = subprocess.PIPE,
    closing: str = "",
) -> "subprocess.CompletedProcess[str]":
    """Start the command with these as its outputs; `closing` is what a shell does to them."""
    program = [sys.executable, "-m", "layers_desktop", "upload", "--project", PROJECT, *map(str, files)]
    command = ["/bin/sh", "-c", f'exec "$@" {closing}', "sh", *program] if closing else program
    return subprocess.run(
        command, env=shell.environ, stdout=stdout, stderr=stderr, text=True, timeout=SECONDS, check=False
    )


def check_that_ids_are_missed(
    run: "subprocess.CompletedProcess[str]", shell: Shell, path: Path, assets: Assets
) -> None:
    """What was uploaded is told as lost on the way out, and the same command gives it."""
    assert run.returncode == ExitCode.SOME_FAILED
    assert "could not be written" in run.stderr
    assert "Traceback" not in run.stderr
    assert "Exception" not in run.stderr
    (asset,) = assets()
    assert upload(shell, path).stdout.split() == [asset["id"]]
    assert len(assets()) == 1


@needs_full
def test_ids_that_do_not_fit_on_the_disk_are_missed_and_come_again(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png")
    with FULL.open("w", encoding="utf-8") as full:
        run = upload(shell, path, stdout=full)
    check_that_ids_are_missed(run, shell, path, assets)


@needs_shell
def test_a_terminal_is_told_what_a_command_waits_for_and_for_how_long(shell: Shell, tmp_path: Path) -> None:
    files = [shell.put(f"{number}.png") for number in range(64)]
    import pty  # POSIX only

    terminal, side = pty.openpty()
    with (
        SandboxProcess.start(tmp_path / "standard") as standard,
        subprocess.Popen(
            [sys.executable, "-m", "layers_desktop", "upload", "--project", PROJECT, *map(str, files)],
            env=shell.environ | {"LAYERS_BASE_URL": standard.url, "COLUMNS": "100"},
            stdout=subprocess.DEVNULL,
            stderr=side,
        ) as command,
    ):
        shown = b""
        while not re.search(
            rb"60 of 64 files\. Your plan allows 60 calls a minute\. Goes on in \d+ s\.", shown
        ):
            shown += os.read(terminal, 1_000)
        command.terminate()
    for end in (side, terminal):
        os.close(end)
    assert shown.count(b"Uploads continue by themselves.\r\n") == 1


@needs_shell
def test_a_terminal_is_told_that_the_network_is_waited_for(shell: Shell, tmp_path: Path) -> None:
    import pty  # POSIX only

    path = shell.put("a.png", png(b"network", 400_000))
    terminal, side = pty.openpty()
    with SandboxProcess.start(tmp_path / "leaving") as leaving:
        SandboxControl(leaving.url).fault("put", "silence", times=None)
        command = subprocess.Popen(
            [sys.executable, "-m", "layers_desktop", "upload", "--project", PROJECT, str(path)],
            env=shell.environ | {"LAYERS_BASE_URL": leaving.url, "COLUMNS": "200", "TERM": "xterm"},
            stdout=subprocess.DEVNULL,
            stderr=side,
        )
        wait_until(lambda: has_arrived(SandboxControl(leaving.url), "put", path.name), "the PUT")
    shown = b""
    while not re.search(rb"0 of 1 file\. Could not reach 127\.0\.0\.1", shown):
        shown += os.read(terminal, 1_000)
    command.terminate()
    assert command.wait(SECONDS) == ExitCode.INTERRUPTED
    for end in (side, terminal):
        os.close(end)


@needs_shell
def test_ids_that_nobody_reads_are_missed_and_come_again(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = upload(shell, path, stdout=writing)
    finally:
        os.close(writing)
    check_that_ids_are_missed(run, shell, path, assets)


@needs_full
def test_words_that_cannot_be_written_stop_no_file(shell: Shell, assets: Assets) -> None:
    with FULL.open("w", encoding="utf-8") as full:
        run = upload(shell, shell.folder / "gone.png", shell.put("a.png"), stderr=full)
    assert run.returncode == ExitCode.SOME_FAILED
    assert run.stdout.split() == [asset["id"] for asset in assets()]
    assert len(assets()) == 1


@needs_shell
@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_no_file(shell: Shell, assets: Assets, closing: str) -> None:
    run = upload(shell, shell.folder / "gone.png", shell.put("a.png"), closing=closing)
    assert run.returncode == ExitCode.SOME_FAILED
    assert len(assets()) == 1


@needs_shell
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_terminal_shows_each_file_under_way_within_its_width(
    shell: Shell, control: SandboxControl, term: str
) -> None:
    import fcntl  # POSIX only
    import pty
    import struct
    import termios

    control.fault("put", "slow", after_bytes=0, bytes_per_second=2_000_000, times=None)
    files = [shell.put(f"file number {number}.png", png(bytes([number]), 1_500_000)) for number in range(2)]
    terminal, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("4H", 10, 70, 0, 0))
    command_line = [sys.executable, "-m", "layers_desktop", "upload", "--project", PROJECT]
    command_line += [each.name for each in files]
    environ = shell.environ | {"TERM": term}
    with subprocess.Popen(command_line, cwd=shell.folder, env=environ, stdout=side, stderr=side) as command:
        os.close(side)
        screen, seen, raw = Screen(70), set(), ""
        while shown := read_or_nothing(terminal):
            raw += shown
            screen.feed(shown)
            seen.add(len(screen.lines))
    os.close(terminal)
    assert command.returncode == 0
    assert screen.unknown == []
    assert len(screen.lines) == 2, screen.lines  # the IDs, and nothing else
    assert all(line.startswith("med_") for line in screen.lines)
    assert ("\x1b" in raw) == (term == "xterm")
    assert term == "dumb" or max(seen) == 3


def read_or_nothing(terminal: int) -> str:
    """Read what there is; at the end of the last program that has it open, a terminal ends with an error."""
    try:
        return os.read(terminal, 10_000).decode(errors="replace")
    except OSError:
        return ""
