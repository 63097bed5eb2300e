"""Buttons and menus whose contents change while the window is open, and the primary button."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.widgets.accessibility import set_tab_order_after
from layers_desktop.gui.widgets.plain_text import literal_text

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
