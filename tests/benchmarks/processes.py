"""Programs of their own: waited for, and what they took."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.pairs import Spent

Value = TypeVar("Value")
_PATIENCE = 300.0
_PAUSE = 0.01
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class NeverError(Exception):
    """What was waited for never came."""


def until(look: Callable[[], Value], what: str, patience: float = _PATIENCE) -> Value:
    """Return the first true thing that `look` gives.

    Raises:
        NeverError: There was none for that long.
    """
    due = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > due:
            raise NeverError(what)
        time.sleep(_PAUSE)
    return found


def spent_by(command: Sequence[str], env: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its good end and return what it took."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(seconds, processor)


def resident(pid: int, what: str = "VmRSS") -> int:
    """Return the bytes that a process holds in memory: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def processor_seconds(pid: int) -> float:
    """Return what a running process has taken so far: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
