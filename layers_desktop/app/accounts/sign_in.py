"""How the program comes by keys that Layers takes: environment, keyring, or the person."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from PySide6.QtCore import QTimer

from layers_desktop.app.accounts.account_list import AccountList, AccountState
from layers_desktop.app.accounts.keyring_prompts import KeyringPrompts
from layers_desktop.domain.errors import ConfigurationError, KeyringError, Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.accounts.key_dialog import KeyDialog
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import Credentials, FoundKey, KeySource, user_name
from layers_desktop.transfer.engine import Engine, OtherAccountError
from layers_desktop.transfer.tasks import OwnedTasks

# Long enough to read what was found, short enough not to be in the way.
_SHOW_ACCEPTED_MS = 1200

Accepted = Callable[[Account, list[Project], str, bool], None]


class KeyEntry:
    """Holds at most one dialog for a key.

    Args:
        accepted: Called with whose key it is, the projects that it sees, the key, and whether to keep it.
    """

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        tasks: OwnedTasks,
        keyring: KeyringPrompts,
        book: AccountList,
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
            projects = await self._engine.list_projects(account.id) if account.can_list_projects else []
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


_CONNECTION_NOTICE = "connection"
_ENVIRONMENT_NOTICE = "environment-key"
# Seconds until Layers is asked again by itself when the network was not there at the start.
_TRY_AGAIN = 8.0


class SignIn:
    """Finds the keys of all accounts, asks for those that are missing, tries them, keeps them.

    Args:
        accepted: Called with each account that is open now, and whether it is the one to show.
    """

    def __init__(
        self,
        engine: Engine,
        credentials: Credentials,
        host: str,
        window: MainWindow,
        tasks: OwnedTasks,
        book: AccountList,
        accepted: Callable[[AccountState, bool], None],
    ) -> None:
        self._engine = engine
        self._credentials = credentials
        self._host = host
        self._window = window
        self._tasks = tasks
        self._book = book
        self._accepted = accepted
        self._retry: asyncio.Task[None] | None = None
        self._has_given = False
        self.keyring = KeyringPrompts(credentials, window, self.ask_for_shown)
        self._conversation = KeyEntry(engine, window, tasks, self.keyring, book, self._key_accepted)

    async def begin(self) -> None:
        """Use the keys that there are; ask for one where there is none or Layers does not take it."""
        self._window.hide_notice(_CONNECTION_NOTICE)
        try:
            given = self._credentials.from_environment()
        except ConfigurationError as error:
            self._tell_of_connection(error)
            return
        self._has_given = given is not None
        for entry in self._book:
            if entry.account is None:
                self._tasks.spawn(self._open(entry.id), f"sign in to {entry.id}")
        if given:
            await self._try(given, None)
        elif not len(self._book):
            await self._open_as_earlier_versions_did()

    def ask(self, account: str | None = None) -> None:
        """Open the dialog for a key: of this account, or without one of any."""
        self._conversation.begin(account)

    def ask_for_shown(self) -> None:
        """Open the dialog for a key of the account that is shown; for any where there is none."""
        shown = self._book.shown
        self.ask(shown.id if shown else None)

    # ------------------------------------------------------------ finding keys
    async def _open(self, account: str) -> None:
        """Find the key of an account that is kept, and try it."""
        again = partial(self._spawn_open, account)
        try:
            found = await self.keyring.find(user_name(self._host, account), again)
            if found is None and len(self._book) == 1:
                # It may lie where an earlier version put it, if the keyring would not move it last time.
                found = await self.keyring.find(self._host, again)
        except KeyringError as error:
            self._engine.queue.accounts.disconnect(account)
            if not error.can_be_unlocked:
                self._ask_if_shown(account)
            return
        if found:
            await self._try(found, account)
        else:
            self._engine.queue.accounts.disconnect(account)
            self._ask_if_shown(account)

    def _spawn_open(self, account: str) -> None:
        self._tasks.spawn(self._open(account), f"sign in to {account}")

    async def _open_as_earlier_versions_did(self) -> None:
        """Use the one key that an earlier version kept, else ask for one."""
        self._engine.queue.accounts.disconnect("")
        try:
            found = await self.keyring.find(self._host, self._begin_now)
        except KeyringError as error:
            if not error.can_be_unlocked:
                self.ask()
            return
        if found:
            await self._try(found, None)
        else:
            self.ask()

    # ------------------------------------------------------------- trying keys
    async def _try(self, found: FoundKey, expected: str | None) -> None:
        if expected is None or self._is_shown(expected):
            self._window.show_projects_loading()
        try:
            account = await self._engine.sign_in(found.key, expected)
            projects = await self._engine.list_projects(account.id) if account.can_list_projects else []
        except UploaderError as error:
            self._window.header.picker.show_nothing()
            self._did_not_work(found, expected, error)
            return
        is_given = found.source is KeySource.ENVIRONMENT
        self._accept(account, projects, found.source, show=is_given)
        if found.source is KeySource.KEYRING:
            await self._move_key(found.key, account.id)

    async def _move_key(self, key: str, account: str) -> None:
        """Keep a key under its account that an earlier version kept under its host."""
        new, former = user_name(self._host, account), self._host
        known = await self.keyring.find(new, self._begin_now)
        if known is None and await self.keyring.keep(new, key):
            await self.keyring.forget(former)

    def _did_not_work(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        """Ask for another key where this one is at fault; try again later where the network is."""
        is_about_key = isinstance(error, ApiError) and error.is_about_key
        if is_about_key or isinstance(error, OtherAccountError):
            self._refused(found, expected, error)
            return
        self._tell_of_connection(error)
        if isinstance(error, NetworkError) and self._retry is None:
            self._retry = self._tasks.spawn(self._begin_later(), "sign in later")

    def _refused(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        if found.source is not KeySource.ENVIRONMENT:
            self._engine.queue.accounts.disconnect(expected or "", error.problem)
            self._ask_if_shown(expected)
            return
        problem = _of_environment(error)
        if len(self._book):
            self._window.show_notice(Notice(_ENVIRONMENT_NOTICE, Severity.CAUTION, problem.text))
        else:
            self._engine.queue.accounts.disconnect("", problem)

    def _key_accepted(self, account: Account, projects: list[Project], key: str, remember: bool) -> None:  # noqa: FBT001 - a callback
        """Use a key that a person has entered, at once; whether the keyring takes it is another matter."""
        user = user_name(self._host, account.id)
        self._credentials.keep_for_session(user, key)
        self._accept(account, projects, KeySource.SESSION, show=True)
        if remember:
            self._tasks.spawn(self._keep(account.id, user, key), "keep key")

    async def _keep(self, account: str, user: str, key: str) -> None:
        entry = self._book.get(account)
        if await self.keyring.keep(user, key) and entry:
            entry.source = KeySource.KEYRING
            self._accepted(entry, False)  # noqa: FBT003 - a callback

    def _accept(self, account: Account, projects: list[Project], source: KeySource, *, show: bool) -> None:
        """Go on with a key that Layers knows; one that may only look holds its account's files."""
        self._window.hide_notice(_CONNECTION_NOTICE)
        entry = self._book.add(account, projects, source)
        self._accepted(entry, show)
        if not account.can_upload:
            problem = ApiError(HTTPStatus.FORBIDDEN, "FORBIDDEN_SCOPE", "").problem
            self._engine.queue.accounts.disconnect(account.id, problem)

    # ----------------------------------------------------------------- parts
    def _is_shown(self, account: str) -> bool:
        return self._book.shown is not None and self._book.shown.id == account

    def _ask_if_shown(self, account: str | None) -> None:
        """Ask for a key, unless the person sees another account just now, or is about to."""
        if account is None or (self._is_shown(account) and not self._has_given):
            self.ask(account)

    async def _begin_later(self) -> None:
        await asyncio.sleep(_TRY_AGAIN)
        self._retry = None
        await self.begin()

    def _tell_of_connection(self, error: UploaderError) -> None:
        problem = error.problem
        again = NoticeButton(tr("Try again"), self._begin_now)
        settings = NoticeButton(tr("Network settings…"), self._window.networkSettingsRequested.emit)
        buttons = (again, settings) if isinstance(error, NetworkError) else (again,)
        self._window.show_notice(
            Notice(_CONNECTION_NOTICE, Severity.PROBLEM, problem.text, buttons, problem.detail or "")
        )

    def _begin_now(self) -> None:
        if self._retry:
            self._tasks.cancel(self._retry)
            self._retry = None
        self._tasks.spawn(self.begin(), "sign in")


def _of_environment(error: UploaderError) -> Problem:
    """Say where a key comes from that nobody typed here."""
    where = tr("It comes from LAYERS_API_KEY: correct that, or enter a key for this session.")
    return replace(error.problem, next_step=where)
