"""A question before something is lost: one safe answer, and others that have to be chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.heading import Heading

_LETTERS = 62


class Question(QDialog):
    """Asks, and returns at once; the safe answer is the default and Escape, and rejects the dialog.

    Attributes:
        safe: The button under which all stays as it is.
    """

    def __init__(self, heading: str, text: str, safe: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.safe = QPushButton(safe, default=True)
        self.safe.clicked.connect(self.reject)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._buttons.addWidget(self.safe)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(Heading(heading))
        layout.addWidget(QLabel(text, wordWrap=True))
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        self.setMinimumWidth(width_of_letters(self, _LETTERS))

    def offer(self, answer: str) -> QPushButton:
        """Add a button that accepts the dialog, after those that are there; return it."""
        # Never a default by itself: Return must not mean it unless it has the focus.
        button = QPushButton(answer, autoDefault=False)
        button.clicked.connect(self.accept)
        self._buttons.addWidget(button)
        return button
