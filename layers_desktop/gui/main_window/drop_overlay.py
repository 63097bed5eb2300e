"""What covers the window while something is dragged over it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours, blend
from layers_desktop.gui.style.theme import larger_font


class DropOverlay(QWidget):
    """An outline over the whole window with a caption; mouse events go through it to what is below."""

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
        """The text that is shown."""
        return self._caption

    def show_caption(self, caption: str, *, is_welcome: bool) -> None:
        """Cover the window and show this text, coloured by whether a drop would be accepted."""
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
        colours = application_colours()
        colour = colours.accent if self._is_welcome else colours.muted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = blend(self.palette().base().color(), colour, 0.12)
        veil.setAlphaF(0.86)
        painter.setBrush(veil)
        painter.setPen(QPen(colour, 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 10, 10)
        self._paint_caption(painter)

    def _paint_caption(self, painter: QPainter) -> None:
        colours = application_colours()
        painter.setFont(larger_font(self.font(), 1.25, bold=True))
        text = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideMiddle, self.width() - 96
        )
        pill = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-24, -12, 24, 12)
        pill.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.primary if self._is_welcome else self.palette().windowText().color())
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(colours.on_primary if self._is_welcome else self.palette().window().color())
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
