"""The dialog that asks a question or tells something."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.labels import Heading, TextLabel

_MIN_CHARS = 62


class MessageBox(QDialog):
    """A dialog with a heading, a text and buttons, which is opened without blocking.

    The reject button is the default, and Escape means it. Alone it makes a dialog that only tells something.

    Attributes:
        reject_button: The button that leaves everything as it is.
    """

    def __init__(self, heading: str, text: str, reject_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = TextLabel(text)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reject_button = PrimaryButton(reject_text)
        self.reject_button.setDefault(True)
        self.reject_button.clicked.connect(self.reject)
        self._heading_row = QHBoxLayout()
        self._heading_row.setSpacing(16)
        self._heading_row.addWidget(Heading(heading), 1)
        self._content = QVBoxLayout()
        self._content.setSpacing(12)
        self._content.addWidget(self._text)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._buttons.addWidget(self.reject_button)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(self._heading_row)
        layout.addLayout(self._content)
        layout.addStretch()
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        self.setMinimumWidth(width_in_chars(self, _MIN_CHARS))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Take the room that the buttons need, of which a small screen would leave less."""
        self.setMinimumWidth(max(self.minimumWidth(), self._layout.minimumSize().width()))
        super().showEvent(event)

    @property
    def text(self) -> str:
        """The text below the heading."""
        return self._text.text()

    def add_accept_button(self, text: str) -> QPushButton:
        """Add a button that accepts the dialog, after the buttons that are there; return it."""
        # Without autoDefault, Return presses it only if it has the focus.
        button = QPushButton(text, autoDefault=False)
        button.clicked.connect(self.accept)
        self._buttons.addWidget(button)
        return button

    def add_content(self, content: QWidget | QHBoxLayout) -> None:
        """Add a widget or a row of widgets below the text."""
        if isinstance(content, QWidget):
            self._content.addWidget(content)
        else:
            self._content.addLayout(content)

    def set_picture(self, picture: QPixmap) -> None:
        """Show a picture beside the heading."""
        label = QLabel()
        label.setPixmap(picture)
        self._heading_row.insertWidget(0, label)
