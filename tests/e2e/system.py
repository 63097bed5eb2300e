"""The programs of the system that these tests use for real."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

_STOP_SECONDS = 10


def program(name: str, package: str) -> str:
    """Return the program's path; without it nothing is tested, so that is a failure."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: apt-get install {package}")
    return path


def system_file(path: str, package: str) -> Path:
    """Return the file's path; the same holds for it."""
    if not Path(path).exists():
        pytest.fail(f"{path} is missing: apt-get install {package}")
    return Path(path)


@contextlib.contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], **how: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """Give the process, and end it whatever happens."""
    process = subprocess.Popen(command, env=env, **how)
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process to end, make it if it does not, and wait for it."""
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
