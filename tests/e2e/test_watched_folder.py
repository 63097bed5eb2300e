"""A watched folder: what comes into it goes to its project, each file once; what was there stays alone."""

import hashlib
import json
import time
import urllib.request
from pathlib import Path
from typing import Any, cast

import pytest

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until

MANY = 60


@pytest.fixture
def sandbox(new_sandbox: NewSandbox) -> Sandbox:
    return new_sandbox("--tier", "partner")


def ask(sandbox: Sandbox, path: str) -> dict[str, Any]:
    request = urllib.request.Request(f"{sandbox.url}/v1/{path}", headers={"X-Api-Key": sandbox.key})  # noqa: S310 our own
    with urllib.request.urlopen(request) as answer:  # noqa: S310 our own
        return cast("dict[str, Any]", json.load(answer))


def watch(desk: Desk, sandbox: Sandbox, folder: Path) -> str:
    """Have the settings say that this folder is watched for Beta Corp; return that project's ID."""
    (project,) = [each for each in ask(sandbox, "projects")["items"] if each["name"] == "Beta Corp"]
    account = ask(sandbox, "whoami")["organizationId"]
    target = {"id": project["id"], "name": project["name"], "account": account}
    settings = desk.home / "config" / "layers-desktop" / "preferences.json"
    settings.parent.mkdir(parents=True)
    choice = {"watched_folder": str(folder), "watched_project": target, "watched_start": True}
    settings.write_text(json.dumps(choice), encoding="utf-8")
    return str(project["id"])


def digests(sandbox: Sandbox) -> list[str]:
    return sorted(asset["sha256"] for asset in sandbox.control.assets())


def digest(*contents: bytes) -> list[str]:
    return sorted(hashlib.sha256(content).hexdigest() for content in contents)


def test_what_comes_in_is_sent_once_however_it_comes(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    picture = media.png.read_bytes()
    inbox = tmp_path / "inbox"
    (inbox / "inside").mkdir(parents=True)
    (inbox / "old.png").write_bytes(picture + b"old")
    desk.connect(sandbox)
    project = watch(desk, sandbox, inbox)
    window = desk.open()
    window.wait_for("label", "Watching inbox")
    window.wait_for("label", "Sandbox Agency · connected")
    time.sleep(1)  # it has looked at what is there

    contents = [picture + str(number).encode() for number in range(MANY)]
    for number, content in enumerate(contents):
        (inbox / f"at-once-{number}.png").write_bytes(content)
    (inbox / "notes.txt").write_text("Nothing for Layers.\n" * 20, encoding="utf-8")
    with (inbox / "inside" / "pieces.png").open("wb") as file:
        for piece in (picture[:100], picture[100:], b"in pieces"):
            file.write(piece)
            file.flush()
            time.sleep(1)
    (inbox / "film.png.part").write_bytes(picture + b"renamed")
    time.sleep(3)
    (inbox / "film.png.part").rename(inbox / "renamed.png")
    for word in (b"first", b"second"):
        (inbox / "rewritten.png").write_bytes(picture + word)
    (inbox / "twin.png").write_bytes(picture + b"second")
    contents += [picture + word for word in (b"in pieces", b"renamed", b"second")]
    until(lambda: len(sandbox.control.assets()) >= len(contents), "asset", 60)
    (inbox / "rewritten.png").write_bytes(picture + b"third")
    until(lambda: len(sandbox.control.assets()) > len(contents), "asset", 60)
    assert digests(sandbox) == digest(*contents, picture + b"third")
    assert {asset["project"] for asset in sandbox.control.assets()} == {project}
    assert window.end() == 0

    (inbox / "while-closed.png").write_bytes(picture + b"while closed")
    window = desk.open()
    until(lambda: len(sandbox.control.assets()) > len(contents) + 1, "asset", 60)
    assert window.end() == 0
    assert digests(sandbox) == digest(*contents, picture + b"third", picture + b"while closed")


def test_a_pause_and_a_folder_that_goes_away_are_told_and_nothing_is_lost(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    desk.connect(sandbox)
    watch(desk, sandbox, inbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    window.click("push button", "Pause watching inbox")
    window.wait_for("label", "inbox is not watched: paused")
    (inbox / "hero.png").write_bytes(media.png.read_bytes())
    time.sleep(5)
    assert sandbox.control.assets() == []
    window.click("push button", "Resume watching inbox")
    until(lambda: len(sandbox.control.assets()) == 1, "asset", 60)
    inbox.rename(tmp_path / "away")
    window.wait_for("label", f"The watched folder {inbox} is not there")
    (tmp_path / "away").rename(inbox)
    window.wait_until_gone("label", f"The watched folder {inbox} is not there")
    assert window.end() == 0
    assert len(sandbox.control.assets()) == 1
