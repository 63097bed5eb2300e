"""A short word that comes and goes by itself."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from layers_desktop.gui.announcing import announce
from layers_desktop.gui.overriding import override

_SHOWN_MS = 4000
_GAP = 16
_MARGIN = 64


class Toast(QWidget):
    """Says a sentence above the last band of its window for four seconds, and to screen readers."""

    def __init__(self, window: QWidget, last_band: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last_band = last_band
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel(self)
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
        """What it says, or said last."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Show this sentence and have it read out politely."""
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
