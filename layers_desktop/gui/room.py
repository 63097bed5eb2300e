"""Windows no larger than the screen."""

from PySide6.QtWidgets import QWidget


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give the window this size in pixels, or as much of it as the screen has."""
    screen = window.screen().availableSize()
    window.resize(min(width, screen.width()), min(height, screen.height()))


def make_room(window: QWidget, letters: int, lines: int) -> None:
    """Make the window as wide as so many letters and as high as so many lines, within the screen."""
    metrics = window.fontMetrics()
    resize_within_screen(window, metrics.averageCharWidth() * letters, metrics.lineSpacing() * lines)
