"""The button for what a person most likely wants next."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from layers_desktop.gui.compat import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.widgets.accessibility import set_tab_order_after

_PRIMARY = "primary"
_FOCUS_RING_INSET = 4


class PrimaryButton(QPushButton):
    """Stands out, also while it has the keyboard: a ring in the colour of its words shows on every ground."""

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


ButtonSpec = tuple[str, Callable[[], None]]


class ButtonRow(QWidget):
    """Shows buttons side by side; one is made anew only where the words of the row change."""

    def __init__(self, look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._specs: tuple[ButtonSpec, ...] = ()
        self.buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def set_buttons(self, specs: Sequence[ButtonSpec]) -> None:
        """Offer these: each a text and what it does."""
        texts = [text for text, _ in specs]
        self._specs = tuple(specs)
        if texts != [button.text() for button in self.buttons]:
            self._create_buttons(texts)

    def _create_buttons(self, texts: Sequence[str]) -> None:
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = [QPushButton(text, autoDefault=False) for text in texts]
        for place, button in enumerate(self.buttons):
            button.setProperty("look", self._look)
            button.clicked.connect(lambda _=False, place=place: self._click(place))
            self._layout.addWidget(button)
            button.show()
        set_tab_order_after(self, self.buttons)

    def _click(self, index: int) -> None:
        """Do what the button means now."""
        _, action = self._specs[index]
        action()


class DynamicMenu(QMenu):
    """Has itself filled anew each time that it opens."""

    def __init__(self, title: str, fill: Callable[[QMenu], object], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._fill = fill
        self.setAccessibleName(title)
        self.aboutToShow.connect(self._refill)

    def _refill(self) -> None:
        for former in self.findChildren(QMenu):
            former.deleteLater()
        self.clear()
        self._fill(self)


def close_on_choice(menu: QMenu) -> None:
    """Close the menu also where a screen reader chose: Qt (6.11) leaves it open then, and in the way."""
    menu.triggered.connect(lambda _action: menu.close())
