"""The button for what a person most likely wants next."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from layers_desktop.gui.compat import override
from layers_desktop.gui.style.colours import application_colours
from layers_desktop.gui.widgets.accessibility import set_tab_order_after

_LOOK = "primary"
_INSET = 4


class PrimaryButton(QPushButton):
    """Stands out, also while it has the keyboard: a ring in the colour of its words shows on every ground."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", _LOOK)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("look") == _LOOK:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(application_colours().on_fill, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET), 4, 4)


Choice = tuple[str, Callable[[], None]]


class ButtonRow(QWidget):
    """Shows buttons side by side; one is made anew only where the words of the row change."""

    def __init__(self, look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._choices: tuple[Choice, ...] = ()
        self.buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these: each a text and what it does."""
        texts = [text for text, _ in choices]
        self._choices = tuple(choices)
        if texts != [button.text() for button in self.buttons]:
            self._make(texts)

    def _make(self, texts: Sequence[str]) -> None:
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = [QPushButton(text, autoDefault=False) for text in texts]
        for place, button in enumerate(self.buttons):
            button.setProperty("look", self._look)
            button.clicked.connect(lambda _=False, place=place: self._press(place))
            self._layout.addWidget(button)
            button.show()
        set_tab_order_after(self, self.buttons)

    def _press(self, place: int) -> None:
        """Do what the button means now."""
        _, pressed = self._choices[place]
        pressed()


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
