"""Buttons and menus whose contents change while the window is open, and the primary button."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.accessibility import set_tab_order_after
from layers_desktop.gui.widgets.labels import literal_text

_PRIMARY = "primary"
_FOCUS_RING_INSET = 4
ButtonSpec = tuple[str, Callable[[], None]]


class PrimaryButton(QPushButton):
    """The primary button; its focus ring has the colour of its text, to show on every background."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", _PRIMARY)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("look") == _PRIMARY:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(application_colours().on_primary, 2))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(
                    _FOCUS_RING_INSET, _FOCUS_RING_INSET, -_FOCUS_RING_INSET, -_FOCUS_RING_INSET
                ),
                4,
                4,
            )


_SENTENCE_PADDING = 6
_FEWEST_CHARS = 11
_SENTENCE_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)


class WrappedButton(QPushButton):
    """A sentence that can be pressed, underlined in the tone of caution; it wraps where room is scarce."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, autoDefault=False)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        return self._size_for(self.fontMetrics().horizontalAdvance(self.text()) + 1)

    @override
    def minimumSizeHint(self) -> QSize:
        return self._size_for(
            min(self.fontMetrics().horizontalAdvance(self.text()) + 1, width_in_chars(self, _FEWEST_CHARS))
        )

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._size_for(width - 2 * _SENTENCE_PADDING).height()

    def _size_for(self, text_width: int) -> QSize:
        """Return the size if the lines of the text have at most this width in pixels."""
        lines = self.fontMetrics().boundingRect(QRect(0, 0, text_width, 0), _SENTENCE_FLAGS, self.text())
        return QSize(text_width, lines.height()) + QSize(2 * _SENTENCE_PADDING, 2 * _SENTENCE_PADDING)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter, font = application_colours(), QPainter(self), self.font()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(colours.caution)
        around = _SENTENCE_PADDING
        painter.drawText(self.rect().adjusted(around, 0, -around, 0), _SENTENCE_FLAGS, self.text())


class ButtonRow(QWidget):
    """Buttons side by side, which are created anew only when their texts change.

    A button that somebody is about to press thus stays where it is.

    Attributes:
        buttons: The buttons that are shown, from start to end.
    """

    def __init__(self, look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._specs: tuple[ButtonSpec, ...] = ()
        self._texts: list[str] = []
        self.buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def set_buttons(self, specs: Sequence[ButtonSpec]) -> None:
        """Show a button for each of these: a text, which is shown as it stands, and what a click calls."""
        texts = [text for text, _ in specs]
        self._specs = tuple(specs)
        if texts != self._texts:
            self._create_buttons(texts)

    def _create_buttons(self, texts: Sequence[str]) -> None:
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self._texts = list(texts)
        self.buttons = [QPushButton(literal_text(text), autoDefault=False) for text in texts]
        for index, button in enumerate(self.buttons):
            button.setProperty("look", self._look)
            button.setAccessibleName(texts[index])
            button.clicked.connect(lambda _=False, index=index: self._click(index))
            self._layout.addWidget(button)
            button.show()
        set_tab_order_after(self, self.buttons)

    def _click(self, index: int) -> None:
        """Call what the button stands for now, not when it was created."""
        _, action = self._specs[index]
        action()


class DynamicMenu(QMenu):
    """A menu that is emptied and filled by `fill` each time it opens."""

    def __init__(self, title: str, fill: Callable[[QMenu], object], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._fill = fill
        self.setAccessibleName(title)
        self.aboutToShow.connect(self._refill)

    def _refill(self) -> None:
        for submenu in self.findChildren(QMenu):
            submenu.deleteLater()
        self.clear()
        self._fill(self)


def close_on_choice(menu: QMenu) -> None:
    """Close the menu when an entry is chosen by a screen reader too: Qt (6.11) leaves it open then."""
    menu.triggered.connect(lambda _action: menu.close())
