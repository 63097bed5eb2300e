"""The program as it is started from a terminal, against a sandbox process."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.local.paths import Directories
from layers_desktop.local.preferences import PREFERENCES_NAME, Preferences, PreferencesFile
from layers_desktop.sandbox.settings import READ_ONLY_KEY, SUSPENDED_KEY
from tests.integration.cli.conftest import PROJECT, ROOT, SECONDS, Shell, png
from tests.secrecy.marks import lines_with_marks, marks_in_files
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


def test_the_command_line_loads_no_qt() -> None:
    program = (
        "import layers_desktop.cli.upload_command, sys;"
        "print({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'qasync', 'shiboken6'})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"


def test_ids_come_in_the_order_given_for_files_of_every_size(shell: Shell, assets: Assets) -> None:
    names = ["z.png", "a.png", "m.png", "-rf.png"]
    paths = [shell.put(name, png(name.encode(), 300_000 if name == "z.png" else 0)) for name in names]
    run = shell.upload("--", *(path.name for path in paths))
    assert (run.returncode, run.stderr) == (0, "")
    by_id = {asset["id"]: asset for asset in assets()}
    assert [by_id[line]["filename"] for line in run.stdout.splitlines()] == names


@pytest.mark.skipif(shutil.which("localedef") is None, reason="no locale of another encoding can be made")
@pytest.mark.parametrize("written_in", ["utf-8", "iso-8859-1"])
def test_no_name_is_sent_garbled_where_the_locale_is_not_utf_8(
    shell: Shell, assets: Assets, tmp_path: Path, written_in: str
) -> None:
    locales = tmp_path / "locales"
    locales.mkdir()
    command = ["localedef", "-i", "de_DE", "-f", "ISO-8859-1", str(locales / "de_DE.ISO-8859-1")]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this system has no such locale")
    shell.put(os.fsdecode("Grüße.png".encode(written_in)))
    run = shell.upload(shell.folder, LOCPATH=str(locales), LC_ALL="de_DE.ISO-8859-1", PYTHONUTF8="0")
    assert run.returncode == 0
    assert [asset["filename"] for asset in assets()] == ["Grüße.png"]


def test_json_tells_everything_of_each_file(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png")
    text = shell.put("notes.txt", b"Just words.\n")
    run = shell.upload("--json", "--kind", "logo", path, text)
    assert run.returncode == 2
    (asset,) = assets()
    done, failed = json.loads(run.stdout)
    assert done == {
        "version": 1,
        "path": str(path),
        "kind": "logo",
        "mimeType": "image/png",
        "size": path.stat().st_size,
        "sha256": asset["sha256"],
        "projectId": asset["project"],
        "assetId": asset["id"],
        "url": f"https://media.layers.example/{asset['id']}",
        "reused": False,
    }
    assert failed["path"] == str(text)
    assert failed["error"]["code"] == "NOT_MEDIA"
    assert asset["kind"] == "logo"


def test_a_folder_goes_with_all_that_is_in_it(shell: Shell, assets: Assets) -> None:
    folder = shell.folder / "shoot"
    (folder / "raw").mkdir(parents=True)
    for name in ("shoot/2.png", "shoot/raw/1.png", "shoot/.hidden.png"):
        shell.put(name)
    run = shell.upload(folder)
    assert run.returncode == 0
    assert len(run.stdout.splitlines()) == 2
    assert run.stderr == "1 hidden file was left out.\n"
    assert {asset["filename"] for asset in assets()} == {"1.png", "2.png"}


def test_what_no_person_put_into_a_folder_is_left_out_and_named(shell: Shell, assets: Assets) -> None:
    folder = shell.folder / "shoot"
    (folder / "@eaDir").mkdir(parents=True)
    shell.put("shoot/1.png")
    shell.put("shoot/@eaDir/thumb.png", png(b"thumb"))
    run = shell.upload(folder)
    assert (run.returncode, len(assets())) == (0, 1)
    assert run.stderr == "1 folder of another program was left out: @eaDir.\n"
    settings = PreferencesFile(Directories.of_user().config / PREFERENCES_NAME)
    settings.save(Preferences(skip_helpers=False, skip_hidden=False))
    assert shell.upload(folder).stderr == run.stderr  # the window's settings are no matter of a command
    everything = shell.upload("--all-folders", folder)
    assert (everything.returncode, everything.stderr, len(assets())) == (0, "", 2)


def test_what_only_its_name_calls_media_goes_where_the_person_says_so(shell: Shell, assets: Assets) -> None:
    path = shell.put("lost.jpg", bytes(900))
    refused = shell.upload(path)
    assert (refused.returncode, assets()) == (2, [])
    assert (
        "Its name ends in .jpg, but it contains no picture. It may be a broken download. To upload it "
        "anyway, use --anyway." in refused.stderr
    )
    assert shell.upload("--anyway", path).returncode == 0
    assert [asset["filename"] for asset in assets()] == ["lost.jpg"]


@pytest.mark.parametrize("is_big", [False, True], ids=["inline", "by storage"])
def test_the_same_file_twice_has_one_id_and_a_rerun_gives_it_again(
    shell: Shell, assets: Assets, is_big: bool
) -> None:
    path = shell.put("a.png", png(b"twice" + bytes([is_big]), 300_000 if is_big else 0))
    first = shell.upload(path, path.name, path)
    (asset,) = assets()
    assert first.stdout.splitlines() == [asset["id"]] * 3
    second = shell.upload("--json", path)
    (object_,) = json.loads(second.stdout)
    assert (second.returncode, object_["assetId"], object_["reused"]) == (0, asset["id"], True)
    assert object_["url"].endswith(asset["id"])
    third = shell.upload(path, path)
    assert (third.returncode, third.stdout.splitlines()) == (0, [asset["id"]] * 2)
    assert len(assets()) == 1
    anew = shell.upload("--again", path)
    assert anew.returncode == 0
    assert {anew.stdout.strip(), asset["id"]} == {each["id"] for each in assets()}
    assert anew.stdout.strip() != asset["id"]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"Just words.\n", "Layers takes images"), (None, "There is no file at ")],
    ids=["empty", "no media", "not there"],
)
def test_a_file_that_cannot_go_makes_2_and_stops_no_other(
    shell: Shell, assets: Assets, content: bytes | None, word: str
) -> None:
    good = shell.put("good.png")
    bad = shell.folder / "bad.txt" if content is None else shell.put("bad.txt", content)
    run = shell.upload(bad, good)
    assert run.returncode == 2
    assert run.stdout.splitlines() == ["", *(asset["id"] for asset in assets())]
    assert len(assets()) == 1
    assert word in run.stderr
    assert "bad.txt" in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_hostile_names_do_nothing_to_the_terminal(shell: Shell) -> None:
    path = shell.put("a\x1b[31m\nb.txt", b"Just words.\n")
    run = shell.upload(path)
    assert run.returncode == 2
    assert "\x1b" not in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("key", ["", "lp_wrong", READ_ONLY_KEY, SUSPENDED_KEY])
def test_without_a_key_that_may_upload_it_ends_with_3(shell: Shell, assets: Assets, key: str) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_API_KEY=key)
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr
    assert "lp_wrong" not in run.stderr
    assert assets() == []


def test_a_key_that_is_refused_in_the_middle_ends_with_3_and_the_next_run_goes_on(
    shell: Shell, control: SandboxControl, assets: Assets
) -> None:
    path = shell.put("a.png")
    control.fault("inline", "unauthorized")
    run = shell.upload(path)
    assert (run.returncode, assets()) == (3, [])
    again = shell.upload(path)
    assert again.returncode == 0
    assert [asset["id"] for asset in assets()] == again.stdout.splitlines()


def test_a_project_that_there_is_not_ends_with_4_and_the_names_there_are(shell: Shell) -> None:
    run = shell.upload(shell.put("a.png"), project="Nobody")
    assert (run.returncode, run.stdout) == (4, "")
    assert "There is no project “Nobody”. There are: Acme Coffee iOS" in run.stderr


@pytest.mark.parametrize(
    "url", ["http://evil.example", "ftp://127.0.0.1", "https://u:p@127.0.0.1", "http://"]
)
def test_an_address_that_would_give_the_key_away_ends_with_1_before_any_call(shell: Shell, url: str) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_BASE_URL=url)
    assert (run.returncode, run.stdout) == (1, "")
    assert "LAYERS_BASE_URL" in run.stderr


def test_no_network_ends_with_1(shell: Shell) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_BASE_URL="http://127.0.0.1:9")
    assert (run.returncode, run.stdout) == (1, "")
    assert "Could not reach 127.0.0.1" in run.stderr


@pytest.mark.parametrize("arguments", [[], ["--kind", "gif", "a.png"], ["--nothing", "a.png"], [""]])
def test_wrong_arguments_end_with_1(shell: Shell, arguments: list[str]) -> None:
    run = shell.upload(*arguments)
    assert (run.returncode, run.stdout) == (1, "")
    assert len(run.stderr.splitlines()) == 1


def test_folders_that_cannot_be_made_end_with_1(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    run = shell.upload(shell.put("a.png"), XDG_STATE_HOME=str(tmp_path / "file"))
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("kind", ["STATE", "CONFIG"])
def test_the_folder_that_cannot_be_made_is_named(shell: Shell, tmp_path: Path, kind: str) -> None:
    (tmp_path / kind).write_text("in the way", encoding="utf-8")
    run = shell.upload(shell.put("a.png"), **{f"XDG_{kind}_HOME": str(tmp_path / kind)})
    assert f"Check that {tmp_path / kind}" in run.stderr


def test_neither_key_nor_signature_is_in_any_log(
    shell: Shell, home: Path, control: SandboxControl, assets: Assets
) -> None:
    control.fault("put", "reset")
    run = shell.upload(shell.put("a.png", png(b"log", 300_000)))
    assert run.returncode == 0
    assert lines_with_marks(run.stdout, run.stderr) == []
    assert marks_in_files(home) == {}


def test_without_keyring_or_key_the_way_out_is_one_that_a_terminal_has(shell: Shell, assets: Assets) -> None:
    run = shell.upload(
        shell.put("a.png"), LAYERS_API_KEY="", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring"
    )
    assert (run.returncode, run.stdout) == (3, "")
    assert "Set LAYERS_API_KEY" in run.stderr
    assert "until you quit" not in run.stderr
    assert assets() == []


def test_where_nothing_can_be_noted_the_ids_come_with_a_word_on_what_that_means(
    shell: Shell, home: Path, assets: Assets
) -> None:
    assert shell.upload(shell.put("noted.png")).returncode == 0
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    run = shell.upload("--again", path := shell.put("unnoted.png"))
    (asset,) = [each for each in assets() if each["filename"] == path.name]
    assert (run.returncode, run.stdout) == (0, f"{asset['id']}\n")
    assert run.stderr == (
        "The list of uploads was written by a newer version of Layers Desktop. The files are "
        "uploaded anyway. Keep their IDs: running the same command again may upload them twice.\n"
    )


# ------------------------------------------------------------------------------- a full disk
def test_a_log_on_a_full_disk_changes_nothing_of_what_a_run_gives(
    shell: Shell, home: Path, assets: Assets
) -> None:
    assert shell.upload(shell.put("before.png")).returncode == 0
    (log,) = home.rglob("layers-desktop.log")
    log.unlink()
    log.symlink_to("/dev/full")
    run = shell.upload(path := shell.put("a.png"))
    (asset,) = [each for each in assets() if each["filename"] == path.name]
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{asset['id']}\n", "")


def test_what_other_programs_could_not_be_told_of_is_not_sent(
    shell: Shell, home: Path, assets: Assets
) -> None:
    assert shell.upload(shell.put("before.png")).returncode == 0
    (claims,) = home.rglob("claims")
    claims.unlink()
    claims.symlink_to("/dev/full")
    run = shell.upload(path := shell.put("a.png"))
    assert [each for each in assets() if each["filename"] == path.name] == []
    assert (run.returncode, run.stdout) == (2, "\n")
    assert "The file was not uploaded, because the next run would not know about it." in run.stderr


def _hide(database: Path) -> None:
    database.unlink()
    database.mkdir()


def _damage(database: Path) -> None:
    database.write_bytes(b"no database" * 1_000)


def _lose_history(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE history RENAME TO lost")


def _leave_to_newer_version(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("lose", [_hide, _damage, _lose_history, _leave_to_newer_version])
def test_a_repeat_that_cannot_read_what_was_uploaded_says_so_and_sends_nothing_unless_told_to(
    shell: Shell, home: Path, assets: Assets, lose: Callable[[Path], None]
) -> None:
    path = shell.put("a.png")
    assert shell.upload(path).returncode == 0
    (database,) = home.rglob("uploads.sqlite3")
    for companion in database.parent.glob("uploads.sqlite3-*"):
        companion.unlink()
    lose(database)
    run = shell.upload(path)
    assert (run.returncode, run.stdout) == (1, "")
    assert "Nothing was sent, because it is not known what was uploaded before." in run.stderr
    assert "uploaded anyway. Keep their IDs" not in run.stderr
    assert len(assets()) == 1
    assert shell.upload("--again", path).returncode == 0
    assert len(assets()) == 2


# ------------------------------------------------------------------------------------ kinds
@pytest.mark.parametrize("is_big", [False, True], ids=["inline", "by storage"])
def test_only_an_asset_of_the_kind_that_was_asked_for_is_used_again(
    shell: Shell, assets: Assets, is_big: bool
) -> None:
    path = shell.put("a.png", png(b"kinds" + bytes([is_big]), 300_000 if is_big else 0))
    image = shell.upload(path).stdout
    (logo,) = json.loads(shell.upload("--kind", "logo", "--json", path).stdout)
    assert (logo["kind"], logo["reused"], f"{logo['assetId']}\n" != image) == ("logo", False, True)
    assert [asset["kind"] for asset in assets()] == ["image", "logo"]
    for kind in ("image", "logo"):
        again = shell.upload("--kind", kind, path)
        (asset,) = [each for each in assets() if each["kind"] == kind]
        assert (again.returncode, again.stdout) == (0, f"{asset['id']}\n")
    assert len(assets()) == 2


def test_what_is_used_again_is_called_what_it_is(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png", png(b"true kind"))
    shell.upload("--kind", "logo", path)
    (object_,) = json.loads(shell.upload("--json", path).stdout)
    assert (object_["kind"], object_["reused"], len(assets())) == ("logo", True, 1)


def test_who_asks_for_another_kind_at_the_same_moment_gets_it(
    shell: Shell, control: SandboxControl, assets: Assets
) -> None:
    control.fault("api", "latency", seconds=0.3, times=None)
    path = shell.put("a.png", png(b"two kinds at once"))
    started = [
        shell.start("upload", "--project", PROJECT, "--kind", kind, "--json", path)
        for kind in ("image", "logo")
    ]
    said = [json.loads(process.communicate(timeout=SECONDS)[0])[0] for process in started]
    by_id = {asset["id"]: asset["kind"] for asset in assets()}
    assert [by_id[each["assetId"]] for each in said] == ["image", "logo"]
