"""Fonts derived from the application's, and widths measured in characters."""

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QWidget


def tabular_font(font: QFont) -> QFont:
    """Return the font with digits of equal width (OpenType feature `tnum`), if it has them."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def fixed_width_font(font: QFont) -> QFont:
    """Return the system's fixed-width font in the size of this one."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPointSizeF(font.pointSizeF())
    return fixed


def width_in_chars(widget: QWidget, count: int) -> int:
    """Return the width in pixels of this many average characters in the widget's font."""
    return widget.fontMetrics().averageCharWidth() * count


def larger_font(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """Return the font this many times as large."""
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * factor)
    larger.setBold(bold)
    return larger
