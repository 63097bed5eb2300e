"""Where the accounts are written down."""

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject

from layers_desktop.app.file_writing import FileWriting
from layers_desktop.local.accounts import AccountsFile, KnownAccount


class AccountKeeping(FileWriting):
    """Writes the accounts at one API host, in the order asked, where they are others than before."""

    def __init__(self, file: AccountsFile, host: str, parent: QObject | None = None) -> None:
        super().__init__("accounts", parent)
        self._file = file
        self._host = host
        self._last: Future[None] = Future()
        self._last.set_result(None)

    def keep(self, accounts: Sequence[KnownAccount]) -> None:
        """Write these, after what was asked for before."""
        self._last = self.write(partial(self._save, tuple(accounts)))

    @property
    def written(self) -> "Future[None]":
        """What is done once everything asked for so far is written, or has failed and was told."""
        return self._last

    def _save(self, accounts: Sequence[KnownAccount]) -> None:
        if list(accounts) != self._file.load(self._host):
            self._file.save(self._host, accounts)
