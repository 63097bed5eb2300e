"""Stacked parts of a window, and sizes of windows."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def stack(parts: Sequence[QWidget], stretched: QWidget) -> QWidget:
    """Return a widget with the parts from top to bottom; `stretched` takes the height that is left."""
    container = QWidget()
    layout = QVBoxLayout(container)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part, 1 if part is stretched else 0)
    return container


def separator() -> QFrame:
    """Return a horizontal line of one pixel."""
    hairline = QFrame()
    hairline.setProperty("look", "line")
    return hairline


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Resize the window to this size in pixels, or to the available size of the screen if that is less."""
    screen = window.screen().availableSize()
    window.resize(min(width, screen.width()), min(height, screen.height()))


def resize_to_text(window: QWidget, chars: int, lines: int) -> None:
    """Resize the window to this many average characters by this many lines of its font, within the screen."""
    metrics = window.fontMetrics()
    resize_within_screen(window, metrics.averageCharWidth() * chars, metrics.lineSpacing() * lines)
