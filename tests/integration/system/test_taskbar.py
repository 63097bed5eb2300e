import subprocess

import pytest
from pytestqt.qtbot import QtBot

from layers_desktop.gui.system.freedesktop.taskbar import LauncherEntryTaskbar
from layers_desktop.gui.system.status import OverallStatus, StatusTone
from tests.integration.system.conftest import StartService

LONG_MS = 30_000
DOCK = "org.example.Dock"
URI = "application://layers-desktop.desktop"


def properties(progress: float, count: int, *, urgent: bool = False, visible: bool = True) -> dict:
    """What a dock reads, with the types that it reads it as."""
    return {
        "progress": ["d", progress],
        "progress-visible": ["b", visible],
        "count": ["x", count],
        "count-visible": ["b", count > 0],
        "urgent": ["b", urgent],
    }


def test_docks_are_told_of_progress_and_problems(qtbot: QtBot, start_service: StartService) -> None:
    dock = start_service(DOCK)
    entry = LauncherEntryTaskbar("layers-desktop")
    entry.show(OverallStatus(41))
    entry.show(OverallStatus(60, StatusTone.ERROR, 2))
    entry.show(OverallStatus(None, problems=2))
    qtbot.waitUntil(lambda: len(dock.seen("update")) == 3, timeout=LONG_MS)
    entry.close()
    qtbot.waitUntil(lambda: len(dock.seen("update")) == 4, timeout=LONG_MS)
    assert dock.seen("update") == [
        [URI, properties(0.41, 0)],
        [URI, properties(0.6, 2, urgent=True)],
        [URI, properties(0.0, 2, visible=False)],
        [URI, properties(0.0, 0, visible=False)],
    ]


@pytest.mark.usefixtures("qapp")
def test_without_a_bus_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    entry = LauncherEntryTaskbar("layers-desktop")
    entry.show(OverallStatus(41))
    entry.close()


def test_a_dock_behind_a_bus_that_was_started_anew_is_told_again(
    qtbot: QtBot, bus: "subprocess.Popen[bytes]"
) -> None:
    entry = LauncherEntryTaskbar("layers-desktop")
    entry.show(OverallStatus(1))
    bus.kill()
    former = entry._bus  # nothing outside tells that the connection has ended
    assert former
    qtbot.waitUntil(lambda: not former.is_open, timeout=LONG_MS)
    entry.show(OverallStatus(2))
    assert entry._bus is not former
