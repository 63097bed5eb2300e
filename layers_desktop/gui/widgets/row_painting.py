"""Painting of table rows: parts of a cell in both layout directions, backgrounds, and plain text cells."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import Colours, application_colours
from layers_desktop.gui.widgets.table import Index

MARGIN = 8
# Combined once: combining flags is slow in Python.
_VERTICAL_CENTER = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft | _VERTICAL_CENTER, Qt.AlignmentFlag.AlignRight | _VERTICAL_CENTER


def content_rect(cell: QRect) -> QRect:
    """Return the cell without its horizontal margins."""
    return cell.adjusted(MARGIN, 0, -MARGIN, 0)


def start_alignment(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return the alignment of text: to the leading edge of the layout direction, not of the text's own."""
    return _RIGHT if direction is Qt.LayoutDirection.RightToLeft else _LEFT


def end_alignment(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return the alignment of numbers: to the trailing edge."""
    return _LEFT if direction is Qt.LayoutDirection.RightToLeft else _RIGHT


def leading_square(rect: QRect, size: int, direction: Qt.LayoutDirection) -> QRect:
    """Return a vertically centred square of this size in pixels at the leading edge."""
    square = QRect(rect.left(), rect.center().y() - (size - 1) // 2, size, size)
    return QStyle.visualRect(direction, rect, square)


def leading_part(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return the part of this width at the leading edge."""
    return QStyle.visualRect(direction, rect, QRect(rect.left(), rect.top(), width, rect.height()))


def without_leading(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return the rectangle without this width at the leading edge."""
    return QStyle.visualRect(direction, rect, rect.adjusted(width, 0, 0, 0))


def without_trailing(rect: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Return the rectangle without this width at the trailing edge."""
    return QStyle.visualRect(direction, rect, rect.adjusted(0, 0, -width, 0))


def first_line(text: str, font: QFont, width: int) -> str:
    """Return what of the text fits into a line of this width in pixels, broken between words if it can be."""
    layout, option = QTextLayout(text, font), QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    # Qt counts in units of UTF-16.
    return text.encode("utf-16-le")[: 2 * line.textLength()].decode("utf-16-le")


def line_rects(rect: QRect, height: int) -> tuple[QRect, QRect]:
    """Return two lines of this height around the middle of the rectangle."""
    upper = QRect(rect.left(), rect.center().y() - height + 1, rect.width(), height)
    return upper, upper.translated(0, height)


def paint_lines(
    painter: QPainter,
    rect: QRect,
    text: str,
    direction: Qt.LayoutDirection,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Paint the text in one line, or in two if it is longer and they have room; the last one is shortened."""
    metrics, start = painter.fontMetrics(), start_alignment(direction)
    if metrics.horizontalAdvance(text) <= rect.width():
        painter.drawText(rect, start, text)
        return
    if rect.height() < 2 * metrics.height():
        painter.drawText(rect, start, metrics.elidedText(text, mode, rect.width()))
        return
    upper, lower = line_rects(rect, metrics.height())
    beginning = first_line(text, painter.font(), rect.width())
    painter.drawText(upper, start, beginning)
    rest = text.removeprefix(beginning)
    painter.drawText(lower, start, metrics.elidedText(rest, mode, rect.width()))


def paint_background(
    painter: QPainter, option: QStyleOptionViewItem, colours: Colours, focus_width: int
) -> None:
    """Paint selection, hover, the line below the row, and a focus ring of this width (0 for none)."""
    rect = option.rect
    if QStyle.StateFlag.State_Selected in option.state:
        painter.fillRect(rect, colours.selection)
    elif QStyle.StateFlag.State_MouseOver in option.state:
        painter.fillRect(rect, colours.hover)
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.divider)
    if focus_width:
        painter.setPen(QPen(colours.accent, 2))
        row = QRectF(0, rect.top(), focus_width, rect.height() - 1)
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 3, 3)


class RowDelegate(QStyledItemDelegate):
    """Paints cells of one line of text; the first column is indented as the widgets above the table are."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def font(self, _column: int) -> QFont:
        """Return the font of a column; to be overridden."""
        return self._table.font()

    def colour(self, _column: int, _colours: Colours) -> QColor:
        """Return the text colour of a column; to be overridden."""
        return self._table.palette().text().color()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, column = application_colours(), index.column()
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        has_focus = self._table.hasFocus() and self._table.currentIndex().row() == index.row()
        paint_background(painter, option, colours, self._table.viewport().width() if has_focus else 0)
        text_rect = content_rect(option.rect)
        if column == 0:
            text_rect = without_leading(text_rect, MARGIN, option.direction)
        painter.setFont(self.font(column))
        painter.setPen(self.colour(column, colours))
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, text_rect.width()
        )
        painter.drawText(text_rect, start_alignment(option.direction), text)
        painter.restore()
