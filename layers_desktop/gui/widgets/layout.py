"""The bands of the window, from top to bottom, and the way from one to the next."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def stack(parts: Sequence[QWidget], stretched: QWidget) -> QWidget:
    """Return a widget that holds these from top to bottom; one of them takes the room that is left."""
    container = QWidget()
    layout = QVBoxLayout(container)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part, 1 if part is stretched else 0)
    return container


def separator() -> QFrame:
    """Return a hairline that parts two bands."""
    hairline = QFrame()
    hairline.setProperty("look", "line")
    return hairline


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give the window this size in pixels, or as much of it as the screen has."""
    screen = window.screen().availableSize()
    window.resize(min(width, screen.width()), min(height, screen.height()))


def resize_to_text(window: QWidget, chars: int, lines: int) -> None:
    """Make the window as wide as so many letters and as high as so many lines, within the screen."""
    metrics = window.fontMetrics()
    resize_within_screen(window, metrics.averageCharWidth() * chars, metrics.lineSpacing() * lines)
