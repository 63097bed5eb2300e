"""Texts begin where reading does in their window."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout

import layers_desktop.gui
from layers_desktop.gui.widgets.labels import Heading, TextLabel

WORDS = "These words take far less than the width of their window."
WIDTH = 900
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


def sides_with_ink(label: QLabel) -> list[bool]:
    """Whether there is ink in the left and in the right fifth of the label, where its background is not."""
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    fifth = image.width() // 5
    ranges = range(fifth), range(image.width() - fifth, image.width())
    ground = image.pixel(image.width() // 2, 0)
    return [
        any(image.pixel(x, y) != ground for x in columns for y in range(image.height())) for columns in ranges
    ]


@pytest.mark.parametrize("make", [TextLabel, Heading])
@pytest.mark.parametrize("text", [WORDS, "הקבצים נמצאים שם"])
@pytest.mark.parametrize("is_selectable", [False, True])
def test_words_of_any_letters_begin_where_their_window_does(parent, make, text, is_selectable):
    label = make(text)
    if is_selectable:
        label.setTextInteractionFlags(SELECTABLE)
    layout = QVBoxLayout(parent)
    layout.addWidget(label)
    parent.resize(WIDTH, 120)
    QApplication.processEvents()
    assert sides_with_ink(label) == [True, False]
    parent.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert sides_with_ink(label) == [False, True]


def test_every_text_that_is_wrapped_begins_so_or_stands_in_the_middle():
    wrapped = re.compile(r"\bQLabel\(.*wordWrap=True")
    lines = [
        (path.name, line.strip())
        for path in Path(layers_desktop.gui.__file__).parent.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if wrapped.search(line) and "AlignCenter" not in line
    ]
    # A sample is shown as it would stand elsewhere.
    assert lines == [("controls.py", "control = QLabel(wordWrap=True)")]
