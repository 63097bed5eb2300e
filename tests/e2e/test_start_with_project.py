"""`layers-desktop --project P --kind K FILE…`: files go where the start says, and nowhere else."""

import json
from urllib.parse import urlsplit

import httpx

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until
from tests.e2e.window import Window


def open_at_beta(desk: Desk, sandbox: Sandbox) -> Window:
    desk.connect(sandbox)
    window = desk.open("--project", "Beta Corp")
    window.wait_for("label", "Sandbox Agency · connected")
    return window


def test_a_start_that_names_a_project_and_a_kind_sends_there_as_that(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open("--start", "--project", "beta corp", "--kind", "logo", media.png)
    window.wait_for("label", "✓ 1 file is in Beta Corp.")
    assert [asset["kind"] for asset in sandbox.control.assets()] == ["logo"]

    assert desk.run("--start", "--project", "Nobody", "--kind", "video", media.mp4) == 0
    window.wait_for("label", "There is no project “Nobody”. There are: Acme Coffee iOS")
    assert len(sandbox.control.calls("inline")) == 1, "what names no project of ours waits for a word"
    window.wait_for("cell", "launch-cut.mp4, Video, .*, Waiting for the project")
    window.click("push button", "Move it to Beta Corp")
    window.wait_for("push button", "Upload 1 file to Beta Corp$")
    assert len(sandbox.control.assets()) == 1, "the order to start was for another project"

    assert desk.run("--start", "--project", "Acme Coffee iOS", media.mp3) == 0
    window.wait_for("push button", "Copy 1 ID of Acme Coffee iOS")
    window.wait_for("push button", "Upload 1 file to Beta Corp$")
    projects = [asset["project"] for asset in sandbox.control.assets()]
    assert len(set(projects)) == len(projects) == 2
    assert window.end() == 0


def test_of_two_starts_for_projects_that_there_are_not_neither_is_forgotten(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    window = open_at_beta(desk, sandbox)
    assert desk.run("--project", "Nobody", media.mp4) == 0
    window.wait_for("label", "There is no project “Nobody”.")
    assert desk.run("--project", "Nowhere", media.mp3) == 0
    window.click("push button", "Move it to Beta Corp")
    window.wait_for("label", "There is no project “Nowhere”.")
    window.click("push button", "Move it to Beta Corp")
    window.wait_for("push button", "Upload 2 files to Beta Corp$")
    assert window.end() == 0


def test_files_for_a_project_that_there_is_not_are_sent_to_one_chosen_from_the_notice(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    window = desk.open("--start", "--project", "Nobody", media.png, media.mp3)
    window.wait_for("label", "There is no project “Nobody”.")
    window.click("push button", "Choose a project…")
    window.focus("^Choose a project")
    window.write("Beta Corp")
    window.press("Return")
    window.activate("push button", "Move 2 files there")
    window.wait_for("push button", "Upload 2 files to Beta Corp$")
    assert sandbox.control.assets() == []
    assert window.end() == 0


def test_the_button_follows_the_project_that_was_chosen_since(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    window = open_at_beta(desk, sandbox)
    assert desk.run("--project", "Nobody", media.mp4) == 0
    window.wait_for("push button", "Move it to Beta Corp")
    assert desk.run("--project", "Acme Coffee iOS") == 0
    window.click("push button", "Move it to Acme Coffee iOS")
    window.wait_for("push button", "Upload 1 file to Acme Coffee iOS$")
    assert window.end() == 0


def test_files_of_an_unknown_project_can_be_removed_and_brought_back_with_their_notice(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    window = open_at_beta(desk, sandbox)
    assert desk.run("--start", "--project", "Nobody", media.mp4) == 0
    window.click("push button", "Remove")
    window.wait_until_gone("label", "There is no project")
    window.focus("^Layers Desktop")
    window.press("ctrl+z")
    window.wait_for("label", "There is no project “Nobody”.")
    window.wait_for("cell", "launch-cut.mp4, Video, .*, Waiting for the project")
    assert window.end() == 0
    again = desk.open()
    again.wait_for("label", "There is no project “Nobody”.")
    assert sandbox.control.assets() == []
    assert again.end() == 0


def test_files_of_a_start_without_an_account_wait_for_one(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect_without_key(sandbox)
    window = desk.open("--project", "Beta Corp", media.png)
    window.activate("push button", "Continue")  # the notice on the keyring that is missing here
    window.wait_for("cell", "hero spring.png, Image, .*, Waiting for the project")
    window.fill(window.wait_for("text", "API key"), sandbox.key)
    window.activate("push button", "Connect$")
    window.wait_for("push button", "Upload 1 file to Beta Corp$")
    assert window.end() == 0


def test_a_start_that_meets_passing_faults_sends_what_it_was_given(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    sandbox.control.fault("whoami", "error")
    sandbox.control.fault("projects", "rate_limit", retry_after="6")
    window = desk.open("--start", "--project", "Beta Corp", media.png)
    window.wait_for("cell", "hero spring.png, Image, .*, Waiting for the project")
    window.wait_for("label", r"Layers asked this program to slow down\. Trying again in \d s\.")
    window.wait_for("label", "✓ 1 file is in Beta Corp.")
    window.wait_until_gone("label", "Layers asked this program")
    assert window.end() == 0


def test_files_of_a_start_get_the_kind_that_was_set_for_their_project(
    desk: Desk, sandbox: Sandbox, media: MediaFiles
) -> None:
    desk.connect(sandbox)
    listed = httpx.get(f"{sandbox.url}/v1/projects", headers={"X-Api-Key": sandbox.key}).json()["items"]
    path = desk.home / "config" / "layers-desktop" / "preferences.json"
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_text(
        json.dumps({"kinds_by_project": {each["id"]: "logo" for each in listed[1:2]}}), encoding="utf-8"
    )
    named = listed[1]["name"]
    window = desk.open("--start", "--project", named, media.png)
    window.wait_for("label", f"✓ 1 file is in {named}")
    window.wait_for("combo box", "Logo")
    assert [asset["kind"] for asset in sandbox.control.assets()] == ["logo"]
    assert window.end() == 0


def test_where_the_chosen_project_is_gone_no_file_goes_to_the_one_that_is_left(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles
) -> None:
    before = new_sandbox("--projects", "2")
    desk.connect(before)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    window.choose_project("Project 0002")
    window.click("check box", "Start as soon as files are dropped")
    before.process.stop()
    now = new_sandbox("--projects", "1", "--port", str(urlsplit(before.url).port))
    window.press("F5")
    until(lambda: now.count("projects"), "question for the projects")
    desk.drop((media.png,), window)
    window.wait_for("push button", "Choose a project first")
    assert window.end() == 0

    window = desk.open(media.mp3)
    window.wait_for("label", "Sandbox Agency · connected")
    window.wait_for("push button", "Choose a project first")
    assert now.control.assets() == []
    assert window.end() == 0
