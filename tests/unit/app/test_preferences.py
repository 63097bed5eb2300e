import asyncio
import threading
from types import SimpleNamespace

import pytest

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.local.preferences import PreferencesFile
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter


class WatchedFile(PreferencesFile):
    """The real file, which tells who wrote what into it; `gate` holds the writer up like a slow disk."""

    def __init__(self, path):
        super().__init__(path)
        self.writes = []
        self.hold = threading.Event()
        self.hold.set()

    def save(self, preferences):
        self.hold.wait(10)
        super().save(preferences)
        self.writes.append((threading.current_thread(), preferences.copy_template))


@pytest.fixture
def preferences_file(tmp_path):
    return WatchedFile(tmp_path / "config" / "preferences.json")


@pytest.fixture
def choices(qapp, preferences_file):
    return PreferencesController(
        preferences_file, SimpleNamespace(set_scheme=lambda _scheme: None), ConcurrencyLimiter()
    )


def test_a_word_is_written_once_and_not_by_the_windows_thread(qtbot, choices, preferences_file):
    for text in ("{", "{i", "{id", "{id}"):
        choices.update(copy_template=text)
        assert choices.current.copy_template == text
    assert preferences_file.writes == []
    qtbot.waitUntil(lambda: bool(preferences_file.writes))
    ((thread, written),) = preferences_file.writes
    assert thread is not threading.main_thread()
    assert written == "{id}"
    assert preferences_file.load().copy_template == "{id}"


def test_a_slow_disk_holds_up_no_choice_and_loses_none(qtbot, choices, preferences_file):
    preferences_file.hold.clear()
    choices.update(copy_template="first")
    qtbot.waitUntil(lambda: not choices._writer._timer.isActive())
    choices.update(copy_template="second", files_at_once=5)
    choices.update(copy_template="third")
    preferences_file.hold.set()
    asyncio.run(choices.save())
    assert [text for _, text in preferences_file.writes] == ["first", "third"]
    assert (preferences_file.load().copy_template, preferences_file.load().files_at_once) == ("third", 5)


def test_what_was_chosen_is_written_when_the_program_ends_at_once(choices, preferences_file):
    choices.remember_add_folder("/media/shoot")
    asyncio.run(choices.save())
    assert preferences_file.load().last_add_folder == "/media/shoot"
    asyncio.run(choices.save())
    assert len(preferences_file.writes) == 1


def test_choices_that_cannot_be_kept_are_told_on_the_windows_thread(
    qtbot, choices, preferences_file, window, tmp_path
):
    told = []
    choices.saveFailed.connect(lambda problem: told.append((threading.current_thread(), problem)))
    choices.attach(window)
    (tmp_path / "config").write_text("in the way")
    choices.update(auto_copy=True)
    qtbot.waitUntil(lambda: bool(told))
    ((thread, problem),) = told
    assert thread is threading.main_thread()
    assert problem.title.startswith("Your settings cannot be saved to")
    assert choices.current.auto_copy


def test_the_kind_for_new_files_is_automatic_again_at_the_next_start(window, choices, preferences_file):
    choices.attach(window)
    window.header.kind.setCurrentIndex(window.header.kind.findText("Logo"))
    window.header.kind.activated.emit(window.header.kind.currentIndex())
    assert choices.kind_for_new is MediaKind.LOGO
    asyncio.run(choices.save())
    assert "logo" not in str(preferences_file.load())
    theme = SimpleNamespace(set_scheme=lambda _scheme: None)
    next_start = PreferencesController(preferences_file, theme, ConcurrencyLimiter())
    next_start.attach(window)
    assert next_start.kind_for_new is None
    assert window.header.kind.currentText() == "Automatic"


def test_a_kind_that_an_earlier_version_kept_is_not_used(window, preferences_file, tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "preferences.json").write_text('{"kind_for_new": "logo"}')
    choices = PreferencesController(
        preferences_file, SimpleNamespace(set_scheme=lambda _scheme: None), ConcurrencyLimiter()
    )
    choices.attach(window)
    assert choices.kind_for_new is None
    assert window.header.kind.currentText() == "Automatic"
