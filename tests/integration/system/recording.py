"""A message bus of one's own, and services on it that remember what they were asked."""

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.e2e.system import program, running
from tests.e2e.waiting import until

SERVICE = Path(__file__).with_name("recording_service.py")


class RecordingService:
    """A service in a process of its own, which writes into a file what it is asked before it answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", told: Path) -> None:
        self._process = process
        self._told = told

    @property
    def heard(self) -> list[dict[str, Any]]:
        """What it was asked and saw, in this order."""
        whole_lines = self._told.read_text(encoding="utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole_lines.splitlines()]

    def asked(self, member: str) -> list[list[Any]]:
        """Return the values of each call of this method."""
        return [each["body"] for each in self.heard if each.get("asked") == member]

    def seen(self, key: str) -> list[Any]:
        """Return the values of everything else of this kind that it saw."""
        return [each[key] for each in self.heard if key in each]

    def send(self, member: str, *values: object) -> None:
        """Have it send a signal."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([member, values]).encode() + b"\n")
        self._process.stdin.flush()

    def hang(self) -> None:
        """Have it answer nothing any more."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it answer again."""
        self._process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def open_bus(env: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, str]]]:
    """Give a bus, and what tells a program that it is both session and system."""
    command = [program("dbus-daemon", "dbus"), "--session", "--nofork", "--print-address"]
    with running(command, env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().decode().strip()
        yield daemon, {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address}


@contextlib.contextmanager
def open_service(env: Mapping[str, str], *names: str) -> Iterator[RecordingService]:
    """Give a service that owns these names on the session bus of this environment."""
    command = [sys.executable, str(SERVICE), *names]
    with (
        tempfile.NamedTemporaryFile() as told,
        running(command, env, stdin=subprocess.PIPE, stdout=told) as process,
    ):
        service = RecordingService(process, Path(told.name))
        until(lambda: service.heard, "service on the bus")
        yield service
