"""The one hint that is ever given: after the first batch, that copying can happen by itself."""

from PySide6.QtCore import QObject

from layers_desktop.app.choices import Choices
from layers_desktop.domain.language import tr
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.transfer.results import BatchResult

_KEY = "first-hint"


class FirstHint(QObject):
    """Tells once of copying at the end of a batch, unless that is chosen already."""

    def __init__(self, window: MainWindow, signals: QueueSignals, choices: Choices) -> None:
        super().__init__(window)
        self._window = window
        self._choices = choices
        signals.batchFinished.connect(self._look)
        window.autoCopyToggled.connect(lambda _is_on: window.hide_notice(_KEY))

    def _look(self, result: BatchResult) -> None:
        chosen = self._choices.now
        if chosen.was_hinted or chosen.auto_copy or not result.done:
            return
        self._choices.choose(was_hinted=True)
        text = tr("The IDs of a batch can be on your clipboard by themselves when it ends.")
        button = NoticeButton(tr("Copy automatically"), self._take_up)
        self._window.show_notice(Notice(_KEY, Severity.INFO, text, (button,)))

    def _take_up(self) -> None:
        self._choices.choose(auto_copy=True)
        self._window.hide_notice(_KEY)
