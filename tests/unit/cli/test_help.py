"""What `--help` says, in every language; it is in lines already, which no terminal should break again."""

from collections.abc import Callable, Sequence

import pytest

from layers_desktop.app import self_test
from layers_desktop.cli import arguments, commands
from layers_desktop.cli.progress_lines import cut_to_width
from layers_desktop.local.language import LANGUAGES, Language, use_language

COLUMNS = 80
PARSERS = (
    arguments.window_parser,
    arguments.upload_parser,
    arguments.watch_parser,
    arguments.projects_parser,
    arguments.whoami_parser,
    arguments.accounts_parser,
    arguments.history_parser,
    arguments.forget_parser,
)
OTHERS = (self_test.main, commands.list_licences)


def helped(command: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        command(["--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_line_is_wider_than_a_terminal(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    use_language(Language(code, code))
    said = [*(parser().format_help() for parser in PARSERS), *(helped(each, capsys) for each in OTHERS)]
    assert all(said)
    lines = "\n".join(said).splitlines()
    assert [line for line in lines if cut_to_width(line, COLUMNS) != line] == []
