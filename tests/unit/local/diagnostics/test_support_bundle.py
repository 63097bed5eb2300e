"""What goes to support, and above all what does not."""

import json
import stat
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from layers_desktop.local.diagnostics import support_bundle
from layers_desktop.local.diagnostics.support_bundle import write_support_bundle
from layers_desktop.local.preferences import Preferences

KEY = "lp_canary_41d6c0ffee"
SIGNATURE = "f00dcafe41d6"
SECRETS = (KEY, SIGNATURE, "s3cret", "ann@", "Secret Client", "/srv/clients")
WITHHELD = {
    "project_ids",
    "account_ids",
    "recent_projects",
    "kinds_by_project",
    "copy_template",
    "copy_separator",
    "guess_kinds",
    "skip_hidden",
    "skip_helpers",
    "finished_leave",
    "show_last_batch",
    "speed_limit",
    "own_speed_limit",
    "tray_explained",
    "notice_at_end",
    "notice_problems_only",
    "notice_sound",
    "history_days",
    "proxy_host",
    "proxy_user",
    "ca_file",
    "last_add_folder",
    "watched_folder",
    "watched_project",
    "watched_kind",
    "watched_start",
    "watched_paused",
    "window_geometry",
    "columns",
    "unknown",
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


def bundle(
    tmp_path: Path, log: Path, preferences: Preferences | None = None, **environ: str
) -> dict[str, str]:
    """Write one; return the text of each of its files."""
    target = tmp_path / "bundle.zip"
    write_support_bundle(target, preferences or Preferences(), log, {"done": 3}, environ)
    with zipfile.ZipFile(target) as file:
        assert file.testzip() is None
        return {name: file.read(name).decode() for name in file.namelist()}


def test_it_tells_versions_settings_counts_and_the_log(tmp_path: Path, log: Path) -> None:
    (log / "layers-desktop.log").write_bytes(b"INFO started\n")
    (log / "layers-desktop.log.1").write_bytes(b"INFO before\n")
    found = bundle(tmp_path, log, Preferences(proxy="socks5", files_at_once=5), XDG_SESSION_TYPE="wayland")
    about, settings = json.loads(found["about.json"]), json.loads(found["settings.json"])
    assert about["python"] == sys.version.split()[0]
    assert about["packages"]["httpx"].startswith("0.28")
    assert about["session"] == "wayland"
    assert (settings["proxy"], settings["files_at_once"]) == ("socks5", 5)
    assert json.loads(found["uploads.json"]) == {"done": 3}
    assert found["logs/layers-desktop.log"] == "INFO started\n"
    assert found["logs/layers-desktop.log.1"] == "INFO before\n"


def test_no_secret_of_log_settings_or_environment_is_in_it(tmp_path: Path, log: Path, home: Path) -> None:
    (log / "layers-desktop.log").write_text(
        f"key {KEY}\nPUT https://store/x?X-Amz-Signature={SIGNATURE}&b=1\nhttp://ann:s3cret@proxy:3128\n"
        f"reading {home}/pictures/a.png\n",
        encoding="utf-8",
    )
    preferences = Preferences(
        proxy="http",
        proxy_host="ann@proxy",
        proxy_user="ann@work",
        ca_file="/srv/clients/ca.pem",
        last_add_folder="/srv/clients",
        project_ids={"api.layers.com org": "Secret Client"},
        unknown={"token": KEY},
    )
    environ = {
        "LAYERS_API_KEY": KEY,
        "https_proxy": "http://ann:s3cret@proxy:3128",
        "XDG_CURRENT_DESKTOP": KEY,
    }
    found = bundle(tmp_path, log, preferences, **environ)
    text = "".join([*found, *found.values()])
    assert [secret for secret in SECRETS if secret in text] == []
    assert str(home) not in text
    assert "reading ~/pictures/a.png" in text
    told = json.loads(found["about.json"])["environment"]
    assert (told["LAYERS_API_KEY"], told["HTTPS_PROXY"], told["NO_PROXY"]) == ("set", "set", "not set")
    settings = json.loads(found["settings.json"])
    assert (settings["has_proxy_user"], settings["has_ca_file"]) == (True, True)


def test_somebody_has_thought_about_every_setting() -> None:
    known = {field.name for field in fields(Preferences)}
    assert known == support_bundle._INCLUDED_SETTINGS | WITHHELD
    assert not support_bundle._INCLUDED_SETTINGS & WITHHELD


@pytest.mark.skipif(sys.platform == "win32", reason="the folder decides there")
def test_it_is_its_owners_alone_also_where_another_lay_open(tmp_path: Path, log: Path) -> None:
    target = tmp_path / "bundle.zip"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o644)
    bundle(tmp_path, log)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_of_a_log_without_end_the_end_is_told(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support_bundle, "_MAX_LOG_BYTES", 19)
    (log / "layers-desktop.log").write_bytes(b"the beginning\n\xff\nand the very end\n")
    assert bundle(tmp_path, log)["logs/layers-desktop.log"] == "\ufffd\nand the very end\n"


def test_without_a_log_there_is_a_bundle_all_the_same(tmp_path: Path) -> None:
    assert set(bundle(tmp_path, tmp_path / "none")) == {"about.json", "settings.json", "uploads.json"}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, log: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_support_bundle(tmp_path / "nowhere" / "a.zip", Preferences(), log, {}, {})
