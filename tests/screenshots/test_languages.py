"""Every window can be read, and used from the keyboard, in every language that there is a catalogue for."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QListWidget

from layers_desktop.gui.settings.dialog import SettingsDialog
from layers_desktop.local.language import LANGUAGES, PSEUDO
from tests.screenshots.clipping import clipped, doubled_marks, shortened
from tests.screenshots.looks import Look
from tests.screenshots.stage import Stage
from tests.screenshots.studio import Studio

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
# Each window once, as it says most. The settings are one window of many pages.
WINDOWS = (
    "empty-in-the-sandbox",
    "staged-with-problems",
    "staged-for-two-projects",
    "busy-with-trouble",
    "finished-with-problems",
    "problems-by-reason",
    "two-accounts",
    "key-without-right",
    "key-with-a-new-keyring",
    "key-not-accepted",
    "history-full",
    "history-without-match",
    "details-of-a-problem",
    "details-of-a-notice",
    "shortcuts",
    "about",
    "help-box",
    "keyring-help",
    "account-removal",
    "quit-question",
    "cancel-all-question",
    "preflight-with-refusals",
    "preflight-with-kinds",
    "project-question",
    "settings-with-another-language",
)


@pytest.mark.parametrize("language", [PSEUDO, *LANGUAGES])
def test_every_window_can_be_read(studio: Studio, language: str) -> None:
    studio.settle = lay_out
    lacks = {}
    for name in WINDOWS:
        with studio.stage(name, Look(language, language=language)) as stage:
            lacks[name] = [lack for _ in pages(stage) for lack in lacks_of(stage)]
    assert {name: found for name, found in lacks.items() if found} == {}


def lay_out(_milliseconds: int = 0) -> None:
    """Do what is to be done, without waiting for what is painted later."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for _ in range(3):
        QApplication.processEvents()


def pages(stage: Stage) -> Iterator[None]:
    """Turn to each page of the settings, where they are open."""
    settings = [each for each in stage.shown if isinstance(each, SettingsDialog)]
    for sides in [each.findChild(QListWidget) for each in settings]:
        for row in range(sides.count()):
            sides.setCurrentRow(row)
            lay_out()
            yield
    if not settings:
        yield


def lacks_of(stage: Stage) -> list[str]:
    return [*clipped(stage.shown), *shortened(stage.shown), *doubled_marks(stage.shown)]
