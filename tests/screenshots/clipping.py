"""Finds what has too little room to be read."""

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget


def clipped(windows: Iterable[QWidget]) -> list[str]:
    """Return what each visible text lacks; nothing where all of it can be read."""
    return [
        f"{type(widget).__name__} '{widget.text()}': {lack}"
        for window in windows
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QLabel | QAbstractButton) and widget.text() and widget.isVisible()
        if widget.window() is window
        for lack in _lacks(widget, window)
    ]


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
