"""What the window shows while something is dragged over it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.fonts import larger_font
from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones, mixed


class DropOverlay(QWidget):
    """An outline of the whole window and a caption; lets everything through to what is below."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._caption = ""
        self._is_welcome = True
        self.hide()
        window.installEventFilter(self)

    @property
    def caption(self) -> str:
        """What it says."""
        return self._caption

    def show_caption(self, caption: str, *, is_welcome: bool) -> None:
        """Cover the window and say this, in the colour of what may be dropped or may not."""
        self._caption, self._is_welcome = caption, is_welcome
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tones = application_tones()
        colour = tones.accent if self._is_welcome else tones.muted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = mixed(self.palette().base().color(), colour, 0.12)
        veil.setAlphaF(0.86)
        painter.setBrush(veil)
        painter.setPen(QPen(colour, 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 10, 10)
        self._paint_caption(painter)

    def _paint_caption(self, painter: QPainter) -> None:
        tones = application_tones()
        painter.setFont(larger_font(self.font(), 1.25, bold=True))
        text = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideMiddle, self.width() - 96
        )
        pill = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-24, -12, 24, 12)
        pill.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.fill if self._is_welcome else self.palette().windowText().color())
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(tones.on_fill if self._is_welcome else self.palette().window().color())
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
