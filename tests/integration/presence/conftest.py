"""A message bus of one's own, with services on it that remember what they were asked."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e.system import program, running

SERVICE = Path(__file__).with_name("recording_service.py")
_PATIENCE_MS = 30_000


class RecordingService:
    """A service in a process of its own.

    Attributes:
        heard: What it was asked and saw, in this order.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self.heard: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.heard.append(json.loads(line))

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


StartService = Callable[..., RecordingService]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a bus that is session and system to this process; it may be stopped and killed."""
    command = [program("dbus-daemon", "dbus"), "--session", "--nofork", "--print-address"]
    with running(command, os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().decode().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield daemon


@pytest.fixture
def start_service(bus: object, qtbot: QtBot) -> Iterator[StartService]:
    with contextlib.ExitStack() as stack:

        def start(*names: str, **env: str) -> RecordingService:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            command = [sys.executable, str(SERVICE), *names]
            service = RecordingService(stack.enter_context(running(command, {**os.environ, **env}, **pipes)))
            qtbot.waitUntil(lambda: bool(service.heard), timeout=_PATIENCE_MS)
            return service

        yield start
