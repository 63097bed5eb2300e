"""The conversation about one key: asked for in the dialog, tried at Layers, taken or told why not."""

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer

from layers_desktop.app.account_book import AccountBook
from layers_desktop.app.keyring_use import KeyringUse
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.secret import Secret
from layers_desktop.gui.key_dialog import KeyDialog
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.tasks import OwnedTasks

# Long enough to read what was found, short enough not to be in the way.
_SHOW_ACCEPTED_MS = 1200

Accepted = Callable[[Account, list[Project], str, bool], None]


class KeyConversation:
    """Holds at most one dialog for a key.

    Args:
        accepted: Called with whose key it is, the projects that it sees, the key, and whether to keep it.
    """

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        tasks: OwnedTasks,
        keyring: KeyringUse,
        book: AccountBook,
        accepted: Accepted,
    ) -> None:
        self._engine = engine
        self._window = window
        self._tasks = tasks
        self._keyring = keyring
        self._book = book
        self._accepted = accepted
        self._dialog: KeyDialog | None = None
        self._trying: asyncio.Task[None] | None = None

    def begin(self, account: str | None) -> None:
        """Open the dialog at once, for a key of this account or of any; an open one comes to the front."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return
        name = self._book.name_of(account) if account else ""
        dialog = KeyDialog(None, self._window, name)
        self._dialog = dialog
        dialog.keyEntered.connect(partial(self._key_entered, account))
        dialog.finished.connect(self._finished)
        dialog.open()
        self._tasks.spawn(self._tell_of_keyring(dialog), "keyring name")

    async def _tell_of_keyring(self, dialog: KeyDialog) -> None:
        name = await self._keyring.name()
        if self._dialog is dialog and name is None:
            dialog.show_silent_keyring()
        elif self._dialog is dialog:
            dialog.show_keyring(name)

    def _key_entered(self, account: str | None, key: str, remember: bool) -> None:  # noqa: FBT001 - a slot
        # Qt knows plain texts only.
        self._trying = self._tasks.spawn(self._try(account, Secret(key), remember=remember), "key")

    async def _try(self, expected: str | None, key: Secret, *, remember: bool) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        try:
            account = await self._engine.sign_in(key, expected)
            projects = await self._engine.projects(account.id) if account.can_list_projects else []
        except UploaderError as error:
            dialog.show_problem(error.problem)
            return
        dialog.show_accepted(account, len(projects))
        if account.can_upload:
            self._accepted(account, projects, key, remember)
            QTimer.singleShot(_SHOW_ACCEPTED_MS, dialog, dialog.accept)

    def _finished(self) -> None:
        """Let the dialog go, and a key that is still being tried with it."""
        if self._trying:
            self._tasks.cancel(self._trying)
            self._trying = None
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
