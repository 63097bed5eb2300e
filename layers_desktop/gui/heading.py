"""The title of a window or of a page in it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.fonts import larger_font
from layers_desktop.gui.overriding import override
from layers_desktop.gui.text_label import TextLabel

_USUAL = 1.35


class Heading(TextLabel):
    """A line larger than the text around it, also once that changes its size; `factor` says how much."""

    def __init__(self, text: str, factor: float = _USUAL, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._factor = factor
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._enlarge()

    def _enlarge(self) -> None:
        self.setFont(larger_font(QApplication.font(self), self._factor, bold=True))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ApplicationFontChange:
            self._enlarge()
        return super().event(event)
