"""The bundle and the installer under Windows: what comes to people there, who have no Python.

They stand together, for the bundle takes a minute.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from release import bundle as release_bundle
from release import icons
from release import windows as release_windows
from release.build_config import PACKAGING, PROGRAM, run

from layers_desktop import __version__
from layers_desktop.cli.command_run import ExitCode
from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.screen import Screen
from tests.e2e.waiting import until
from tests.integration.cli.conftest import PROJECT, png
from tests.support.sandbox_control import SandboxControl
from tests.windows.conftest import PATIENCE, ROOT, Windows, environ_of, named, shown

pytestmark = pytest.mark.timeout(2000)  # the first of them makes the bundle

WINDOW, COMMAND = "Layers Desktop.exe", "layers-desktop.exe"
NAMES = ["Grüße.png", "三.png"]
SECONDS, SECONDS_OF_PYINSTALLER = 300, 1500
REFUSED = 2
OF_WINDOWS = r"HKCU\Software\Microsoft\Windows\CurrentVersion"
UNINSTALL_KEY = rf"{OF_WINDOWS}\Uninstall\com.layers.Desktop"
STARTED_WITH_WINDOWS = (rf"{OF_WINDOWS}\Run", rf"{OF_WINDOWS}\Explorer\StartupApproved\Run")
OLDER = "0.0.1"
# How a person has it run with a file that is alone in a folder; the command waits to be told of it.
RUNNING: dict[str, Callable[[Path], list[str]]] = {
    WINDOW: lambda folder: ["--start", named(folder / "a.png")],
    COMMAND: lambda _: ["upload", "-"],
    f"{COMMAND} watch": lambda folder: ["watch", "--existing", named(folder)],
}
# What Explorer shows of a file, as the maker of the bundle reads it.
READ_VERSION = """\
import pefile, sys
for name in sys.argv[1:]:
    (strings,) = (each for each in pefile.PE(name).FileInfo[0] if hasattr(each, "StringTable"))
    print(strings.StringTable[0].entries[b"ProductVersion"].decode())
"""


@pytest.fixture(scope="module")
def bundle(windows: Windows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the bundle for Windows: the spec's, of what a wheel of this checkout holds."""
    folder = tmp_path_factory.mktemp("bundle")
    installed = folder / "installed"
    quietly = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    run([sys.executable, "-m", "pip", "install", *quietly, "--target", installed, ROOT])
    words, environ = release_bundle.command(folder, folder)
    environ["PYTHONPATH"] = ";".join(map(named, (installed, PACKAGING)))
    # Else the checkout's package, in the current folder, would be taken for the installed one.
    environ["PYTHONSAFEPATH"] = "1"
    made = windows.run("python", *words, seconds=SECONDS_OF_PYINSTALLER, **environ)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / PROGRAM


def make_installer(bundle: Path, version: str, *options: str) -> Path:
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
    command = ["makensis", "-V2", "-XTarget amd64-unicode", *options, *defines]
    script = ROOT / "packaging" / "windows" / "installer.nsi"
    done = subprocess.run([*command, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture(scope="module")
def current(bundle: Path) -> Path:
    """Make the installer that is published."""
    return make_installer(bundle, __version__, "-WX")


@pytest.fixture(scope="module")
def older(bundle: Path) -> Path:
    """Make one that says that it is older, and is packed in a tenth of the time."""
    return make_installer(bundle, OLDER, "-XSetCompressor /FINAL zlib")


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(tmp_path / "sandbox", "--no-budget") as sandbox:
        yield sandbox


def exit_code(windows: Windows, program: Path, *words: str) -> int:
    """Run a program that says nothing, and has windows.

    If no other has, Wine starts its Explorer for it, which keeps the pipe for its errors: they have no end.
    """
    with windows.start(program, *words) as process:
        return process.wait(SECONDS)


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
        run = self._windows.run("reg", "query", UNINSTALL_KEY, "/v", "DisplayVersion")
        return run.stdout.split()[-1] if run.returncode == 0 else ""

    def files(self) -> set[Path]:
        return files_of(self.folder)

    def upload(self, sandbox: SandboxProcess, path: Path) -> dict[str, object]:
        """Send a file; return what is said of it."""
        words = ["upload", "--project", PROJECT, "--json", named(path)]
        run = self._windows.run(self.folder / COMMAND, *words, **environ_of(sandbox))
        assert run.returncode == 0, run.stderr
        (told,) = json.loads(run.stdout)
        return dict(told)

    def uninstall(self, *options: str) -> int:
        return exit_code(self._windows, self.folder / "Uninstall.exe", "/S", *options)

    def uninstall_to_the_end(self) -> None:
        """Uninstall, and wait for the copy in which the uninstaller goes on; it removes the key last."""
        assert self.uninstall() == 0
        until(lambda: not self.version(), "end of the uninstaller", PATIENCE)


def files_of(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def files_installed_from(bundle: Path) -> set[Path]:
    return {*files_of(bundle), Path("Uninstall.exe")}


@pytest.fixture
def place(windows: Windows) -> Iterator[Installed]:
    """Give the place where a program of one person goes, and nothing runs from it afterwards."""
    yield Installed(windows, windows.profile / "AppData" / "Local" / "Programs" / "Layers Desktop")
    windows.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "a.png"
    path.parent.mkdir()
    path.write_bytes(png(b"a"))
    os.utime(path, (1_000_000_000, 1_000_000_000))  # it has rested
    return path


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(png(name.encode()))
    return path


def test_it_finds_all_of_its_parts(windows: Windows, bundle: Path) -> None:
    run = windows.run(bundle / COMMAND, "--selftest")
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{__version__} (bundle)" in run.stdout
    assert "Credential Manager" in run.stdout
    assert "in a process of their own" in run.stdout


def test_it_is_as_small_as_any_and_knows_its_version(windows: Windows, bundle: Path) -> None:
    assert release_bundle.size_of(bundle) <= release_bundle.MAX_BYTES
    # It would name the folder that the bundle was built in.
    assert not [*bundle.rglob("direct_url.json")]
    programs = [named(bundle / name) for name in (WINDOW, COMMAND)]
    run = windows.run("python", "-c", READ_VERSION, *programs)
    assert run.stdout.split() == [__version__] * 2, run.stderr


def test_it_names_what_it_is_made_of(windows: Windows, bundle: Path) -> None:
    run = windows.run(bundle / COMMAND, "--licenses")
    assert run.returncode == 0, run.stderr
    assert {"PySide6_Essentials", "Python", "httpx"} <= {*run.stdout.split()}


def test_files_get_their_ids_and_exit_codes_tell_what_became_of_it(
    windows: Windows, bundle: Path, tmp_path: Path
) -> None:
    def upload(*words: str) -> tuple[int, str]:
        run = windows.run(bundle / COMMAND, "upload", "--json", *words)
        return run.returncode, run.stdout

    paths = [named(put(tmp_path, name)) for name in NAMES]
    to_sandbox = ["--sandbox", "--project", PROJECT]
    code, output = upload(*to_sandbox, *paths)
    assert code == ExitCode.ALL_DONE
    assert [each["path"] for each in json.loads(output)] == paths
    assert len({each["assetId"] for each in json.loads(output)}) == len(NAMES)
    assert upload(*to_sandbox, *paths, named(tmp_path / "missing.png"))[0] == ExitCode.SOME_FAILED
    assert upload("--sandbox", "--project", "none", *paths)[0] == ExitCode.NO_PROJECT
    assert upload("--project", PROJECT, *paths)[0] == ExitCode.NO_KEY
    assert upload("--no-such-option")[0] == ExitCode.NOTHING_TRIED


def test_the_window_opens_sends_what_it_is_handed_and_closes(
    windows: Windows, bundle: Path, screen: Screen, sandbox: SandboxProcess, tmp_path: Path
) -> None:
    control = SandboxControl(sandbox.url)
    words = ["--start", "--project", PROJECT, *(named(put(tmp_path, name)) for name in NAMES)]
    with windows.start_on(screen, bundle / WINDOW, *words, **environ_of(sandbox)) as program:
        try:
            until(lambda: shown(screen), "window", PATIENCE)
            assets = until(lambda: len(found := control.assets()) == 2 and found, "two assets", PATIENCE)
            assert {asset["filename"] for asset in assets} == {*NAMES}
            screen.xdotool("key", "ctrl+q")
            assert program.wait(PATIENCE) == 0
        finally:
            windows.stop()


def test_it_is_installed_for_one_person_with_its_entries_in_the_menus_and_sends_files(
    windows: Windows, bundle: Path, current: Path, place: Installed, sandbox: SandboxProcess, file: Path
) -> None:
    assert exit_code(windows, current, "/S") == 0
    assert place.files() == files_installed_from(bundle)
    assert all(link.is_file() for link in place.links)
    assert place.version() == __version__
    told = place.upload(sandbox, file)
    assert [asset["id"] for asset in SandboxControl(sandbox.url).assets()] == [told["assetId"]]


@pytest.mark.parametrize("way", RUNNING)
def test_while_it_runs_nothing_is_installed_over_it_and_nothing_is_taken_from_it(
    windows: Windows, current: Path, older: Path, sandbox: SandboxProcess, file: Path, way: str
) -> None:
    # A short path of its own, for the uninstaller takes none in quotes; and it is told to work in its place:
    # else it goes on in a copy of itself, and its code is lost.
    installed, in_place = Installed(windows, windows.profile.parents[1] / "Layers"), r"_?=C:\Layers"
    assert exit_code(windows, older, "/S", r"/D=C:\Layers") == 0
    files = installed.files()
    program = installed.folder / way.removesuffix(" watch")
    words = [*RUNNING[way](file.parent), "--project", PROJECT]
    with windows.start(program, *words, **environ_of(sandbox)) as process:
        try:
            opened = f"open({named(program)!r}, 'r+b')"
            until(lambda: windows.run("python", "-c", opened).returncode, "program that runs", PATIENCE)
            assert exit_code(windows, current, "/S") == REFUSED
            assert installed.uninstall(in_place) == REFUSED
            assert installed.files() == files
            assert installed.version() == OLDER
            assert process.stdin is not None
            process.stdin.write(named(file))
            process.stdin.close()
            until(SandboxControl(sandbox.url).assets, "asset", PATIENCE)
        finally:
            windows.stop()
    assert installed.uninstall(in_place) == 0
    assert installed.version() == ""


def test_an_upgrade_leaves_nothing_of_the_older_version_and_all_that_is_the_persons(
    windows: Windows,
    bundle: Path,
    current: Path,
    older: Path,
    place: Installed,
    sandbox: SandboxProcess,
    file: Path,
) -> None:
    assert exit_code(windows, older, "/S") == 0
    first = place.upload(sandbox, file)
    (place.folder / "_internal" / "of_the_older_version.dll").write_bytes(b"MZ")
    settings = windows.profile / "AppData" / "Local" / "layers-desktop" / "preferences.json"
    settings.write_text('{"history_days": 30}', encoding="utf-8")
    assert exit_code(windows, current, "/S") == 0
    assert place.version() == __version__
    assert place.files() == files_installed_from(bundle)
    again = place.upload(sandbox, file)
    assert (first["reused"], again["reused"]) == (False, True)
    assert again["assetId"] == first["assetId"]
    assert json.loads(settings.read_text(encoding="utf-8"))["history_days"] == 30


def test_an_uninstalled_program_leaves_what_is_the_persons_and_no_rest(
    windows: Windows, current: Path, place: Installed, sandbox: SandboxProcess, file: Path
) -> None:
    def everything() -> set[Path]:
        # Without what waits for the next start of the computer to be removed.
        return {path for path in windows.profile.rglob("*") if windows.profile / "Temp" not in path.parents}

    place.folder.parent.mkdir(exist_ok=True)  # the system's folder for such programs stays
    before = everything()
    assert exit_code(windows, current, "/S") == 0
    place.upload(sandbox, file)
    switch_on = "from layers_desktop.local.autostart import autostart; autostart().set_on(is_on=True)"
    assert windows.run("python", "-c", switch_on).returncode == 0
    of_the_task_manager = ("/v", "Layers Desktop", "/d", "switched off")
    assert windows.run("reg", "add", STARTED_WITH_WINDOWS[1], *of_the_task_manager, "/f").returncode == 0
    history = windows.run(place.folder / COMMAND, "history", **environ_of(sandbox)).stdout
    place.uninstall_to_the_end()
    of_the_person = windows.profile / "AppData" / "Local" / "layers-desktop"
    assert not place.folder.exists()
    assert everything() - before <= {of_the_person, *of_the_person.rglob("*")}
    assert not any(link.exists() for link in place.links)
    for key in STARTED_WITH_WINDOWS:
        assert windows.run("reg", "query", key, "/v", "Layers Desktop").returncode != 0
    assert windows.layers("history", **environ_of(sandbox)).stdout == history != ""
