"""Input fields and switches whose arrows and tracks are painted in the colours of the palette."""

from PySide6.QtCore import QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from layers_desktop.domain.i18n import isolated, tr
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.style.theme import width_in_chars

_ARROW_FROM_EDGE = 16.0
_ARROW_HALF_WIDTH = 4.0
# The width that a button needs for its arrow.
_ARROW_SPACE = 20
_TEXT_MARGIN = 6
_HINT_PADDING = 24
_TRACK = QSize(34, 18)
# The font height in pixels that _TRACK is for; with a larger font it grows.
_TRACK_TEXT_HEIGHT = 16
_GAP = 8
# The margin of a switch, which holds its focus ring.
FOCUS_MARGIN = 3
# The text is not wrapped to fewer characters than this.
_MIN_CHARS = 14
_WRAPPED_TEXT = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)


def paint_arrow(widget: QWidget, *, height: float = 0.5, is_up: bool = False) -> None:
    """Paint an arrow at the trailing edge, its middle at this fraction of the widget's height."""
    is_mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    x = _ARROW_FROM_EDGE if is_mirrored else widget.width() - _ARROW_FROM_EDGE
    middle, depth = widget.height() * height, -_ARROW_HALF_WIDTH if is_up else _ARROW_HALF_WIDTH
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(application_colours().muted, 1.5))
    tip, ends = middle + depth / 2, middle - depth / 2
    painter.drawPolyline(
        [QPointF(x - _ARROW_HALF_WIDTH, ends), QPointF(x, tip), QPointF(x + _ARROW_HALF_WIDTH, ends)]
    )


_Key = Qt.Key
_VERTICAL_KEYS = frozenset({_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown})
_OPENING_KEYS = _VERTICAL_KEYS | {_Key.Key_Home, _Key.Key_End}


class ChoiceDelegate(QStyledItemDelegate):
    """Shows each choice, which may be a name, with its own direction."""

    @override
    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        return isolated(super().displayText(value, locale))


class ComboBox(QComboBox):
    """A combo box that paints its own arrow, and an ellipsis where the current text is too long.

    While it is closed no key and no wheel changes it: a key opens it, and the wheel scrolls what it is on.
    A change is a choice in the open list.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The default delegate ignores the row height of the style sheet.
        self.setItemDelegate(ChoiceDelegate(self))
        # Translators: For screen readers: a list to choose from.
        self.view().setAccessibleName(tr("Choices"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # by default the wheel moves the focus here as well

    def open_list(self) -> None:
        """Open the list of choices."""
        self.showPopup()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (_VERTICAL_KEYS if self.isEditable() else _OPENING_KEYS):
            self.open_list()
        elif not self.isEditable() and _is_letter(event):
            self.open_list()
            self.view().keyboardSearch(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
        else:
            self._paint_elided()
        paint_arrow(self)

    def _paint_elided(self) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        elide, end = self.fontMetrics().elidedText, Qt.TextElideMode.ElideRight
        option.currentText = isolated(elide(option.currentText, end, field.width()))
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _is_letter(event: QKeyEvent) -> bool:
    """Whether the key writes something; a space opens a closed list by itself."""
    with_command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return not with_command and event.text().isprintable() and bool(event.text().strip())


class MenuButton(QPushButton):
    """A push button with a menu, and an arrow that says so.

    It is no QToolButton, because screen readers cannot open the menu of one (Qt 6.11).
    """

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ARROW_SPACE, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Center the text beside the arrow, not in the whole button."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        text_rect = self.rect().adjusted(0, 0, -_ARROW_SPACE, 0)
        option.rect = QStyle.visualRect(self.layoutDirection(), self.rect(), text_rect)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        paint_arrow(self)


def hint_width(field: QLineEdit) -> int:
    """Return the width in pixels in which the hint of an empty field can be read."""
    return field.fontMetrics().horizontalAdvance(field.placeholderText()) + _HINT_PADDING


class SearchField(QLineEdit):
    """A line edit with a clear button that has an accessible name."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, clearButtonEnabled=True)
        self.setPlaceholderText(hint)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(tr("Clear the search"))

    @override
    def sizeHint(self) -> QSize:
        """Return the size in which the hint can be read."""
        size = super().sizeHint()
        return QSize(max(size.width(), hint_width(self)), size.height())


class SpinBox(QSpinBox):
    """A spin box that paints its own arrows; the wheel changes it only while it has the focus."""

    def __init__(self, minimum: int, maximum: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(minimum, maximum)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, _TEXT_MARGIN, 0)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self, height=0.34, is_up=True)
        paint_arrow(self, height=0.66)


class Switch(QCheckBox):
    """A checkbox painted as a switch with its text beside it; screen readers announce a checkbox.

    The text wraps where there is no room for it in one line.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def sizeHint(self) -> QSize:
        return self._size_for(self._one_line_width())

    @override
    def minimumSizeHint(self) -> QSize:
        return self._size_for(min(self._one_line_width(), width_in_chars(self, _MIN_CHARS)))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._size_for(width - self._track().width() - _GAP - 2 * FOCUS_MARGIN).height()

    def _track(self) -> QSize:
        return _TRACK * max(1.0, self.fontMetrics().height() / _TRACK_TEXT_HEIGHT)

    def text_start(self) -> int:
        """Return where the text begins, in pixels from the leading edge."""
        return FOCUS_MARGIN + self._track().width() + _GAP

    def _one_line_width(self) -> int:
        """Return the width of the text in one line, with a pixel for rounding."""
        return self.fontMetrics().horizontalAdvance(self.text()) + 1

    def _size_for(self, text_width: int) -> QSize:
        """Return the size of the switch if its text has lines of at most this width in pixels."""
        lines = self.fontMetrics().boundingRect(QRect(0, 0, text_width, 0), _WRAPPED_TEXT, self.text())
        track = self._track()
        height = max(track.height(), lines.height()) + 2 * FOCUS_MARGIN + 2
        return QSize(track.width() + _GAP + text_width + 2 * FOCUS_MARGIN, height)

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        size = self._track()
        left = self.width() - size.width() - FOCUS_MARGIN if is_mirrored else FOCUS_MARGIN
        track = QRectF(left, (self.height() - size.height()) / 2, size.width(), size.height())
        self._paint_track(painter, track, is_mirrored=is_mirrored)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self._text_rect(track, is_mirrored=is_mirrored).toRect(), _WRAPPED_TEXT, self.text())

    def _paint_track(self, painter: QPainter, track: QRectF, *, is_mirrored: bool) -> None:
        colours = application_colours()
        radius = track.height() / 2
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.primary if self.isChecked() else colours.outline)
        painter.drawRoundedRect(track, radius, radius)
        is_at_right = self.isChecked() != is_mirrored
        knob = QRectF(0, 0, track.height() - 6, track.height() - 6)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - knob.width() - 3 if is_at_right else track.left() + 3)
        painter.setBrush(colours.on_primary if self.isChecked() else self.palette().base().color())
        painter.drawEllipse(knob)

    def _text_rect(self, track: QRectF, *, is_mirrored: bool) -> QRectF:
        if is_mirrored:
            return QRectF(0, 0, track.left() - _GAP, self.height())
        return QRectF(track.right() + _GAP, 0, self.width() - track.right() - _GAP, self.height())
