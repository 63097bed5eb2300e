"""What a shell user gets wrong: each ends with one sentence and the code that the manual has for it."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import Shell

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
    assert sentence(run) == f"There is no file at {shell.folder}/\\u0444.png."
