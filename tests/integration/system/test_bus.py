import signal
import subprocess
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_method_call
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from layers_desktop.gui.system.freedesktop.bus import SESSION, Bus
from tests.integration.system.conftest import StartService

NAME = "org.freedesktop.Notifications"
PLACE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
LONG_MS = 30_000


class Asked:
    """One question and what came of it."""

    def __init__(self, bus: Bus) -> None:
        self.answers: list[object] = []
        self.failures = 0
        self.bus = bus
        bus.call(new_method_call(PLACE, "GetCapabilities"), self.answers.append, self._fail)

    def _fail(self) -> None:
        self.failures += 1


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "nonsense",
        "tcp:host=localhost,port=1",
        "unix:path=/nonexistent/bus",
    ],
)
def test_without_a_bus_every_call_fails_at_once(
    qapp: object, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    bus = Bus(SESSION)
    asked = Asked(bus)
    assert (bus.is_open, asked.answers, asked.failures) == (False, [], 1)


def test_an_answer_is_given_on(qtbot: QtBot, start_service: StartService) -> None:
    start_service(NAME)
    bus = Bus(SESSION)
    asked = Asked(bus)
    qtbot.waitUntil(lambda: bool(asked.answers), timeout=LONG_MS)
    assert asked.answers == [(["actions", "body", "body-markup"],)]
    assert asked.failures == 0
    bus.close()


def test_a_bus_that_hangs_makes_nobody_wait_and_fails_what_was_asked(
    qtbot: QtBot, bus: "subprocess.Popen[bytes]"
) -> None:
    bus.send_signal(signal.SIGSTOP)
    ticks: list[None] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(None))
    timer.start()
    connection = Bus(SESSION)
    asked = Asked(connection)
    assert asked.failures == 0  # it is waited for, but not here
    with qtbot.waitSignal(connection.connectionLost, timeout=LONG_MS):
        pass
    assert (asked.answers, asked.failures, connection.is_open) == ([], 1, False)
    assert len(ticks) > 1


def test_a_bus_that_takes_nothing_is_given_up_before_it_fills_the_memory(
    qtbot: QtBot, bus: "subprocess.Popen[bytes]"
) -> None:
    bus.send_signal(signal.SIGSTOP)
    connection = Bus(SESSION)
    sent = 0
    while connection.is_open and sent < 10_000:
        connection.send(new_method_call(PLACE, "Say", "s", ("x" * 1000,)))
        sent += 1
    assert not connection.is_open
    assert sent < 100


def test_a_bus_that_ends_fails_what_was_asked(
    qtbot: QtBot, bus: "subprocess.Popen[bytes]", start_service: StartService
) -> None:
    start_service(NAME).hang()
    connection = Bus(SESSION)
    asked = Asked(connection)
    bus.kill()
    with qtbot.waitSignal(connection.connectionLost, timeout=LONG_MS):
        pass
    assert (asked.answers, asked.failures) == ([], 1)


def test_nothing_is_called_after_the_close(qtbot: QtBot, start_service: StartService) -> None:
    service = start_service(NAME)
    service.hang()
    connection = Bus(SESSION)
    asked, later = Asked(connection), Asked(Bus(SESSION))
    connection.close()
    service.go_on()
    qtbot.waitUntil(lambda: bool(later.answers), timeout=LONG_MS)
    assert (asked.answers, asked.failures) == ([], 0)


def test_another_programs_bus_that_speaks_no_dbus_is_no_bus(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/socket")
        connection = Bus(SESSION)
        asked = Asked(connection)
        end, _ = server.accept()
        with end, qtbot.waitSignal(connection.connectionLost, timeout=LONG_MS):
            end.send(b"HTTP/1.1 400 Bad Request\r\n")
    assert asked.failures == 1
