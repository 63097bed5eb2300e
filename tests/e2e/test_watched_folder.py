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


@pytest.mark.parametrize("many", [60, pytest.param(1_000, marks=pytest.mark.slow)])
def test_what_comes_in_is_sent_once_however_it_comes(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path, many: int
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

    contents = come(inbox, picture, many)
    until(lambda: len(sandbox.control.assets()) >= many, "asset", 120)
    assert digests(sandbox) == digest(*contents)
    (inbox / "rewritten-3.png").write_bytes(picture + b"another")
    contents.append(picture + b"another")
    until(lambda: len(sandbox.control.assets()) > many, "asset", 60)
    assert digests(sandbox) == digest(*contents)
    assert {asset["project"] for asset in sandbox.control.assets()} == {project}
    assert window.end() == 0

    (inbox / "while-closed.png").write_bytes(picture + b"while closed")
    window = desk.open()
    until(lambda: len(sandbox.control.assets()) > many + 1, "asset", 60)
    assert window.end() == 0
    assert digests(sandbox) == digest(*contents, picture + b"while closed")


def come(inbox: Path, picture: bytes, many: int) -> list[bytes]:
    """Let so many files come: at once, in pieces, renamed into place and rewritten, a quarter each."""
    contents = [picture + str(number).encode() for number in range(many)]
    at_once, in_pieces, renamed, rewritten = (list(range(many))[way::4] for way in range(4))
    (inbox / "notes.txt").write_text("Nothing for Layers.\n" * 20)
    for number in at_once:
        (inbox / f"at-once-{number}.png").write_bytes(contents[number])
    for number in renamed:
        (inbox / f"{number}.part").write_bytes(contents[number])
    for number in rewritten:
        (inbox / f"rewritten-{number}.png").write_bytes(picture + b"not this")
        (inbox / f"rewritten-{number}.png").write_bytes(contents[number])
    for piece in (slice(100), slice(100, 200), slice(200, None)):
        for number in in_pieces:
            with (inbox / "inside" / f"pieces-{number}.png").open("ab") as file:
                file.write(contents[number][piece])
        time.sleep(1)
    for number in renamed:
        (inbox / f"{number}.part").rename(inbox / f"renamed-{number}.png")
    (inbox / "twin.png").write_bytes(contents[0])
    return contents


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
