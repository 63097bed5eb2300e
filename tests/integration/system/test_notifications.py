from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from layers_desktop.gui.system.freedesktop.notifications import FreedesktopNotifier
from layers_desktop.gui.system.interfaces import DesktopNotification
from tests.integration.system.conftest import StartService
from tests.integration.system.recording import RecordingService

NAME = "org.freedesktop.Notifications"
LONG_MS = 30_000
TEXT = "11 of 12 files uploaded to Ben & Jerry <iOS>. 1 file needs your attention."


class Remembering:
    """Stands where the tray stands: shows what the desktop's service does not."""

    def __init__(self) -> None:
        self.shown: list[DesktopNotification] = []

    def show(self, notice: DesktopNotification) -> None:
        self.shown.append(notice)

    def close(self) -> None:
        """Have nothing to end."""


@pytest.fixture
def otherwise() -> Remembering:
    return Remembering()


@pytest.fixture
def events() -> list[str]:
    """What was clicked, and what was heard."""
    return []


@pytest.fixture
def notices(qapp: object, otherwise: Remembering, events: list[str]):
    notices = FreedesktopNotifier("layers-desktop", otherwise, lambda: events.append("beep"))
    yield notices
    notices.close()


@pytest.fixture
def notice(events: list[str]):
    def make(**fields: object) -> DesktopNotification:
        button = ("Copy IDs", lambda: events.append("copied"))
        return DesktopNotification(
            "Uploads finished", TEXT, lambda: events.append("opened"), button, **fields
        )

    return make


def shown(qtbot: QtBot, service: RecordingService) -> SimpleNamespace:
    """Wait for the notification and return its parts."""
    qtbot.waitUntil(lambda: bool(service.asked("Notify")), timeout=LONG_MS)
    names = ("app", "number", "icon", "title", "text", "actions", "hints", "timeout")
    return SimpleNamespace(**dict(zip(names, service.asked("Notify")[-1], strict=True)))


def test_it_is_shown_with_its_button_and_with_markup_as_plain_text(
    qtbot: QtBot, start_service: StartService, notices: FreedesktopNotifier, notice, events, otherwise
) -> None:
    service = start_service(NAME)
    notices.show(notice())
    seen = shown(qtbot, service)
    assert (seen.title, seen.text) == (
        "Uploads finished",
        "11 of 12 files uploaded to Ben &amp; Jerry &lt;iOS&gt;. 1 file needs your attention.",
    )
    assert seen.actions == ["default", "", "copy", "Copy IDs"]
    assert seen.hints == {"desktop-entry": ["s", "layers-desktop"], "suppress-sound": ["b", True]}
    assert [each["signature"] for each in service.heard if each.get("asked") == "Notify"] == ["susssasa{sv}i"]
    assert (events, otherwise.shown) == ([], [])


@pytest.mark.parametrize(("clicked", "wanted"), [("copy", "copied"), ("default", "opened")])
def test_a_click_does_what_was_clicked_and_only_on_our_own(
    qtbot: QtBot,
    start_service: StartService,
    notices: FreedesktopNotifier,
    notice,
    events: list[str],
    clicked: str,
    wanted: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    service = start_service(NAME)
    notices.show(notice())
    shown(qtbot, service)
    qtbot.waitUntil(lambda: notices._id == 7, timeout=LONG_MS)  # the answer has come: no other sign of it
    service.send("ActionInvoked", 8, clicked)
    service.send("ActivationToken", 7, "leave")
    service.send("ActionInvoked", 7, clicked)
    qtbot.waitUntil(lambda: bool(events), timeout=LONG_MS)
    assert events == [wanted]


def test_the_next_one_takes_its_place(
    qtbot: QtBot, start_service: StartService, notices: FreedesktopNotifier, notice
) -> None:
    service = start_service(NAME)
    notices.show(notice())
    qtbot.waitUntil(lambda: notices._id == 7, timeout=LONG_MS)
    notices.show(notice())
    qtbot.waitUntil(lambda: len(service.asked("Notify")) == 2, timeout=LONG_MS)
    assert [each[1] for each in service.asked("Notify")] == [0, 7]


def test_a_service_that_knows_no_buttons_and_no_markup_gets_none(
    qtbot: QtBot, start_service: StartService, notices: FreedesktopNotifier, notice
) -> None:
    service = start_service(NAME, CAPABILITIES="body")
    notices.show(notice())
    seen = shown(qtbot, service)
    assert (seen.text, seen.actions) == (TEXT, [])


def test_a_service_that_shows_only_titles_shows_the_text_there(
    qtbot: QtBot, start_service: StartService, notices: FreedesktopNotifier, notice
) -> None:
    service = start_service(NAME, CAPABILITIES="actions")
    notices.show(notice())
    assert shown(qtbot, service).title == TEXT


@pytest.mark.parametrize(("abilities", "heard"), [("body,sound", []), ("body", ["beep"])])
def test_a_sound_is_made_by_the_service_or_else_by_us(
    qtbot: QtBot,
    start_service: StartService,
    notices: FreedesktopNotifier,
    notice,
    events: list[str],
    abilities: str,
    heard: list[str],
) -> None:
    service = start_service(NAME, CAPABILITIES=abilities)
    notices.show(notice(plays_sound=True))
    assert shown(qtbot, service).hints["sound-name"] == ["s", "complete-download"]
    assert events == heard


def test_without_a_service_another_way_is_taken(
    qtbot: QtBot, bus: object, notices: FreedesktopNotifier, notice, otherwise: Remembering
) -> None:
    notices.show(told := notice())
    qtbot.waitUntil(lambda: otherwise.shown == [told], timeout=LONG_MS)


def test_without_a_bus_another_way_is_taken_at_once(
    notices: FreedesktopNotifier, notice, otherwise: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    notices.show(told := notice())
    assert otherwise.shown == [told]


def test_a_service_that_refuses_is_no_service(
    qtbot: QtBot,
    start_service: StartService,
    notices: FreedesktopNotifier,
    notice,
    otherwise: Remembering,
) -> None:
    start_service(NAME, "--refuse")
    notices.show(told := notice())
    qtbot.waitUntil(lambda: otherwise.shown == [told], timeout=LONG_MS)
