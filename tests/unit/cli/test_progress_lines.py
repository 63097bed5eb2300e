"""Progress as a terminal shows it."""

import io
import os

import pytest

from layers_desktop.cli import progress_lines
from layers_desktop.cli.output import Console, Loudness
from layers_desktop.cli.progress_lines import FileProgress, ProgressLines, cut_to_width
from layers_desktop.transfer.progress import OverallProgress
from tests.support.vt100 import Screen

TOTAL = OverallProgress(1_500_000, 3_000_000, 1, 2, 0.5, 250_000.0, 6.0)
SUM = " 50%  1.5\u202fMB of 3.0\u202fMB, 1 of 2 files, 250\u202fkB/s"
FILES = (
    FileProgress("/files/hero.mov", 0.25, 2_000_000, 250_000.0),
    FileProgress("/files/a.png", 0.9, 900, None),
)


class Terminal(io.StringIO):
    """A terminal of some width, and what it shows."""

    def __init__(self, columns: int = 80) -> None:
        super().__init__()
        self.screen = Screen(columns)

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.screen.feed(text)
        return super().write(text)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(
        progress_lines, "_size_of", lambda stream: os.terminal_size((terminal.screen.columns, 24))
    )
    return terminal


def test_each_file_under_way_has_a_line_and_all_have_one(terminal: Terminal) -> None:
    lines = ProgressLines(terminal)
    for _ in range(3):
        lines.show(TOTAL, FILES)
    assert terminal.screen.lines == [
        " 25%  2.0\u202fMB, 250\u202fkB/s  /files/hero.mov", " 90%  900\u202fbytes  /files/a.png", SUM,
    ]  # fmt: skip
    lines.show(TOTAL, FILES[:1])
    assert len(terminal.screen.lines) == 2
    lines.clear()
    assert terminal.screen.lines == []


def test_what_is_said_stays_above(terminal: Terminal) -> None:
    console = Console(terminal)
    console.show_progress(TOTAL, FILES)
    console.write("Something.")
    console.show_progress(TOTAL)
    assert terminal.screen.lines == ["Something.", SUM]
    console.close()
    assert terminal.screen.lines == ["Something."]


def test_what_is_waited_for_takes_the_place_of_the_speed(terminal: Terminal) -> None:
    ProgressLines(terminal).show(TOTAL, waits_for="Your plan allows 60 calls a minute. Goes on in 9 s.")
    assert terminal.screen.lines == [
        " 50%  1 of 2 files. Your plan allows 60 calls a minute. Goes on in 9 s."
    ]


def test_a_narrow_terminal_and_one_that_is_made_narrow_break_no_line(terminal: Terminal) -> None:
    lines = ProgressLines(terminal)
    for columns in (80, 30, 12, 60):
        terminal.screen = Screen(columns)
        lines.show(TOTAL, (FILES[0]._replace(name="新" * 60), *FILES))
        assert len(terminal.screen.lines) == 4
        lines.clear()


def test_more_files_than_there_is_room_for_are_left_out(terminal: Terminal) -> None:
    ProgressLines(terminal).show(TOTAL, FILES * 20)
    assert len(terminal.screen.lines) == 9


@pytest.mark.unix("TERM")
def test_a_dumb_terminal_gets_a_line_now_and_then(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    now = 100.0
    lines = ProgressLines(terminal, lambda: now)
    for _ in range(62):
        lines.show(TOTAL, FILES)
        now += 0.5
    lines.clear()
    assert terminal.getvalue() == f"{SUM}\n" * 2


@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}])
def test_there_are_no_colours(
    terminal: Terminal, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    ProgressLines(terminal).show(TOTAL, FILES)
    assert terminal.screen.unknown == []


def test_nothing_is_drawn_in_a_log_or_where_quiet_was_asked_for(terminal: Terminal) -> None:
    log = io.StringIO()
    Console(log).show_progress(TOTAL, FILES)
    Console(terminal, Loudness.QUIET).show_progress(TOTAL, FILES)
    assert log.getvalue() == terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("hero", 10, "hero"),
        ("hero", 3, "her"),
        ("新しい", 5, "新し"),
        ("e\u0301e\u0301", 1, "e\u0301"),
        ("新", 1, ""),
    ],
)
def test_text_is_cut_by_the_cells_that_it_takes(text: str, width: int, cut: str) -> None:
    assert cut_to_width(text, width) == cut
