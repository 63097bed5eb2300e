"""A message bus of one's own, with services on it that remember what they were asked."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.integration.system.recording import RecordingService, open_bus, open_service

StartService = Callable[..., RecordingService]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a bus that is session and system to this process; it may be stopped and killed."""
    with open_bus(os.environ) as (daemon, addresses):
        for name, address in addresses.items():
            monkeypatch.setenv(name, address)
        yield daemon


@pytest.fixture
def start_service(bus: object) -> Iterator[StartService]:
    with contextlib.ExitStack() as stack:
        yield lambda *names, **env: stack.enter_context(open_service({**os.environ, **env}, *names))
