"""Pictures of files that a person did not make: what they do, they do to a process of their own."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from layers_desktop.gui.widgets.thumbnails import Thumbnails, reader_environment

LEVELS_WITHOUT_END = 30
# Answers nothing, ignores what can be ignored, and says who it is.
SILENT = """
import os, pathlib, sys, time
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
print("ready", flush=True)
time.sleep(3600)
"""


@pytest.fixture
def new_thumbnails(qapp: object) -> Iterator[Callable[..., Thumbnails]]:
    made: list[Thumbnails] = []

    def make(**arguments: object) -> Thumbnails:
        made.append(Thumbnails(**arguments))
        return made[-1]

    yield make
    for each in made:
        each.close()


def looping_svg(path: Path) -> Path:
    """Write a picture of 2 kB that takes longer than the universe is old."""
    groups = "".join(
        f'<g id="l{level}">' + f'<use xlink:href="#l{level - 1}"/>' * 10 + "</g>"
        for level in range(1, LEVELS_WITHOUT_END)
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 9 9"><defs><rect id="l0" width="9" height="9"/>{groups}</defs>'
        f'<use xlink:href="#l{LEVELS_WITHOUT_END - 1}"/></svg>',
        encoding="utf-8",
    )
    return path


def plain(path: Path, colour: str = "red") -> Path:
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.save(str(path))
    return path


def linking(path: Path, target: Path) -> Path:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 9 9"><image width="9" height="9" xlink:href="{target}"/></svg>',
        encoding="utf-8",
    )
    return path


def colour_of(qtbot: QtBot, thumbnails: Thumbnails, path: Path) -> QColor:
    """Return the colour in the middle of the picture, once it is there."""
    qtbot.waitUntil(lambda: thumbnails.get(path) is not None, timeout=60_000)
    image = thumbnails.get(path)
    assert image is not None
    return image.pixelColor(image.rect().center())


@pytest.mark.parametrize(
    "name", ["ä.png", pytest.param("ä\n.png", marks=pytest.mark.unix("a name with a line end"))]
)
def test_a_picture_becomes_small(qtbot: QtBot, new_thumbnails, tmp_path: Path, name: str) -> None:
    assert colour_of(qtbot, new_thumbnails(), plain(tmp_path / name)) == QColor("red")


@pytest.mark.parametrize(
    "make", [pytest.param("fifo", marks=pytest.mark.unix("pipes")), "loop", "folder", "missing"]
)
def test_after_a_file_that_has_no_picture_the_next_one_is_read(
    qtbot: QtBot, new_thumbnails, tmp_path: Path, make: str
) -> None:
    hostile = tmp_path / "hostile.svg"
    {
        "fifo": lambda: os.mkfifo(hostile),
        "loop": lambda: looping_svg(hostile),
        "folder": hostile.mkdir,
        "missing": lambda: None,
    }[make]()
    # Only the loop has to be given up; a busy machine is given time for the others.
    thumbnails = new_thumbnails(deadline_ms=5_000 if make == "loop" else 3_600_000)
    thumbnails.get(hostile)
    assert colour_of(qtbot, thumbnails, plain(tmp_path / "good.png")) == QColor("red")
    assert thumbnails.get(hostile) is None


def test_a_picture_that_links_to_another_file_does_not_get_it(
    qtbot: QtBot, new_thumbnails, tmp_path: Path
) -> None:
    thumbnails = new_thumbnails()
    svg = linking(tmp_path / "links.svg", plain(tmp_path / "private.png"))
    thumbnails.get(svg)
    assert colour_of(qtbot, thumbnails, plain(tmp_path / "next.png")) == QColor("red")
    image = thumbnails.get(svg)  # none at all where the system cannot keep it from others
    assert image is None or image.pixelColor(image.rect().center()).alpha() == 0


@pytest.mark.unix("pipes")
def test_a_picture_that_links_to_a_pipe_waits_for_nobody(
    qtbot: QtBot, new_thumbnails, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    svg = linking(tmp_path / "links.svg", tmp_path / "pipe.png")
    # With a deadline that never comes: the pipe was not even opened.
    thumbnails = new_thumbnails(deadline_ms=3_600_000)
    assert colour_of(qtbot, thumbnails, svg).alpha() == 0


def test_a_process_that_does_not_answer_is_replaced_and_not_waited_for(
    qtbot: QtBot, new_thumbnails, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    thumbnails = new_thumbnails(deadline_ms=1, command=[sys.executable, "-c", SILENT, str(seen)])
    for name in "abc":
        thumbnails.get(tmp_path / name)
    qtbot.waitUntil(
        lambda: seen.exists() and len(seen.read_text(encoding="utf-8").split()) == 3, timeout=60_000
    )
    thumbnails.close()
    for pid in map(int, seen.read_text(encoding="utf-8").split()):
        qtbot.waitUntil(lambda pid=pid: not Path(f"/proc/{pid}/cmdline").exists(), timeout=60_000)


def test_where_no_process_can_be_started_there_are_no_pictures_and_no_more_tries(
    qtbot: QtBot, new_thumbnails, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    fails = f"open({str(seen)!r}, 'a').write('x')"
    thumbnails = new_thumbnails(command=[sys.executable, "-c", fails])
    for number in range(9):
        thumbnails.get(tmp_path / str(number))
    qtbot.waitUntil(lambda: not thumbnails._running and not thumbnails._waiting, timeout=60_000)  # no signal
    assert seen.read_text(encoding="utf-8") == "xxx"


def test_the_process_gets_neither_key_nor_screen_nor_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    withheld = ("LAYERS_API_KEY", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    for name in withheld:
        monkeypatch.setenv(name, "secret")
    assert "secret" not in reader_environment().values()
