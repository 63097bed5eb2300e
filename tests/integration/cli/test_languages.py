"""The command line speaks the person's language, and to programs always the same."""

import pytest

from layers_desktop.local.language import ENGLISH, LANGUAGES, PSEUDO, VARIABLE
from tests.integration.cli.conftest import Shell

# The sandbox is for developers, and speaks English.
COMMANDS = ("upload", "projects", "whoami", "accounts", "history", "--selftest", "--licenses")


@pytest.mark.parametrize("command", ["", *COMMANDS, "--forget-everything"])
def test_help_is_in_the_language_down_to_what_the_library_says(shell: Shell, command: str) -> None:
    words = [command] if command else []
    run = shell.run(*words, "--help", **{VARIABLE: PSEUDO})
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("[úšágé:")
    told = [line for line in run.stdout.splitlines() if "  " in line or line.endswith(":")]
    assert all(set("[]~") & set(line) for line in told if "CSV" not in line)


@pytest.mark.parametrize("code", sorted(LANGUAGES.keys() - {ENGLISH.code}))
def test_a_system_that_speaks_a_language_is_spoken_to_in_it(shell: Shell, code: str) -> None:
    english = shell.run("history", "--help").stdout.splitlines()
    for environ in ({"LANGUAGE": code}, {"LANGUAGE": "", "LC_ALL": f"{code}.UTF-8"}):
        said = shell.run("history", "--help", **environ).stdout.splitlines()
        assert not set(said) & set(english[:5]) - {""}  # usage, description, and the head of the options
        assert "--since" in "".join(said)
    assert shell.run("history", "--help", LC_ALL="C", LANGUAGE=code).stdout.splitlines() == english


@pytest.mark.usefixtures("control")
def test_a_mistake_is_explained_in_the_language(shell: Shell) -> None:
    run = shell.run("projects", "--sandbx", **{VARIABLE: PSEUDO})
    assert "[théré íš ñó --sandbx; díd ýóú méáñ --sandbox?" in run.stderr
    run = shell.run("projects", LAYERS_API_KEY="lp_wrong", **{VARIABLE: PSEUDO})
    assert run.stderr.count("[") >= 2


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("de", "(Datei oder Ordner nicht gefunden)"),
        ("ja", "が見つからない）"),
        ("en", "(file or folder not found)"),
    ],
)
def test_why_the_system_refuses_is_told_in_the_language_too(shell: Shell, code: str, reason: str) -> None:
    assert reason in shell.run("upload", "--files-from", "missing.txt", **{VARIABLE: code}).stderr


@pytest.mark.usefixtures("control")
@pytest.mark.parametrize(
    "arguments",
    [
        ("upload", "--json", "missing.png", "empty.png"),
        ("upload", "--jsonl", "--again", "missing.png", "empty.png"),
        ("upload", "--progress-json", "missing.png"),
        ("projects", "--json"),
        ("history", "--json"),
        ("whoami", "--json"),
        ("accounts", "--json"),
    ],
    ids=" ".join,
)
def test_what_programs_read_is_the_same_in_every_language(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.put("empty.png", b"")
    english = shell.run(*arguments)
    for language in (PSEUDO, "ar", "de"):
        run = shell.run(*arguments, **{VARIABLE: language})
        assert (run.returncode, run.stdout, run.stderr) == (
            english.returncode,
            english.stdout,
            english.stderr,
        )
