"""What is asked when somebody closes the window while files are on their way."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.formatting import time_left_text
from layers_desktop.gui.widgets.message_box import MessageBox


class QuitDialog(MessageBox):
    """Asks whether to stay, to stay until all is done, or to go; staying is the default and Escape.

    Signals:
        quitWhenDoneChosen: The window may go once nothing is under way.
        quitNowChosen: The window shall go at once; what is unfinished is kept for next time.
    """

    quitWhenDoneChosen = Signal()
    quitNowChosen = Signal()

    def __init__(self, count: int, seconds_left: float | None, parent: QWidget | None = None) -> None:
        heading = tr_plural("{n} file is still uploading", "{n} files are still uploading", count)
        super().__init__(heading, _explanation(seconds_left), tr("Keep uploading"), parent)
        self.setWindowTitle(tr("Quit Layers Desktop?"))
        self.when_done = self.add_accept_button(tr("Quit when done"))
        self.now = self.add_accept_button(tr("Quit now"))
        self.when_done.clicked.connect(self.quitWhenDoneChosen)
        self.now.clicked.connect(self.quitNowChosen)


def _explanation(seconds_left: float | None) -> str:
    kept = tr("Unfinished files will be here, paused, next time you open the app.")
    if seconds_left is None:
        return kept
    left = tr("Time left: {left}.", left=time_left_text(seconds_left))
    return tr("{sentence} {next_sentence}", sentence=left, next_sentence=kept)
