"""The smoke test of a bundle: its self-test without and with a display and a keyring, and its window."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from release.build_config import WORK
from release.bundle import program_of

SCREENSHOT = WORK / "window.png"
_TIMEOUT = 120
_POLL_SECONDS = 0.02


def run(bundle: Path) -> float | None:
    """Test the bundle; return the seconds until its window was visible, or None without a display.

    Raises:
        SystemExit: Something does not work.
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


# A bus and keyring of its own, so that the person's are not used; "$0" is the program.
_WITH_KEYRING = (
    'echo -n word | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" --selftest'
)


def self_test(program: Path, env: Mapping[str, str], platform: str, under: tuple[str, ...] = ()) -> None:
    """Run the self-test and print its output.

    Raises:
        SystemExit: It failed, or did not find the keyring.
    """
    command = [*under, str(program)] if under else [str(program), "--selftest"]
    full_env = {**env, "QT_QPA_PLATFORM": platform}
    done = subprocess.run(
        command, env=full_env, capture_output=True, text=True, timeout=_TIMEOUT, check=False
    )
    print(done.stdout, end="")
    if done.returncode or (under and "your desktop's keyring" not in done.stdout):
        sys.exit(f"{done.stderr}\nThe self-test ended with {done.returncode}")


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment without anything of the person's or the build's own."""
    kept = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LOCALAPPDATA", "APPDATA", "USERPROFILE", "TMPDIR")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    (home / "runtime").mkdir(mode=0o700)
    paths = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "runtime"), "PATH": os.defpath}
    return {**env, **paths, "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """Start a virtual display and give its name."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        try:
            with os.fdopen(read_end) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            server.terminate()


def _open_window(program: Path, env: Mapping[str, str]) -> float:
    """Open the window, take a screenshot and stop the program; return the seconds until it was visible."""
    full_env = {**env, "LAYERS_BASE_URL": "http://127.0.0.1:9", "QT_QPA_PLATFORM": "xcb"}
    started = time.monotonic()
    with subprocess.Popen([program], env=full_env) as process:
        try:
            _wait_for_window(env["DISPLAY"], process)
            seconds = time.monotonic() - started
            time.sleep(2)  # for the screenshot: until it has painted and looked for a key
            take_screenshot(env["DISPLAY"], SCREENSHOT)
        finally:
            process.send_signal(signal.SIGTERM)
        if code := process.wait(_TIMEOUT):
            sys.exit(f"The window ended with {code}")
    return seconds


def _wait_for_window(display: str, process: "subprocess.Popen[bytes]") -> None:
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Layers Desktop"]
    deadline = time.monotonic() + _TIMEOUT
    while subprocess.run(
        search, env={**os.environ, "DISPLAY": display}, capture_output=True, check=False
    ).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("No window came up")
        time.sleep(_POLL_SECONDS)


def take_screenshot(display: str, path: Path) -> None:
    """Write a screenshot of the display."""
    command = ["import", "-window", "root", str(path)]
    subprocess.run(command, env={**os.environ, "DISPLAY": display}, check=True)
