"""The installer under Windows, around two programs that do nothing but wait for their input to end."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from release import icons
from release import windows as release_windows

from layers_desktop import __version__
from tests.e2e.waiting import until
from tests.windows.conftest import ROOT, Windows

PROGRAM = """\
#include <stdio.h>
int main(void) { puts("here"); fflush(stdout); while (getchar() != EOF); return 0; }
"""
PROGRAMS = ("Layers Desktop.exe", "layers-desktop.exe")
REFUSED = 2
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\com.layers.Desktop"
_RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion"
STARTED_WITH_WINDOWS = (rf"{_RUN}\Run", rf"{_RUN}\Explorer\StartupApproved\Run")
NEWER = "9.9.9"
PATIENCE = 60


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what stands for PyInstaller's folder."""
    bundle = tmp_path_factory.mktemp("bundle")
    source = bundle.with_name("program.c")
    source.write_text(PROGRAM, encoding="utf-8")
    for name in PROGRAMS:
        subprocess.run(["x86_64-w64-mingw32-gcc", source, "-o", bundle / name], check=True)
    (bundle / "_internal").mkdir()
    (bundle / "_internal" / "library.dll").write_bytes(b"MZ")
    return bundle


def installer(bundle: Path, version: str) -> Path:
    folder = bundle.parent
    made, words = folder / f"{version}.exe", folder / "installer.nsh"
    icons.write(folder)
    words.write_text(release_windows.installer_words(), encoding="utf-8-sig")
    given = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, release_windows.version_numbers(version))),
        "BUNDLE": bundle,
        "OUT": made,
        "ICON": folder / "layers-desktop.ico",
        "LICENCE": ROOT / "LICENSE",
        "WORDS": words,
    }
    defines = [f"-D{name}={value}" for name, value in given.items()]
    # Of 64 bits: this Wine has no 32.
    command = ["makensis", "-V2", "-XTarget amd64-unicode", *defines]
    script = ROOT / "packaging" / "windows" / "installer.nsi"
    done = subprocess.run([*command, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


class Installed:
    """What stands in the places of a program that is installed for one person."""

    def __init__(self, windows: Windows, folder: Path) -> None:
        self._windows = windows
        self.folder = folder
        menu = windows.profile / "AppData" / "Roaming" / "Microsoft" / "Windows"
        self.links = [
            menu / "Start Menu" / "Programs" / "Layers Desktop.lnk",
            menu / "SendTo" / "Layers Desktop.lnk",
        ]

    def version(self) -> str:
        """Return what Windows lists among its programs; empty where this one is not there."""
        run = self._windows.run("reg", "query", KEY, "/v", "DisplayVersion")
        return run.stdout.split()[-1] if run.returncode == 0 else ""

    def files(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}

    def uninstall(self, *options: str) -> int:
        return self._windows.run(self.folder / "Uninstall.exe", "/S", *options).returncode


@pytest.fixture
def installed(windows: Windows, bundle: Path) -> Iterator[Installed]:
    assert windows.run(installer(bundle, __version__), "/S").returncode == 0
    yield Installed(windows, windows.profile / "AppData" / "Local" / "Programs" / "Layers Desktop")
    windows.stop()


def test_it_is_installed_for_one_person_with_its_entries_in_the_menus(installed: Installed) -> None:
    assert installed.files() == {*PROGRAMS, "_internal/library.dll", "Uninstall.exe"}
    assert all(link.is_file() for link in installed.links)
    assert installed.version() == __version__


@pytest.mark.parametrize("name", PROGRAMS)
def test_while_it_runs_nothing_is_installed_over_it_and_nothing_is_taken_from_it(
    windows: Windows, bundle: Path, name: str
) -> None:
    # A short path of its own, for the uninstaller takes none in quotes; and it is told to work in its place:
    # else it goes on in a copy of itself, and its code is lost.
    installed, in_place = Installed(windows, windows.profile.parents[1] / "Layers"), r"_?=C:\Layers"
    assert windows.run(installer(bundle, __version__), "/S", r"/D=C:\Layers").returncode == 0
    files = installed.files()
    with windows.start(installed.folder / name) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "here\n"
        assert windows.run(installer(bundle, NEWER), "/S").returncode == REFUSED
        assert installed.uninstall(in_place) == REFUSED
        assert installed.files() == files
        assert installed.version() == __version__
        program.communicate("", PATIENCE)
    assert installed.uninstall(in_place) == 0
    assert installed.version() == ""


def test_an_upgrade_leaves_nothing_of_the_older_version(
    windows: Windows, bundle: Path, installed: Installed
) -> None:
    (installed.folder / "_internal" / "of_the_older_version.dll").write_bytes(b"MZ")
    assert windows.run(installer(bundle, NEWER), "/S").returncode == 0
    assert installed.version() == NEWER
    assert installed.files() == {*PROGRAMS, "_internal/library.dll", "Uninstall.exe"}


def test_an_uninstalled_program_leaves_no_rest(windows: Windows, installed: Installed) -> None:
    for key in STARTED_WITH_WINDOWS:
        value = ("/v", "Layers Desktop", "/d", "of the settings and of the Task Manager")
        assert windows.run("reg", "add", key, *value, "/f").returncode == 0
    assert installed.uninstall() == 0
    until(lambda: not installed.folder.exists(), "end of the uninstaller, which goes on by itself", PATIENCE)
    assert installed.version() == ""
    assert not any(link.exists() for link in installed.links)
    for key in STARTED_WITH_WINDOWS:
        assert windows.run("reg", "query", key, "/v", "Layers Desktop").returncode != 0
