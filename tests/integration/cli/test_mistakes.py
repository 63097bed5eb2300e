"""What a shell user gets wrong: each ends with one sentence and the code that the manual has for it."""

import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell
from tests.integration.cli.test_killed_upload import has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


def sentence(run: Any) -> str:
    """What was said: one line, and no traceback."""
    (line,) = run.stderr.splitlines()
    assert "Traceback" not in line
    return str(line)


def test_a_word_that_is_no_command_is_answered_with_the_one_that_is_meant(shell: Shell) -> None:
    shell.put("a.png")
    for words, meant in ((["uplod", "a.png"], "upload"), (["project"], "projects"), (["histroy"], "history")):
        run = shell.run(*words)
        assert (run.returncode, run.stdout) == (1, "")
        assert f"there is no command “{words[0]}”; did you mean {meant}?" in sentence(run)


def test_a_word_that_is_nothing_opens_no_window(shell: Shell) -> None:
    run = shell.run("heroes.png")
    assert (run.returncode, run.stdout) == (1, "")
    assert "“heroes.png” is neither a command nor a file here" in sentence(run)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_display_the_window_says_so(shell: Shell, display: str) -> None:
    run = shell.run(DISPLAY=display, WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (run.returncode, run.stdout) == (1, "")
    assert "window can open" in sentence(run)
    assert sentence(run).endswith("Without a window: layers-desktop upload FILE")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locales")
def test_a_locale_that_is_not_utf_8_sends_no_garbled_name(shell: Shell, assets: Assets) -> None:
    shell.put("Größe 新.png")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = shell.run("upload", "--project", "Acme Coffee iOS", "Größe 新.png", "ф.png", **ascii_only)
    assert (run.returncode, [asset["filename"] for asset in assets()]) == (2, ["Größe 新.png"])
    folder = str(shell.folder).encode("ascii", "backslashreplace").decode()
    assert sentence(run) == f"There is no file at {folder}/\\u0444.png."


# --------------------------------------------------------------------------------- the twelve
def ended(run: Any, code: int) -> str:
    """Return what was said, where nothing was printed and the code is this one."""
    assert (run.returncode, run.stdout.strip()) == (code, "")
    return sentence(run)


def test_no_file(shell: Shell) -> None:
    assert ended(shell.upload("heroes.png"), 2) == f"There is no file at {shell.folder}/heroes.png."
    assert ended(shell.upload(), 1) == (
        "No file is named. Name files or folders, or a list with --files-from."
    )


def test_a_wrong_project(shell: Shell) -> None:
    said = ended(shell.upload(shell.put("a.png"), project="Acme Cofee"), 4)
    assert said.startswith("There is no project “Acme Cofee”. There are: Acme Coffee iOS, ")


def test_no_key(shell: Shell) -> None:
    path = shell.put("a.png")
    none = shell.upload(path, LAYERS_API_KEY="", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    assert "LAYERS_API_KEY" in ended(none, 3)
    wrong = shell.upload(path, LAYERS_API_KEY="lp_wrong")
    assert "Set LAYERS_API_KEY to one that is in use." in ended(wrong, 3)


def test_no_network(shell: Shell) -> None:
    run = shell.upload(shell.put("a.png"), LAYERS_BASE_URL="http://127.0.0.1:9")
    assert (run.returncode, run.stdout) == (1, "")
    waiting, said = run.stderr.splitlines()
    assert waiting.endswith("Waiting to try again.")
    assert said.startswith("Could not reach 127.0.0.1")
    assert said.endswith("Check your internet connection, and HTTPS_PROXY.")


def test_a_wrong_option(shell: Shell) -> None:
    path = shell.put("a.png")
    assert ended(shell.upload("--knid", "logo", path), 1) == (
        "layers-desktop upload: there is no --knid; did you mean --kind? (see layers-desktop upload --help)"
    )
    assert "'gif' is not a kind; choose image, video" in ended(shell.upload("--kind", "gif", path), 1)


def test_a_directory_with_nothing_in_it(shell: Shell) -> None:
    (shell.folder / "shoot").mkdir()
    assert ended(shell.upload("shoot"), 2) == (
        f"{shell.folder}/shoot: There is no file to upload in shoot."
        " Name one with images, videos or audio in it."
    )


def test_a_glob_without_a_match(shell: Shell) -> None:
    assert ended(shell.upload("*.png"), 2) == (
        f"There is no file at {shell.folder}/*.png: nothing matches this pattern."
    )


def test_a_file_twice(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png")
    run = shell.upload(path, path.name)
    (asset,) = assets()
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{asset['id']}\n" * 2, "")


def test_content_in_place_of_a_list(shell: Shell) -> None:
    run = shell.upload("-", given="\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert ended(run, 1) == (
        "Standard input is not a list of paths. If its paths end with NUL, add -0. To send what a program"
        " writes, save it to a file first."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_closed_stdout(shell: Shell, assets: Assets) -> None:
    with shell.start("upload", "--project", PROJECT, shell.put("a.png")) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        (line,) = process.stderr.read().splitlines()
    assert (process.returncode, len(assets())) == (2, 1)
    assert line == (
        "The result could not be written (closed by the other side). What was uploaded stays uploaded. "
        "Running the same command gives the same IDs again."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
def test_ctrl_c(shell: Shell, control: SandboxControl) -> None:
    control.fault("inline", "silence")  # not late: what comes later would be an asset of the next test
    path = shell.put("a.png")
    with shell.start("upload", "--project", PROJECT, path) as process:
        wait_until(lambda: has_arrived(control, "inline", path.name), "the call")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, output) == (130, "")
    assert errors == "Interrupted. Run the same command to continue where this run stopped.\n"
