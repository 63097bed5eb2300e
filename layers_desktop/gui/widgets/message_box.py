"""What a person is asked before something is lost, or only told: one look for all of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from layers_desktop.gui.style.fonts import width_of_letters
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.labels import Heading, TextLabel

_LETTERS = 62


class MessageBox(QDialog):
    """Asks, and returns at once; the safe answer is the default and Escape, and rejects the dialog.

    Where the safe answer is the only one, nothing is asked: it tells something.

    Attributes:
        safe: The button under which all stays as it is.
    """

    def __init__(self, heading: str, text: str, safe: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = TextLabel(text)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.safe = PrimaryButton(safe)
        self.safe.setDefault(True)
        self.safe.clicked.connect(self.reject)
        self._top = QHBoxLayout()
        self._top.setSpacing(16)
        self._top.addWidget(Heading(heading), 1)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(12)
        self._middle.addWidget(self._text)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._buttons.addWidget(self.safe)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(self._top)
        layout.addLayout(self._middle)
        layout.addStretch()
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        self.setMinimumWidth(width_of_letters(self, _LETTERS))

    @property
    def text(self) -> str:
        """What is asked or told, below the heading."""
        return self._text.text()

    def offer(self, answer: str) -> QPushButton:
        """Add a button that accepts the dialog, after those that are there; return it."""
        # Never a default by itself: Return must not mean it unless it has the focus.
        button = QPushButton(answer, autoDefault=False)
        button.clicked.connect(self.accept)
        self._buttons.addWidget(button)
        return button

    def add(self, more: QWidget | QHBoxLayout) -> None:
        """Add what the answer hangs on, below the text and what is there."""
        if isinstance(more, QWidget):
            self._middle.addWidget(more)
        else:
            self._middle.addLayout(more)

    def show_picture(self, picture: QPixmap) -> None:
        """Show this beside the heading."""
        label = QLabel()
        label.setPixmap(picture)
        self._top.insertWidget(0, label)
