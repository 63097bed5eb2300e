"""What is asked when somebody closes the window while files are on their way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.durations import left_text
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.heading import Heading

_LETTERS = 62


class QuitDialog(QDialog):
    """Asks whether to stay, to stay until all is done, or to go; staying is the default and Escape.

    Signals:
        quitWhenDoneChosen: The window may go once nothing is under way.
        quitNowChosen: The window shall go at once; what is unfinished is kept for next time.
    """

    quitWhenDoneChosen = Signal()
    quitNowChosen = Signal()

    def __init__(self, count: int, seconds_left: float | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Quit Layers Desktop?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = Heading(tr_plural("{n} file is still uploading", "{n} files are still uploading", count))
        explanation = QLabel(_explanation(seconds_left), wordWrap=True)
        self.keep = QPushButton(tr("Keep uploading"), default=True)
        self.when_done = QPushButton(tr("Quit when done"), autoDefault=False)
        self.now = QPushButton(tr("Quit now"), autoDefault=False)
        self.when_done.clicked.connect(self.quitWhenDoneChosen)
        self.now.clicked.connect(self.quitNowChosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        for button in (self.keep, self.when_done, self.now):
            buttons.addWidget(button)
            button.clicked.connect(self.accept if button is not self.keep else self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(explanation)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        self.setMinimumWidth(width_of_letters(self, _LETTERS))


def _explanation(seconds_left: float | None) -> str:
    kept = tr("Unfinished files will be here, paused, next time you open the app.")
    if seconds_left is None:
        return kept
    left = tr("Time left: {left}.", left=left_text(seconds_left))
    return tr("{sentence} {next_sentence}", sentence=left, next_sentence=kept)
