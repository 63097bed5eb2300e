"""A folder whose sub-folders bear the names of projects: the window offers to sort, it does not by itself."""

import shutil
import unicodedata
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.window import Window

PROJECTS = {
    "hero spring.png": "Beta Corp",
    "launch-cut.mp4": "Northwind Trail Shoes",
    "jingle.mp3": "Acme Coffee iOS",
}


@pytest.fixture
def folder(tmp_path: Path, media: MediaFiles) -> Path:
    """Return a folder of several clients, named as a Mac and a hasty person would."""
    folder = tmp_path / "Spring"
    places = ("Beta Corp", unicodedata.normalize("NFD", "northwind trail shoes") + "/cuts", "Sounds")
    for file, place in zip(media.all, places, strict=True):
        (folder / place).mkdir(parents=True)
        shutil.copy(file, folder / place)
    return folder


def open_at_acme(desk: Desk, sandbox: Sandbox) -> Window:
    desk.connect(sandbox)
    window = desk.open("--project", "Acme Coffee iOS")
    window.wait_for("label", "Sandbox Agency · connected")
    return window


def projects_of_assets(sandbox: Sandbox) -> dict[str, str]:
    listed = httpx.get(f"{sandbox.url}/v1/projects", headers={"X-Api-Key": sandbox.key}).json()["items"]
    names = {project["id"]: project["name"] for project in listed}
    return {asset["filename"]: names[asset["project"]] for asset in sandbox.control.assets()}


def test_files_in_folders_named_like_projects_are_moved_there_when_told_so(
    desk: Desk, sandbox: Sandbox, folder: Path
) -> None:
    window = open_at_acme(desk, sandbox)
    assert desk.run(folder) == 0
    window.wait_for("label", "2 files are in folders with the names of other projects: Beta Corp, Northwind")
    window.wait_for("push button", "Upload 3 files to Acme Coffee iOS$")
    window.click("push button", "Move each to its project")
    window.wait_until_gone("label", "2 files are in folders")
    window.wait_for("push button", "Upload 3 files to 3 projects$")
    window.focus("^Layers Desktop")
    window.press("ctrl+z")
    window.wait_for("push button", "Upload 3 files to Acme Coffee iOS$")
    window.press("ctrl+shift+z")
    window.click("push button", "Upload 3 files to 3 projects$")
    window.wait_for("label", "✓ 3 files are in 3 projects.")
    assert projects_of_assets(sandbox) == PROJECTS
    assert window.end() == 0


def test_files_that_were_to_start_at_once_wait_for_the_answer(
    desk: Desk, sandbox: Sandbox, folder: Path
) -> None:
    window = open_at_acme(desk, sandbox)
    assert desk.run("--start", folder) == 0
    window.wait_for("label", "2 files are in folders")
    window.wait_for("label", "✓ 1 file is in Acme Coffee iOS.")
    window.click("push button", "Upload each to its project")
    window.wait_for("label", "✓ 3 files are in 3 projects.")
    assert projects_of_assets(sandbox) == PROJECTS
    assert window.end() == 0


def test_files_that_are_left_go_where_they_were_to_go(desk: Desk, sandbox: Sandbox, folder: Path) -> None:
    window = open_at_acme(desk, sandbox)
    assert desk.run("--start", folder) == 0
    window.click("push button", "Upload them as planned")
    window.wait_for("label", "✓ 3 files are in Acme Coffee iOS.")
    window.wait_until_gone("label", "2 files are in folders")
    assert window.end() == 0


def test_files_of_a_start_that_names_their_project_are_offered_no_other(
    desk: Desk, sandbox: Sandbox, folder: Path
) -> None:
    window = open_at_acme(desk, sandbox)
    assert desk.run("--project", "Acme Coffee iOS", folder) == 0
    window.wait_for("push button", "Upload 3 files to Acme Coffee iOS$")
    assert window.find("push button", "Move each") is None
    assert window.end() == 0
