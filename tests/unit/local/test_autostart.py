"""What the system is told to start, read as the system reads it."""

import configparser
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layers_desktop import APP_ID
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.local import autostart as module
from layers_desktop.local.autostart import IN_TRAY, autostart, program_command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="writes the entry of this system")


@pytest.fixture
def path(home: Path) -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "autostart" / f"{APP_ID}.desktop"


def read(path: Path) -> configparser.SectionProxy:
    entry = configparser.RawConfigParser(delimiters="=", strict=True)
    entry.read(path, encoding="utf-8")
    return entry["Desktop Entry"]


def test_it_is_off_at_first_on_when_chosen_and_off_again_without_a_trace(path: Path) -> None:
    entry = autostart()
    assert entry is not None
    assert not entry.is_on()
    entry.set_on(is_on=True)
    assert entry.is_on()
    entry.set_on(is_on=False)
    entry.set_on(is_on=False)  # as it is
    assert not entry.is_on()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_one_that_was_switched_off_in_the_system_is_off_until_it_is_chosen_again(
    path: Path, line: str
) -> None:
    entry = autostart()
    assert entry is not None
    entry.set_on(is_on=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert not entry.is_on()
    entry.set_on(is_on=True)
    assert entry.is_on()


def test_what_it_starts_is_the_program_whatever_its_folder_is_called(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / 'of "them" $HOME `x` 100 %' / "layers-desktop"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    entry = autostart()
    assert entry is not None
    entry.set_on(is_on=True)
    command = read(path)["Exec"].replace("\\\\", "\\").replace("%%", "%")  # and quoted as for a shell
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{program}\n{IN_TRAY}\n"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
def test_the_desktop_finds_nothing_wrong_with_it(path: Path) -> None:
    entry = autostart()
    assert entry is not None
    entry.set_on(is_on=True)
    found = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_of_a_checkout_the_command_works_in_the_folder_that_it_names(path: Path) -> None:
    entry = autostart()
    assert entry is not None
    entry.set_on(is_on=True)
    command = [*program_command()[:-1], "--version"]
    found = subprocess.run(command, cwd=read(path)["Path"], capture_output=True, text=True, check=True)
    assert found.stdout.startswith("layers-desktop ")


def test_an_entry_follows_the_program_to_where_it_was_moved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = autostart()
    assert entry is not None
    monkeypatch.setenv("APPIMAGE", "/home/me/Downloads/Layers.AppImage")
    entry.renew()
    assert not path.exists()  # nobody has asked for one
    entry.set_on(is_on=True)
    monkeypatch.setenv("APPIMAGE", "/home/me/Programs/Layers.AppImage")
    entry.renew()
    assert (read(path)["TryExec"], read(path)["Exec"]) == (
        "/home/me/Programs/Layers.AppImage",
        f'"/home/me/Programs/Layers.AppImage" "{IN_TRAY}"',
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Terminal=false", "Terminal=false\nX-GNOME-Autostart-Delay=5"),
        ("TryExec=/home/me/Layers.AppImage\n", ""),
        ("X-GNOME-Autostart-enabled=true", "Hidden=true"),
    ],
)
def test_an_entry_that_a_person_has_changed_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    monkeypatch.setenv("APPIMAGE", "/home/me/Layers.AppImage")
    entry = autostart()
    assert entry is not None
    entry.set_on(is_on=True)
    changed = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(changed, encoding="utf-8")
    entry.renew()
    assert path.read_text(encoding="utf-8") == changed


def test_an_image_is_named_and_not_what_it_is_mounted_as(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPIMAGE", "/home/me/Layers.AppImage")
    assert program_command() == ["/home/me/Layers.AppImage", IN_TRAY]


def test_on_windows_it_is_the_program_without_a_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("layers-desktop.exe", "Layers Desktop.exe"):
        (tmp_path / name).touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "layers-desktop.exe"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program_command() == [str(tmp_path / "Layers Desktop.exe"), IN_TRAY]


def test_on_a_mac_it_is_an_agent_that_starts_with_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "LaunchAgents" / "agent.plist"
    entry = module._LaunchAgent(path)
    assert not entry.is_on()
    entry.set_on(is_on=True)
    agent = plistlib.loads(path.read_bytes())
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (program_command(), True)
    for program, is_followed in (("/Applications/L.app/l", True), ("/x/AppTranslocation/1/d/L.app/l", False)):
        monkeypatch.setattr(sys, "executable", program)
        entry.renew()
        named = plistlib.loads(path.read_bytes())["ProgramArguments"][0]
        assert (named == program) is is_followed
    entry.set_on(is_on=False)
    assert not entry.is_on()


def test_where_programs_come_in_boxes_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLATPAK_ID", APP_ID)
    assert autostart() is None


def test_a_folder_that_cannot_be_written_is_said(path: Path) -> None:
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.write_text("in the way", encoding="utf-8")
    entry = autostart()
    assert entry is not None
    with pytest.raises(ConfigurationError, match="starts with the computer cannot be changed"):
        entry.set_on(is_on=True)
