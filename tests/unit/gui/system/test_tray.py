import pytest
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon

from layers_desktop.gui.system.interfaces import DesktopNotification
from layers_desktop.gui.system.status import OverallStatus, StatusTone
from layers_desktop.gui.system.tray import Tray


@pytest.fixture
def tray(qapp):
    picture = QPixmap(16, 16)
    picture.fill()
    tray = Tray(QIcon(picture))
    yield tray
    tray.close()


def entry(tray, text):
    return next(each for each in tray._menu.actions() if each.text() == text)


def test_no_icon_is_made_before_it_is_wanted_and_possible(tray):
    tray.set_visible(is_visible=True)
    tray.show(DesktopNotification("Uploads finished", "1 file needs your attention.", lambda: None))
    assert tray.findChildren(QSystemTrayIcon) == []
    assert not tray.is_shown


def test_it_tells_how_far_it_is_from_the_first_moment(tray):
    tray.show_status(OverallStatus(41), is_paused=False)
    tray.is_available = True
    tray.set_visible(is_visible=True)
    (icon,) = tray.findChildren(QSystemTrayIcon)
    assert icon.toolTip() == "Layers Desktop · 41%"
    tray.show_status(OverallStatus(42), is_paused=False)
    assert icon.toolTip() == "Layers Desktop · 42%"


def test_the_desktop_is_not_told_again_what_it_was_told(tray):
    tray.is_available = True
    tray.set_visible(is_visible=True)
    tray.show_status(OverallStatus(41), is_paused=False)
    (icon,) = tray.findChildren(QSystemTrayIcon)
    icon.setToolTip("as it was left")
    tray.show_status(OverallStatus(41), is_paused=False)
    assert icon.toolTip() == "as it was left"


@pytest.mark.parametrize(
    ("outlook", "is_paused", "text", "wanted"),
    [
        (OverallStatus(41), False, "Pause all", True),
        (OverallStatus(41, StatusTone.PAUSED), True, "Resume all", False),
        (OverallStatus(), True, "Resume all", False),
    ],
)
def test_the_menu_offers_a_pause_or_its_end(qtbot, tray, outlook, is_paused, text, wanted):
    tray.show_status(outlook, is_paused=is_paused)
    with qtbot.waitSignal(tray.pauseToggled) as told:
        entry(tray, text).trigger()
    assert told.args == [wanted]


@pytest.mark.parametrize(("text", "signal"), [("Show", "showRequested"), ("Quit", "quitRequested")])
def test_the_menu_says_what_is_wanted(qtbot, tray, text, signal):
    with qtbot.waitSignal(getattr(tray, signal)):
        entry(tray, text).trigger()


def test_the_last_batch_can_be_copied_also_that_of_an_earlier_run(qtbot, tray):
    with qtbot.waitSignal(tray.copyRequested):
        entry(tray, "Copy last batch").trigger()


@pytest.mark.parametrize(
    ("how", "shows"),
    [
        (QSystemTrayIcon.ActivationReason.Trigger, True),
        (QSystemTrayIcon.ActivationReason.Context, False),
    ],
)
def test_a_click_shows_the_window(tray, how, shows):
    tray.is_available = True
    tray.set_visible(is_visible=True)
    asked = []
    tray.showRequested.connect(lambda: asked.append(how))
    tray.findChild(QSystemTrayIcon).activated.emit(how)
    assert bool(asked) == shows


@pytest.mark.parametrize("plays_sound", [True, False])
def test_a_notification_is_heard_where_that_is_wanted(qapp, plays_sound):
    heard = []
    tray = Tray(QIcon(QPixmap(16, 16)), beep=lambda: heard.append("beep"))
    tray.is_available = True
    tray.show(DesktopNotification("Uploads finished", "", lambda: None, plays_sound=plays_sound))
    assert heard == ["beep"] * plays_sound
    tray.close()


def test_where_a_click_opens_the_menu_it_leaves_the_window_alone(qapp):
    tray = Tray(QIcon(QPixmap(16, 16)), opens_menu_by_click=True)
    tray.is_available = True
    tray.set_visible(is_visible=True)
    asked = []
    tray.showRequested.connect(lambda: asked.append("window"))
    tray.findChild(QSystemTrayIcon).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    entry(tray, "Show").trigger()
    assert asked == ["window"]
    tray.close()
