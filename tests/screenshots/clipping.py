"""Finds what has too little room to be read, and what the keyboard cannot tell apart."""

from collections import Counter
from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)

HORIZONTAL = Qt.Orientation.Horizontal
# What style sheet and frame take of the width of a field, of a title, and of an item in a list.
_FIELD_PADDING, _TITLE_PADDING, _ITEM_PADDING = 20, 16, 32


def clipped(windows: Iterable[QWidget]) -> list[str]:
    """Return what each visible text lacks; nothing where all of it can be read."""
    return [
        f"{type(widget).__name__} '{widget.text()}': {lack}"
        for widget in _visible(windows)
        if isinstance(widget, QLabel | QAbstractButton) and widget.text()
        for lack in _lacks(widget, widget.window())
    ]


def shortened(windows: Iterable[QWidget]) -> list[str]:
    """Return what is shown with an ellipsis, or must be scrolled sideways, though it is no name or path."""
    return [f"{type(widget).__name__}: {lack}" for widget in _visible(windows) for lack in _shortened(widget)]


def doubled_marks(windows: Iterable[QWidget]) -> list[str]:
    """Return the keys that several visible widgets of a window answer to."""
    marks = Counter((widget.window(), mark) for widget in _visible(windows) if (mark := _mark(widget)))
    return [f"{window.windowTitle()}: {mark}" for (window, mark), count in marks.items() if count > 1]


def _visible(windows: Iterable[QWidget]) -> Iterator[QWidget]:
    for window in windows:
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.window() is window:
                yield widget


def _mark(widget: QWidget) -> str:
    has_mark = isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy())
    return QKeySequence.mnemonic(widget.text()).toString() if has_mark else ""


def _lacks(widget: QLabel | QAbstractButton, window: QWidget) -> Iterator[str]:
    wraps = widget.hasHeightForWidth()
    wanted = widget.heightForWidth(widget.width()) if wraps else widget.fontMetrics().height()
    if widget.height() < wanted:
        yield f"{widget.height()} high, {wanted} wanted"
    if not wraps and widget.width() < widget.sizeHint().width():
        yield f"{widget.width()} wide, {widget.sizeHint().width()} wanted"
    place = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
    if not _is_scrolled(widget, window) and not window.rect().contains(place):
        yield f"outside of its window: {place} in {window.rect()}"


def _is_scrolled(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _shortened(widget: QWidget) -> Iterator[str]:
    metrics = widget.fontMetrics()
    if isinstance(widget, QAbstractScrollArea) and widget.horizontalScrollBar().maximum():
        yield f"{widget.horizontalScrollBar().maximum()} more to the side"
    for text, room in _texts(widget):
        if (wanted := max(map(metrics.horizontalAdvance, text.splitlines()), default=0)) > room:
            yield f"'{text}' has {room} of {wanted}"


def _texts(widget: QWidget) -> Iterator[tuple[str, int]]:
    """Yield the texts that the widget would shorten, and the pixels that each has."""
    match widget:
        case QHeaderView():
            model = widget.model()
            for column in range(widget.count()):
                if not widget.isSectionHidden(column) and widget.orientation() is HORIZONTAL:
                    title = str(model.headerData(column, HORIZONTAL) or "")
                    yield title, widget.sectionSize(column) - _TITLE_PADDING
        case QListWidget():
            for row in range(widget.count()):
                yield widget.item(row).text(), widget.viewport().width() - _ITEM_PADDING
        case QLineEdit() if not isinstance(widget.parent(), QComboBox):
            yield widget.placeholderText(), widget.width() - _FIELD_PADDING
