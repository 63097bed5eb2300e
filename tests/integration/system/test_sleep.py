import subprocess

import pytest
from pytestqt.qtbot import QtBot

from layers_desktop import APP_ID
from layers_desktop.gui.system.freedesktop.sleep import FreedesktopSleepLock
from tests.integration.system.conftest import StartService

GNOME, POWER, LOGIND = (
    "org.gnome.SessionManager",
    "org.freedesktop.PowerManagement",
    "org.freedesktop.login1",
)
PATIENCE_MS = 30_000


class AwakeListener:
    """What the window would show."""

    def __init__(self) -> None:
        self.states: list[bool] = []

    def __call__(self, *, is_awake: bool) -> None:
        self.states.append(is_awake)


@pytest.fixture
def listener() -> AwakeListener:
    return AwakeListener()


@pytest.fixture
def lock(qapp: object, listener: AwakeListener):
    lock = FreedesktopSleepLock(listener)
    yield lock
    lock.release()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (GNOME, [APP_ID, 0, "Files are being uploaded", 4]),
        (POWER, ["layers-desktop", "Files are being uploaded"]),
        (LOGIND, ["sleep", "layers-desktop", "Files are being uploaded", "block"]),
    ],
)
def test_whoever_puts_the_computer_to_sleep_is_asked_and_given_back(
    qtbot: QtBot,
    start_service: StartService,
    lock: FreedesktopSleepLock,
    listener: AwakeListener,
    name: str,
    words: list,
) -> None:
    service = start_service(name)
    lock.hold()
    qtbot.waitUntil(lambda: listener.states == [True], timeout=PATIENCE_MS)
    assert service.asked("Inhibit") == [words]
    before = len(service.seen("left"))
    lock.release()
    assert listener.states == [True, False]
    qtbot.waitUntil(lambda: len(service.seen("left")) > before, timeout=PATIENCE_MS)
    if name == LOGIND:  # its lock is an open file
        qtbot.waitUntil(lambda: service.seen("closed") == [True], timeout=PATIENCE_MS)


def test_the_session_is_asked_before_logind_which_would_forbid_what_a_person_chooses(
    qtbot: QtBot, start_service: StartService, lock: FreedesktopSleepLock, listener: AwakeListener
) -> None:
    service = start_service(GNOME, POWER, LOGIND)
    lock.hold()
    qtbot.waitUntil(lambda: listener.states == [True], timeout=PATIENCE_MS)
    assert [each["interface"] for each in service.heard if "asked" in each] == [GNOME]


def test_a_service_that_refuses_is_passed_by(
    qtbot: QtBot, start_service: StartService, lock: FreedesktopSleepLock, listener: AwakeListener
) -> None:
    refusing, willing = start_service(GNOME, POWER, "--refuse"), start_service(LOGIND)
    lock.hold()
    qtbot.waitUntil(lambda: listener.states == [True], timeout=PATIENCE_MS)
    assert len(refusing.asked("Inhibit")) == 2
    assert len(willing.asked("Inhibit")) == 1


def test_a_service_that_hangs_is_passed_by_and_stops_nobody(
    qtbot: QtBot,
    start_service: StartService,
    lock: FreedesktopSleepLock,
    listener: AwakeListener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging, willing = start_service(GNOME), start_service(LOGIND)
    hanging.hang()
    lock.hold()
    qtbot.waitUntil(lambda: listener.states == [True], timeout=PATIENCE_MS)
    assert len(willing.asked("Inhibit")) == 1


def test_nobody_is_told_anything_where_all_refuse(
    qtbot: QtBot, start_service: StartService, lock: FreedesktopSleepLock, listener: AwakeListener
) -> None:
    service = start_service(GNOME, POWER, LOGIND, "--refuse")
    lock.hold()
    qtbot.waitUntil(lambda: len(service.asked("Inhibit")) == 3, timeout=PATIENCE_MS)
    lock.release()
    assert listener.states == []


def test_a_lock_that_went_with_its_bus_is_told(
    qtbot: QtBot,
    bus: "subprocess.Popen[bytes]",
    start_service: StartService,
    lock: FreedesktopSleepLock,
    listener: AwakeListener,
) -> None:
    start_service(GNOME)
    lock.hold()
    qtbot.waitUntil(lambda: listener.states == [True], timeout=PATIENCE_MS)
    bus.kill()
    qtbot.waitUntil(lambda: listener.states == [True, False], timeout=PATIENCE_MS)
