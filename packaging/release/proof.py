"""The bundle used for real: its self-test without and with a screen and a keyring, and its window, seen."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from release.bundle import program_of
from release.place import WORK

SCREENSHOT = WORK / "window.png"
_PATIENCE = 120
_LOOK = 0.02


def prove(bundle: Path) -> float | None:
    """Use the bundle; return the seconds until its window showed, None where there is no screen to see it on.

    Raises:
        SystemExit: Something of it does not work.
    """
    program = program_of(bundle)
    with tempfile.TemporaryDirectory() as home:
        env = clean_environment(Path(home))
        self_test(program, env, "offscreen")
        if sys.platform != "linux":
            return None
        with virtual_screen() as display:
            screen = env | {"DISPLAY": display}
            self_test(program, screen, "xcb", under=("dbus-run-session", "--", "sh", "-c", _WITH_KEYRING))
            return _open_window(program, screen)


# Its own bus and keyring, so that the person's are not asked; "$0" is the program.
_WITH_KEYRING = (
    'echo -n word | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" --selftest'
)


def self_test(program: Path, env: Mapping[str, str], platform: str, under: tuple[str, ...] = ()) -> None:
    """Run the self-test and print what it says.

    Raises:
        SystemExit: It failed, or did not find the keyring that was put there.
    """
    command = [*under, str(program)] if under else [str(program), "--selftest"]
    told = {**env, "QT_QPA_PLATFORM": platform}
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    print(done.stdout, end="")
    if done.returncode or (under and "Secret Service" not in done.stdout):
        sys.exit(f"{done.stderr}\nThe self-test ended with {done.returncode}")


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of the person's own, nor of the builder's, can help or harm."""
    kept = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LOCALAPPDATA", "APPDATA", "USERPROFILE", "TMPDIR")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    (home / "runtime").mkdir(mode=0o700)
    paths = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "runtime"), "PATH": os.defpath}
    return {**env, **paths, "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """Give the name of a display that nobody had."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL) as server:
        os.close(theirs)
        try:
            with os.fdopen(ours) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            server.terminate()


def _open_window(program: Path, env: Mapping[str, str]) -> float:
    """Open the window, take its picture, and end it in good order; return the seconds until it showed."""
    told = {**env, "LAYERS_BASE_URL": "http://127.0.0.1:9", "QT_QPA_PLATFORM": "xcb"}
    began = time.monotonic()
    with subprocess.Popen([program], env=told) as process:
        try:
            _wait_for_window(env["DISPLAY"], process)
            took = time.monotonic() - began
            time.sleep(2)  # until it has drawn itself and looked for a key: for the picture only
            take_picture(env["DISPLAY"], SCREENSHOT)
        finally:
            process.send_signal(signal.SIGTERM)
        if code := process.wait(_PATIENCE):
            sys.exit(f"The window ended with {code}")
    return took


def _wait_for_window(display: str, process: "subprocess.Popen[bytes]") -> None:
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Layers Desktop"]
    due = time.monotonic() + _PATIENCE
    while subprocess.run(
        search, env={**os.environ, "DISPLAY": display}, capture_output=True, check=False
    ).returncode:
        if process.poll() is not None or time.monotonic() > due:
            sys.exit("No window came up")
        time.sleep(_LOOK)


def take_picture(display: str, path: Path) -> None:
    """Write what the screen shows."""
    command = ["import", "-window", "root", str(path)]
    subprocess.run(command, env={**os.environ, "DISPLAY": display}, check=True)
