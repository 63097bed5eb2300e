"""A row of buttons whose words change while somebody may be pressing one."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from layers_desktop.gui.tab_order import put_after

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
        put_after(self, self.buttons)

    def _press(self, place: int) -> None:
        """Do what the button means now."""
        _, pressed = self._choices[place]
        pressed()
