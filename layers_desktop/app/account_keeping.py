"""Where the accounts are written down: in a thread of its own, for a disk may take its time."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from layers_desktop.domain.errors import UploaderError
from layers_desktop.local.accounts import AccountsFile, KnownAccount


class AccountKeeping(QObject):
    """Writes the accounts at one API host, each time in the order asked, where they are others than before.

    Signals:
        failed: The Problem that kept them from being written.
    """

    failed = Signal(object)
    _failed_there = Signal(object)

    def __init__(self, file: AccountsFile, host: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._host = host
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="accounts")
        self._last: Future[None] = Future()
        self._last.set_result(None)
        self._failed_there.connect(self._tell)

    def keep(self, accounts: Sequence[KnownAccount]) -> None:
        """Write these, after what was asked for before."""
        self._last = self._thread.submit(self._write, tuple(accounts))

    @property
    def written(self) -> Future[None]:
        """What is done once everything asked for so far is written, or has failed and was told."""
        return self._last

    def _write(self, accounts: Sequence[KnownAccount]) -> None:
        try:
            if list(accounts) != self._file.load(self._host):
                self._file.save(self._host, accounts)
        except UploaderError as error:
            self._failed_there.emit(error.problem)

    def _tell(self, problem: object) -> None:
        """Pass on what went wrong there, on Qt's thread."""
        self.failed.emit(problem)
