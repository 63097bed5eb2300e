"""How the program comes by a key that Layers takes: environment, keyring, or the person."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from PySide6.QtCore import QTimer

from layers_desktop.domain.errors import KeyringError, Problem, UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.remote_errors import ApiError, NetworkError
from layers_desktop.gui.key_dialog import KeyDialog
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import Credentials, FoundKey, KeySource
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.tasks import OwnedTasks

_KEYRING_NOTICE = "keyring"
_CONNECTION_NOTICE = "connection"
# Seconds until Layers is asked again by itself when the network was not there at the start.
_TRY_AGAIN = 8.0
# Long enough to read what was found, short enough not to be in the way.
_SHOW_ACCEPTED_MS = 1200


class SignIn:
    """Finds the key, asks for it, tries it, keeps it.

    Args:
        accepted: Called with whose key it is and the projects that it sees.
    """

    def __init__(
        self,
        engine: Engine,
        credentials: Credentials,
        host: str,
        window: MainWindow,
        tasks: OwnedTasks,
        accepted: Callable[[Account, list[Project]], None],
    ) -> None:
        self._engine = engine
        self._credentials = credentials
        self._host = host
        self._window = window
        self._tasks = tasks
        self._accepted = accepted
        self._dialog: KeyDialog | None = None
        self._retry: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Use the key that there is; ask for one where there is none or Layers does not take it."""
        self._window.hide_notice(_CONNECTION_NOTICE)
        try:
            found = await self._credentials.find(self._host)
        except KeyringError as error:
            self._tell_of_keyring(error.problem)
            found = None
        except UploaderError as error:
            self._tell_of_connection(error.problem)
            return
        if found is None:
            self._engine.queue.disconnect()
            await self.ask()
        else:
            await self._try_found(found)

    async def ask(self) -> None:
        """Open the dialog for a key."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return
        dialog = KeyDialog(await self._keyring_name(), self._window)
        self._dialog = dialog
        dialog.keyEntered.connect(self._key_entered)
        dialog.finished.connect(self._dialog_finished)
        dialog.open()

    # ----------------------------------------------------------------- parts
    async def _try_found(self, found: FoundKey) -> None:
        try:
            account, projects = await self._connect(found.key)
        except UploaderError as error:
            self._window.header.picker.show_nothing()
            await self._found_did_not_work(found, error)
        else:
            self._accept(account, projects)

    async def _found_did_not_work(self, found: FoundKey, error: UploaderError) -> None:
        """Ask for another key where this one is at fault; try again later where the network is."""
        if isinstance(error, ApiError) and error.is_about_key:
            is_from_environment = found.source is KeySource.ENVIRONMENT
            self._engine.queue.disconnect(_of_environment(error) if is_from_environment else error.problem)
            if not is_from_environment:
                await self.ask()
            return
        self._tell_of_connection(error.problem)
        if isinstance(error, NetworkError):
            self._retry = self._tasks.spawn(self._begin_later(), "sign in later")

    def _accept(self, account: Account, projects: list[Project]) -> None:
        """Go on with a key that Layers knows; one that may only look holds the queue."""
        self._window.hide_notice(_CONNECTION_NOTICE)
        self._accepted(account, projects)
        if not account.can_upload:
            self._engine.queue.disconnect(ApiError(HTTPStatus.FORBIDDEN, "FORBIDDEN_SCOPE", "").problem)

    async def _begin_later(self) -> None:
        await asyncio.sleep(_TRY_AGAIN)
        self._retry = None
        await self.begin()

    async def _connect(self, key: str) -> tuple[Account, list[Project]]:
        self._window.show_projects_loading()
        account = await self._engine.sign_in(key)
        projects = await self._engine.projects() if account.can_list_projects else []
        return account, projects

    def _key_entered(self, key: str, remember: bool) -> None:  # noqa: FBT001  # a slot takes what its signal has
        self._tasks.spawn(self._try_entered(key, remember=remember), "key")

    async def _try_entered(self, key: str, *, remember: bool) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        try:
            account, projects = await self._connect(key)
        except UploaderError as error:
            self._window.header.picker.show_nothing()
            dialog.show_problem(error.problem)
            return
        dialog.show_accepted(account, len(projects))
        if not account.can_upload:
            return
        await self._keep(key, remember=remember)
        self._accept(account, projects)
        QTimer.singleShot(_SHOW_ACCEPTED_MS, dialog.accept)

    async def _keep(self, key: str, *, remember: bool) -> None:
        """Keep the key as asked; where the keyring cannot, for this session, and say so."""
        self._credentials.keep_for_session(self._host, key)
        if not remember:
            return
        try:
            await self._credentials.remember(self._host, key)
        except KeyringError as error:
            self._tell_of_keyring(error.problem)
        else:
            self._window.hide_notice(_KEYRING_NOTICE)

    async def _keyring_name(self) -> str:
        """Return what the keyring is called here; empty where there is none to use."""
        try:
            return await self._credentials.keyring_name()
        except KeyringError:
            return ""

    def _dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _tell_of_keyring(self, problem: Problem) -> None:
        self._window.show_notice(
            Notice(_KEYRING_NOTICE, Severity.CAUTION, problem.text, details=problem.detail or "")
        )

    def _tell_of_connection(self, problem: Problem) -> None:
        again = NoticeButton(tr("Try again"), self._begin_now)
        self._window.show_notice(
            Notice(_CONNECTION_NOTICE, Severity.PROBLEM, problem.text, (again,), problem.detail or "")
        )

    def _begin_now(self) -> None:
        if self._retry:
            self._retry.cancel()
            self._retry = None
        self._tasks.spawn(self.begin(), "sign in")


def _of_environment(error: ApiError) -> Problem:
    """Say where a key comes from that nobody typed here."""
    where = tr("It comes from LAYERS_API_KEY: correct that, or enter a key for this session.")
    return replace(error.problem, next_step=where)
