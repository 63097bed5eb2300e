"""Where things are in a cell, in both reading directions."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStyle

MARGIN = 8
# Put together once: an enumeration takes long to put flags together.
_UPRIGHT = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft | _UPRIGHT, Qt.AlignmentFlag.AlignRight | _UPRIGHT


def inner(cell: QRect) -> QRect:
    """Return the cell without its margins."""
    return cell.adjusted(MARGIN, 0, -MARGIN, 0)


def start_alignment(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return the alignment of text: by the window's direction, while its own signs run as they read."""
    return _RIGHT if direction is Qt.LayoutDirection.RightToLeft else _LEFT


def end_alignment(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return the alignment of numbers."""
    return _LEFT if direction is Qt.LayoutDirection.RightToLeft else _RIGHT


def square_at_start(rect: QRect, size: int, direction: Qt.LayoutDirection) -> QRect:
    """Return a square of this size where reading starts, centred upright."""
    place = QRect(rect.left(), rect.center().y() - (size - 1) // 2, size, size)
    return QStyle.visualRect(direction, rect, place)


def at_start(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return the part of this width where reading starts."""
    return QStyle.visualRect(direction, rect, QRect(rect.left(), rect.top(), width, rect.height()))


def at_end(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return the part of this width where reading ends."""
    place = QRect(rect.right() - width + 1, rect.top(), width, rect.height())
    return QStyle.visualRect(direction, rect, place)


def after(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return what is left after so much where reading starts."""
    return QStyle.visualRect(direction, rect, rect.adjusted(width, 0, 0, 0))


def before(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return what is left before so much where reading ends."""
    return QStyle.visualRect(direction, rect, rect.adjusted(0, 0, -width, 0))
