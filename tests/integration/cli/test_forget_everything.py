import contextlib
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest

from layers_desktop.cli import commands
from layers_desktop.domain.errors import KeyringLockedError
from layers_desktop.local.credentials import Credentials
from layers_desktop.local.paths import Directories
from layers_desktop.local.store.journal import Journal, Origin
from tests.support.process_keyring import keyring_put_back

pytestmark = pytest.mark.usefixtures("no_keyring")
COMMAND = [sys.executable, "-m", "layers_desktop", "--forget-everything"]


@pytest.fixture
def no_keyring() -> Iterator[None]:
    with keyring_put_back():
        keyring.set_keyring(keyring.backends.fail.Keyring())
        yield


@pytest.fixture
def directories(home: Path) -> Directories:
    directories = Directories.of_user()
    directories.ensure()
    (directories.config / "preferences.json").write_text("{}", encoding="utf-8")
    return directories


def test_all_of_it_goes_and_each_thing_that_went_is_named(
    directories: Directories, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.forget_everything(["--yes"]) == 0
    said = capsys.readouterr().out
    for folder in (directories.config, directories.data, directories.state, directories.cache):
        assert not folder.exists()
        assert f"Removed: {folder} (" in said
    assert "There is no keyring here, so no key is kept.\n" in said


def test_a_second_time_there_is_nothing_and_that_is_well(
    directories: Directories, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.forget_everything(["--yes"])
    capsys.readouterr()
    assert commands.forget_everything(["--yes"]) == 0
    assert "Removed" not in capsys.readouterr().out


def run_with_answer(answer: bytes, language: str = "en") -> tuple[int, str]:
    """Run it at a terminal where a person types this; return exit code and what the terminal shows."""
    person, terminal = pty.openpty()
    package = str(Path(commands.__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": package, "LAYERS_LANGUAGE": language}
    with subprocess.Popen(COMMAND, stdin=terminal, stdout=terminal, stderr=terminal, env=env) as process:
        os.close(terminal)
        os.write(person, answer)
        shown = b""
        with contextlib.suppress(OSError):  # how a terminal says that nobody is there any more
            while piece := os.read(person, 4096):
                shown += piece
    os.close(person)
    return process.returncode, shown.decode()


@pytest.mark.parametrize("answer", [b"y\n", b" YES \n"])
def test_a_yes_removes_what_was_shown(directories: Directories, answer: bytes) -> None:
    code, shown = run_with_answer(answer)
    assert code == 0
    assert f"  {directories.state} (history and unfinished uploads)" in shown
    assert not directories.state.exists()


@pytest.mark.parametrize("answer", ["sì", "SI", "s", "yes", "Y"])
def test_a_yes_is_taken_in_english_too_and_without_its_accent(directories: Directories, answer: str) -> None:
    code, shown = run_with_answer(f"{answer}\n".encode(), "it")
    assert "[s/N]" in shown
    assert code == 0
    assert not directories.state.exists()


@pytest.mark.parametrize("answer", [b"\n", b"no\n", b"yikes\n", b"\x04"])
def test_anything_else_removes_nothing(directories: Directories, answer: bytes) -> None:
    code, shown = run_with_answer(answer)
    assert code == 1
    assert "Nothing was removed." in shown
    assert (directories.config / "preferences.json").exists()


def test_nobody_to_ask_removes_nothing(directories: Directories) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(commands.__file__).parents[2])}
    done = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "add --yes" in done.stderr
    assert directories.state.exists()


async def test_while_a_window_or_an_upload_runs_nothing_goes(
    directories: Directories, capsys: pytest.CaptureFixture[str]
) -> None:
    opening = await Journal.open(directories.state / "accounts" / "api.layers.com", Origin.WINDOW)
    try:
        assert commands.forget_everything(["--yes"]) == 1
    finally:
        await opening.journal.close()
    assert "Layers Desktop is running" in capsys.readouterr().err
    assert directories.config.exists()


def test_what_does_not_go_is_told_and_the_rest_goes_all_the_same(
    directories: Directories, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refuse(*_: object) -> list[str]:
        raise KeyringLockedError

    monkeypatch.setattr(Credentials, "forget_all", refuse)
    directories.cache.rmdir()
    directories.cache.write_text("a file where a folder belongs", encoding="utf-8")
    assert commands.forget_everything(["--yes"]) == 1
    said = capsys.readouterr()
    assert "Not removed: the API keys." in said.err
    assert f"Not removed: {directories.cache} (a file stands where a folder should be)" in said.err
    assert not directories.state.exists()


def test_a_key_of_the_environment_is_called_to_mind(
    directories: Directories, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAYERS_API_KEY", "lp_canary")
    assert commands.forget_everything(["--yes"]) == 0
    said = capsys.readouterr().out
    assert "The variable LAYERS_API_KEY still holds a key." in said
    assert "lp_canary" not in said
