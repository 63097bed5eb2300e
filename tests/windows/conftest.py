"""A Windows of its own for these tests, under Wine; `make test-windows` makes it and starts them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import layers_desktop
from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.screen import Screen, display

ROOT = Path(layers_desktop.__file__).parent.parent
# What packaging/windows/wine/setup.sh made. No other run collects these tests.
MADE = os.environ.get("LAYERS_TEST_WINDOWS", "")
collect_ignore_glob = [] if MADE else ["test_*.py"]

# Wine draws slowly while other programs want the machine, too.
PATIENCE = 120
SIZE = 1200, 800
_SECONDS = 300


class Windows:
    """Starts Windows programs, in an environment of their own.

    Attributes:
        profile: The folder of the person who is signed in.
        python: The folder of its Python.
    """

    def __init__(self, made: Path, folder: Path) -> None:
        self._runner = made / "run.sh"
        self._folder = folder
        self.python = made / "python"
        (self.profile,) = (folder / "drive_c" / "users").glob("[!P]*")  # the other is "Public"
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "WINEPREFIX": str(folder),
            "PYTHONPATH": named(ROOT),
            "PYTHONPYCACHEPREFIX": named(made / "compiled"),
            "QT_QPA_PLATFORM": "offscreen",
            "LAYERS_LANGUAGE": "en",
        }

    def start(self, program: str | Path, *words: str, **environ: str) -> "subprocess.Popen[str]":
        """Start a program, "python" or one that Windows finds by this name, in the checkout's folder."""
        return subprocess.Popen(
            [self._runner, str(program), *words],
            cwd=ROOT,
            env=self._environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",  # what is no JSON is written in the code page
        )

    def start_on(
        self, screen: Screen, program: str | Path, *words: str, **environ: str
    ) -> "subprocess.Popen[str]":
        """Start a program whose windows are to be seen on this screen, and end all others before.

        Wine shows every window where the first had its desktop, which outlives it: mostly nowhere.
        """
        self.stop()
        seen = {"DISPLAY": screen.env["DISPLAY"], "QT_QPA_PLATFORM": "windows"}
        return self.start(program, *words, **environ | seen)

    def run(
        self, program: str | Path, *words: str, given: str = "", seconds: int = _SECONDS, **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end, with this on its standard input."""
        with self.start(program, *words, **environ) as process:
            try:
                output, errors = process.communicate(given, seconds)
            except subprocess.TimeoutExpired:
                self.stop()
                raise
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def layers(self, *words: str, given: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run the program of the checkout to its end."""
        return self.run("python", "-m", "layers_desktop", *words, given=given, **environ)

    def stop(self) -> None:
        """End everything that runs there, as pulling the plug would."""
        subprocess.run(["/usr/lib/wine/wineserver64", "-k"], env=self._environ, check=False)


def shown(screen: Screen) -> str:
    """Return X11's numbers of the program's windows that are to be seen; empty for none."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Layers Desktop"]
    return subprocess.run(search, env=screen.env, capture_output=True, check=False, text=True).stdout.strip()


def environ_of(sandbox: SandboxProcess) -> dict[str, str]:
    """Return what has the program know this sandbox and its key."""
    return {"LAYERS_BASE_URL": sandbox.url, "LAYERS_API_KEY": sandbox.api_key}


def named(path: Path) -> str:
    """Return the path of a file here as Windows names it."""
    return "Z:" + str(path).replace("/", "\\")


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    folder = tmp_path_factory.mktemp("windows") / "prefix"
    made = Path(MADE)
    subprocess.run(["cp", "-a", "--reflink=auto", made / "prefix", folder], check=True)
    windows = Windows(made, folder)
    yield windows
    windows.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "xcb"}
    with display(env, f"{SIZE[0]}x{SIZE[1]}x24") as env["DISPLAY"]:
        yield Screen(env)
