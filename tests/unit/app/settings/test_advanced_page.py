"""The page for those who look after the program: where things are, and the bundle for support."""

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from layers_desktop.app.settings.advanced_page import AdvancedSettings
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.settings.fields import ActionsSetting, PreviewSetting
from layers_desktop.local.paths import Directories
from layers_desktop.local.preferences import Preferences
from layers_desktop.transfer.background_tasks import OwnedTasks

KEY = "lp_canary_41d6c0ffee"


@pytest.fixture
def tasks() -> OwnedTasks:
    return OwnedTasks(lambda error: pytest.fail(repr(error)))


@pytest.fixture
def run_environment(tmp_path: Path) -> RunEnvironment:
    directories = Directories.of_user()
    directories.log.mkdir(parents=True)
    (directories.log / "layers-desktop.log").write_bytes(f"INFO started with {KEY}\n".encode())
    return RunEnvironment({"LAYERS_API_KEY": KEY}, directories, tmp_path, tmp_path)


@pytest.fixture
def advanced_page(queue, window, desktop, tasks, run_environment) -> AdvancedSettings:
    choices = SimpleNamespace(current=Preferences(files_at_once=6))
    return AdvancedSettings(queue, choices, window, tasks, run_environment, "https://api.example.com")


def deeds(advanced_page: AdvancedSettings, text: str) -> ActionsSetting:
    [found] = [each for each in advanced_page.settings() if each.text == text]
    assert isinstance(found, ActionsSetting)
    return found


def press(found: ActionsSetting) -> None:
    [(_, do)] = found.buttons()
    do()


def test_the_address_in_use_is_shown(advanced_page) -> None:
    [address] = [each for each in advanced_page.settings() if isinstance(each, PreviewSetting)]
    assert address.sample() == "https://api.example.com"


def test_the_folder_of_the_log_is_opened(advanced_page, run_environment, asked) -> None:
    press(deeds(advanced_page, "Log"))
    assert [Path(each) for each in asked.opened] == [run_environment.directories.log]


async def test_a_bundle_is_saved_where_the_person_says(
    advanced_page, tasks, asked, queue, make_upload, tmp_path
) -> None:
    queue.add([make_upload(), make_upload(state=UploadState.DONE, asset_id="med_1"), make_upload()])
    support = deeds(advanced_page, "Support")
    told = []
    support.changed.connect(lambda: told.append(support.result()))
    press(support)
    [(title, name, chosen)] = asked.saving
    assert title == "Save a support bundle"
    assert name.startswith("layers-support-")
    target = tmp_path / name
    chosen(target)
    await tasks.wait_idle()
    assert told == [f"Saved as {target}. You can look inside before you send it."]
    with zipfile.ZipFile(target) as bundle:
        assert json.loads(bundle.read("uploads.json")) == {"ready": 2, "done": 1}
        assert json.loads(bundle.read("settings.json"))["files_at_once"] == 6
        assert bundle.read("logs/layers-desktop.log") == b"INFO started with [redacted]\n"
        assert not [name for name in bundle.namelist() if KEY.encode() in bundle.read(name)]


async def test_a_bundle_that_cannot_be_written_is_told_of_until_the_page_is_opened_anew(
    advanced_page, tasks, asked, tmp_path
) -> None:
    support = deeds(advanced_page, "Support")
    press(support)
    [(_, _, chosen)] = asked.saving
    chosen(tmp_path / "nowhere" / "a.zip")
    await tasks.wait_idle()
    assert support.result() == "a.zip could not be written (file or folder not found)."
    assert deeds(advanced_page, "Support").result() == ""
