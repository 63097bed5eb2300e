"""Messages about the whole window: a bar with buttons above the list, and toasts that go by themselves."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QWidget,
)

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours, blend
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.accessibility import announce
from layers_desktop.gui.widgets.buttons import ButtonRow
from layers_desktop.gui.widgets.labels import TextLabel, literal_tooltip

_STRIPE = 4
_GLYPH = 20
_EDGE = 16
# With less room than for so many letters the words stand above the buttons.
_LEAST_LETTERS = 34


class Severity(IntEnum):
    """How much a notice matters; the highest is shown first."""

    INFO = 0
    CAUTION = 1
    PROBLEM = 2


class NoticeButton(NamedTuple):
    """A button of a notice and what it does."""

    text: str
    pressed: Callable[[], None]


class Notice(NamedTuple):
    """One message of the notice bar.

    Attributes:
        key: Identifies its subject: a later notice with the same key replaces it.
        details: What the Details button shows, such as error code and request ID.
        can_close: Whether it has a button to close it.
    """

    key: str
    severity: Severity
    text: str
    buttons: tuple[NoticeButton, ...] = ()
    details: str = ""
    can_close: bool = True


_GLYPHS = {Severity.INFO: Glyph.INFO, Severity.CAUTION: Glyph.CAUTION, Severity.PROBLEM: Glyph.PROBLEM}


class NoticeBar(QWidget):
    """Shows the most severe notice; the others are kept until it goes.

    Signals:
        detailsRequested: The Notice whose details are to be shown.
        closed: The key of the notice that a person has put away.
    """

    detailsRequested = Signal(object)
    closed = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._notices: dict[str, Notice] = {}
        self._text = TextLabel()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = ButtonRow()
        self._close = QToolButton()
        self._close.setIcon(icons.icon(Glyph.CANCEL))
        self._close.setProperty("look", "quiet")
        self._close.setAccessibleName(tr("Dismiss this notice"))
        self._close.setToolTip(tr("Dismiss this notice"))
        self._close.clicked.connect(self._close_current)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(8)
        self._words.addWidget(self._text, 1)
        self._words.addWidget(self._buttons)
        self._sign = QSpacerItem(0, 0)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(_EDGE, 8, _EDGE, 8)
        self._line.setSpacing(8)
        self._line.addSpacerItem(self._sign)
        self._line.addLayout(self._words, 1)
        self._line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)

    def _arrange(self) -> None:
        """Place the icon beside the text, and the buttons below it where the text would get too narrow."""
        self._sign.changeSize(self._glyph() + 8, 0)
        room = self.width() - self._buttons.sizeHint().width() - self._glyph() - 3 * _EDGE
        is_narrow = room < width_in_chars(self, _LEAST_LETTERS)
        directions = QBoxLayout.Direction
        self._words.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        start = Qt.AlignmentFlag.AlignLeading if is_narrow else Qt.AlignmentFlag(0)
        self._words.setAlignment(self._buttons, start)
        self._line.invalidate()

    def _glyph(self) -> int:
        return max(_GLYPH, self.fontMetrics().height())

    @property
    def current(self) -> Notice | None:
        """The notice that is shown; None while there is none."""
        return max(self._notices.values(), key=lambda notice: notice.severity, default=None)

    @property
    def buttons(self) -> list[QAbstractButton]:
        """The buttons that can be pressed, in reading order."""
        return [*self._buttons.buttons, self._close]

    def has(self, key: str) -> bool:
        """Whether a notice with this key is shown, or kept until it can be."""
        return key in self._notices

    def show_notice(self, notice: Notice) -> None:
        """Show this notice, or keep it until no more severe one is shown."""
        former = self._notices.get(notice.key)
        if notice == former:
            return
        self._notices[notice.key] = notice
        self._refresh()
        if notice is self.current and former is None:
            announce(self, notice.text, is_urgent=notice.severity is Severity.PROBLEM)

    def hide_notice(self, key: str) -> None:
        """Remove the notice with this key, if there is one."""
        if self._notices.pop(key, None):
            self._refresh()

    def _close_current(self) -> None:
        notice = self.current
        if notice:
            self.hide_notice(notice.key)
            self.closed.emit(notice.key)

    def _refresh(self) -> None:
        notice = self.current
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._text.setText(notice.text)
        self._text.setToolTip(literal_tooltip(notice.details))
        self._close.setVisible(notice.can_close)
        choices = [(button.text, button.pressed) for button in notice.buttons]
        if notice.details:
            choices.append((tr("Details"), lambda: self.detailsRequested.emit(notice)))
        self._buttons.set_buttons(choices)
        self._arrange()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        notice = self.current
        if notice is None:
            return
        colours = application_colours()
        colour = {
            Severity.INFO: colours.accent,
            Severity.CAUTION: colours.caution,
            Severity.PROBLEM: colours.problem,
        }[notice.severity]
        painter = QPainter(self)
        painter.fillRect(self.rect(), blend(self.palette().base().color(), colour, 0.08))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        stripe = QRect(self.width() - _STRIPE if is_mirrored else 0, 0, _STRIPE, self.height())
        painter.fillRect(stripe, colour)
        size = self._glyph()
        left = self.width() - _EDGE - size if is_mirrored else _EDGE
        glyph = QRect(left, (self.height() - size) // 2, size, size)
        self._icons.paint(painter, glyph, _GLYPHS[notice.severity], colour)


_SHOWN_MS = 4000
_GAP = 16
_MARGIN = 64


class Toast(QWidget):
    """Shows a message above the footer for four seconds, and announces it to screen readers."""

    def __init__(self, window: QWidget, last_band: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last_band = last_band
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("look", "toast")
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 10, 20, 10)
        layout.addWidget(self._label)
        self.hide()
        for each in (window, last_band):
            each.installEventFilter(self)

    @property
    def text(self) -> str:
        """The message that is shown, or was shown last."""
        return self._label.text()

    def show_message(self, text: str) -> None:
        """Show this message and announce it without interrupting other speech."""
        self._label.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self._window, text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.isVisible():
            self._place()
        return False

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.isVisible():
            QTimer.singleShot(0, self._place)  # its label hears of it only after it

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().windowText())
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)

    def _place(self) -> None:
        window = self._window.rect()
        room = window.width() - 2 * _MARGIN
        is_long = self._label.fontMetrics().horizontalAdvance(self.text) > room
        self._label.setWordWrap(is_long)
        self._label.setMinimumWidth(room if is_long else 0)
        self.adjustSize()
        bottom = self._last_band.mapTo(self._window, QPoint()).y() - _GAP
        self.move((window.width() - self.width()) // 2, bottom - self.height())
