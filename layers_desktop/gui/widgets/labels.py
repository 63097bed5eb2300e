"""Text that begins where reading does in its window, whatever letters it is written in."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from layers_desktop.gui.compat import override
from layers_desktop.gui.style.fonts import larger_font


def leading_side(widget: QWidget, *, is_trailing: bool = False) -> Qt.AlignmentFlag:
    """Return the side where lines begin, or end, in this widget's window, whatever letters they are of."""
    is_mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if is_mirrored != is_trailing else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


class TextLabel(QLabel):
    """A label in as many lines as it needs: in a mirrored window its lines begin at the right.

    Qt goes by the letters instead: English words, a name or a path would stand at the left there.

    Args:
        is_wrapped: Whether it takes more than one line.
        is_at_end: Whether its lines end where those of others end, instead of beginning with them.
        height: Where it stands in a place that is higher than its lines.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        is_wrapped: bool = True,
        is_trailing: bool = False,
        vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        super().__init__(text, parent)
        self.setWordWrap(is_wrapped)
        self._is_trailing = is_trailing
        self._vertical = vertical
        self._align()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        self.setAlignment(leading_side(self, is_trailing=self._is_trailing) | self._vertical)


_DEFAULT_FACTOR = 1.35


class Heading(TextLabel):
    """A line larger than the text around it, also once that changes its size; `factor` says how much."""

    def __init__(self, text: str, factor: float = _DEFAULT_FACTOR, parent: QWidget | None = None) -> None:
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
