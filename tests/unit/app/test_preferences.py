import asyncio
import threading
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QMenu

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.preferences import PreferencesFile
from layers_desktop.transfer.job.job_context import QueueLimits


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
        preferences_file, SimpleNamespace(set_scheme=lambda _scheme: None), QueueLimits()
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
    (tmp_path / "config").write_text("in the way", encoding="utf-8")
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
    assert choices.kind_for(None) is MediaKind.LOGO
    asyncio.run(choices.save())
    assert "logo" not in str(preferences_file.load())
    theme = SimpleNamespace(set_scheme=lambda _scheme: None)
    next_start = PreferencesController(preferences_file, theme, QueueLimits())
    next_start.attach(window)
    assert next_start.kind_for(None) is None
    assert window.header.kind.currentText() == "Automatic"


def test_a_kind_that_an_earlier_version_kept_is_not_used_and_not_kept(window, preferences_file, tmp_path):
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "preferences.json"
    path.write_text('{"kind_for_new": "logo", "kinds_by_folder": {"summer": "logo"}}', encoding="utf-8")
    choices = PreferencesController(
        preferences_file, SimpleNamespace(set_scheme=lambda _scheme: None), QueueLimits()
    )
    choices.attach(window)
    assert choices.kind_for(None) is None
    assert not choices.kinds_by_folder
    assert window.header.kind.currentText() == "Automatic"
    choices.update(auto_copy=True)
    asyncio.run(choices.save())
    assert "logo" not in path.read_text(encoding="utf-8")


def test_a_kind_chosen_for_files_of_a_folder_ends_with_the_program(choices, preferences_file, make_upload):
    choices.remember_kind([make_upload()], MediaKind.LOGO)
    assert choices.kinds_by_folder == {"files": MediaKind.LOGO}
    asyncio.run(choices.save())
    assert "logo" not in str(preferences_file.load())


def choose_in_project_menu(window, kind):
    """Choose in Menu, Project, Kind for its new files, as a hand does."""
    menus = {menu.title(): menu for menu in window.findChildren(QMenu)}
    menu = menus["Kind for its new files"]
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    assert f"New files of {window.header.picker.project.name}" in actions
    actions[kind].trigger()
    menu.aboutToShow.emit()
    assert [each.text() for each in menu.actions() if each.isChecked()] == [kind]


def test_a_project_keeps_the_kind_that_was_set_for_it_in_its_menu(window, choices, preferences_file):
    choices.attach(window)
    picker, kind = window.header.picker, window.header.kind
    acme, beta = picker.projects
    window.show_projects(picker.projects, acme)
    choose_in_project_menu(window, "Logo")
    assert (choices.kind_for(acme), kind.currentText()) == (MediaKind.LOGO, "Logo")
    assert kind.toolTip() == "New files of Acme Coffee iOS are sent as Logo."
    picker.activated.emit(1)
    assert (choices.kind_for(beta), kind.currentText()) == (None, "Automatic")
    assert choices.kind_for(acme) is MediaKind.LOGO
    kind.activated.emit(kind.findText("Audio"))
    assert choices.kind_for(beta) is MediaKind.AUDIO
    picker.activated.emit(0)
    assert (choices.kind_for(acme), kind.currentText()) == (MediaKind.LOGO, "Logo")
    kind.activated.emit(kind.findText("Automatic"))
    assert choices.kind_for(acme) is None

    asyncio.run(choices.save())
    theme = SimpleNamespace(set_scheme=lambda _scheme: None)
    next_start = PreferencesController(preferences_file, theme, QueueLimits())
    next_start.attach(window)
    window.show_projects([acme, beta], acme)
    assert (next_start.kind_for(acme), kind.currentText()) == (MediaKind.LOGO, "Logo")
    choose_in_project_menu(window, "Automatic")
    assert next_start.current.kinds_by_project == {}


def test_the_limit_chosen_beside_the_total_holds_at_once_and_at_the_next_start(
    window, queue, make_upload, tick, preferences_file
):
    limits, theme = QueueLimits(), SimpleNamespace(set_scheme=lambda _scheme: None)
    choices = PreferencesController(preferences_file, theme, limits)
    choices.attach(window)
    assert limits.bandwidth.rate is None
    queue.add([make_upload(state=UploadState.SENDING)])
    tick()
    button = window.footer.progress.limit
    assert button.isVisibleTo(window)
    assert button.text() == "No limit"
    actions = {action.text().replace("\u202f", " "): action for action in button.menu().actions()}
    assert list(actions) == ["No limit", "500 kB/s", "1.0 MB/s", "2.0 MB/s", "5.0 MB/s", "Custom: 750 kB/s"]
    actions["500 kB/s"].trigger()
    assert limits.bandwidth.rate == 500_000
    assert button.text().replace("\u202f", " ") == "At most 500 kB/s"
    choices.update(speed_limit="own", own_speed_limit=300)
    assert limits.bandwidth.rate == 300_000
    asyncio.run(choices.save())
    later = QueueLimits()
    PreferencesController(preferences_file, theme, later)
    assert later.bandwidth.rate == 300_000


@pytest.mark.parametrize("value", ["quick", "0", "-5", "1e9"])
def test_a_limit_that_this_version_does_not_know_is_none(preferences_file, value, qapp):
    limits, theme = QueueLimits(), SimpleNamespace(set_scheme=lambda _scheme: None)
    PreferencesController(preferences_file, theme, limits).update(speed_limit=value)
    assert limits.bandwidth.rate is None
