"""The dialogs that are shown when the program is to end while files are uploading, or are not saved."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.gui.formatting import time_left_text
from layers_desktop.gui.widgets.message_box import MessageBox


class QuitDialog(MessageBox):
    """Asks whether to stay, to quit when all is done, or to quit now; staying is the default and Escape.

    Signals:
        quitWhenDoneChosen: The program is to end once no upload is active.
        quitNowChosen: The program is to end now; unfinished uploads are kept for the next start.
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


class UnsavedDialog(MessageBox):
    """Asks whether to stay or to quit although the list cannot be saved; staying is the default and Escape.

    Signals:
        quitNowChosen: The program is to end now.
    """

    quitNowChosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        text = tr(
            "What was added or has changed meanwhile will not be here when you open the program again. "
            "Add such files again then: none is uploaded twice."
        )
        super().__init__(tr("The list of uploads cannot be saved"), text, tr("Stay"), parent)
        self.setWindowTitle(tr("Quit Layers Desktop?"))
        self.now = self.add_accept_button(tr("Quit now"))
        self.now.clicked.connect(self.quitNowChosen)


def _explanation(seconds_left: float | None) -> str:
    if seconds_left is None:
        return tr("Unfinished files will be here, paused, next time you open the program.")
    # Translators: {left} is such as "about 5 min".
    return tr(
        "Time left: {left}. Unfinished files will be here, paused, next time you open the program.",
        left=time_left_text(seconds_left),
    )
