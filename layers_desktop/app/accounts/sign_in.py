"""How the program comes by keys that Layers takes: environment, keyring, or the person."""

import asyncio
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.accounts.keyring_prompts import KeyringPrompts
from layers_desktop.domain.errors import ConfigurationError, KeyringError, Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.accounts.key_dialog import KeyDialog
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import Credentials, FoundKey, KeySource, user_name
from layers_desktop.transfer.engine import Engine, OtherAccountError
from layers_desktop.transfer.tasks import OwnedTasks

# Long enough to read what was found, short enough not to be in the way.
_SHOW_ACCEPTED_MS = 1200


class AcceptedKey(NamedTuple):
    """A key that a person has entered and Layers takes.

    Attributes:
        account: Whose key it is.
        projects: Those that it sees.
        is_remembered: Whether the person wants it kept in the keyring.
    """

    account: Account
    projects: list[Project]
    key: Secret
    is_remembered: bool


class KeyEntry:
    """Asks for a key, in one dialog at most."""

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        tasks: OwnedTasks,
        keyring: KeyringPrompts,
        accounts: AccountList,
    ) -> None:
        self._engine = engine
        self._window = window
        self._tasks = tasks
        self._keyring = keyring
        self._accounts = accounts
        self._dialog: KeyDialog | None = None
        self._attempt: asyncio.Task[None] | None = None

    async def ask(self, account: str | None) -> AcceptedKey | None:
        """Return the key that Layers took, as soon as it did; the dialog stays a moment to say so.

        Args:
            account: Whose key is wanted; None for anybody's.

        Returns:
            None where the dialog was closed without one, or was open already: then it comes to the front.
        """
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return None
        name = self._accounts.name_of(account) if account else ""
        dialog = KeyDialog(None, self._window, name)
        self._dialog = dialog
        answer: asyncio.Future[AcceptedKey | None] = asyncio.get_running_loop().create_future()
        dialog.keyEntered.connect(partial(self._key_entered, dialog, account, answer))
        dialog.finished.connect(partial(self._finished, dialog, answer))
        dialog.open()
        self._tasks.spawn(self._show_keyring(dialog), "keyring name")
        return await answer

    async def _show_keyring(self, dialog: KeyDialog) -> None:
        name = await self._keyring.name()
        if self._dialog is dialog and name is None:
            dialog.show_silent_keyring()
        elif self._dialog is dialog:
            dialog.show_keyring(name)

    def _key_entered(
        self,
        dialog: KeyDialog,
        account: str | None,
        answer: "asyncio.Future[AcceptedKey | None]",
        key: str,
        remember: bool,  # noqa: FBT001 - a slot takes what its signal has
    ) -> None:
        # Qt knows plain texts only.
        attempt = self._try(dialog, account, Secret(key), answer, remember=remember)
        self._attempt = self._tasks.spawn(attempt, "key")

    async def _try(
        self,
        dialog: KeyDialog,
        expected: str | None,
        key: Secret,
        answer: "asyncio.Future[AcceptedKey | None]",
        *,
        remember: bool,
    ) -> None:
        try:
            account = await self._engine.sign_in(key, expected)
            projects = await self._engine.list_projects(account.id) if account.can_list_projects else []
        except UploaderError as error:
            dialog.show_problem(error.problem)
            return
        dialog.show_accepted(account, len(projects))
        if account.can_upload and not answer.done():
            answer.set_result(AcceptedKey(account, projects, key, remember))
            QTimer.singleShot(_SHOW_ACCEPTED_MS, dialog, dialog.accept)

    def _finished(
        self, dialog: KeyDialog, answer: "asyncio.Future[AcceptedKey | None]", _result: int
    ) -> None:
        """Let the dialog go, and a key that is still being tried with it."""
        if self._attempt:
            self._tasks.cancel(self._attempt)
            self._attempt = None
        dialog.deleteLater()
        self._dialog = None
        if not answer.done():
            answer.set_result(None)


_CONNECTION_NOTICE = "connection"
_ENVIRONMENT_NOTICE = "environment-key"
# Seconds until Layers is asked again by itself when the network was not there at the start.
_TRY_AGAIN = 8.0


class SignIn(QObject):
    """Finds the keys of all accounts, asks for those that are missing, tries them, keeps them.

    Signals:
        opened: The AccountState of an account that can be used now, and whether it is to be shown.

    Attributes:
        keyring: Asks the keyring, and shows what stands in the way.
    """

    opened = Signal(object, bool)

    def __init__(
        self,
        engine: Engine,
        credentials: Credentials,
        window: MainWindow,
        tasks: OwnedTasks,
        accounts: AccountList,
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._credentials = credentials
        self._window = window
        self._tasks = tasks
        self._accounts = accounts
        self._retry: asyncio.Task[None] | None = None
        self._has_given = False
        self.keyring = KeyringPrompts(credentials, window, self.ask_for_shown)
        self._key_entry = KeyEntry(engine, window, tasks, self.keyring, accounts)
        window.handle(ActionId.CHANGE_KEY, self.ask_for_shown)

    async def begin(self) -> None:
        """Use the keys that there are; ask for one where there is none or Layers does not take it."""
        self._window.notices.hide_notice(_CONNECTION_NOTICE)
        try:
            given = self._credentials.of_environment()
        except ConfigurationError as error:
            self._show_connection_problem(error)
            return
        self._has_given = given is not None
        for entry in self._accounts:
            if entry.account is None:
                self._tasks.spawn(self._open(entry.id), f"sign in to {entry.id}")
        if given:
            await self._try(given, None)
        elif not len(self._accounts):
            await self._open_as_earlier_versions_did()

    def ask(self, account: str | None = None) -> None:
        """Open the dialog for a key: of this account, or without one of any."""
        self._tasks.spawn(self._ask(account), "ask for a key")

    async def _ask(self, account: str | None) -> None:
        if accepted := await self._key_entry.ask(account):
            self._use_entered(accepted)

    def ask_for_shown(self) -> None:
        """Open the dialog for a key of the account that is shown; for any where there is none."""
        shown = self._accounts.shown
        self.ask(shown.id if shown else None)

    # ------------------------------------------------------------ finding keys
    async def _open(self, account: str) -> None:
        """Find the key of an account that is kept, and try it."""
        again = partial(self._spawn_open, account)
        try:
            found = await self.keyring.find(user_name(self._accounts.host, account), again)
            if found is None and len(self._accounts) == 1:
                # It may lie where an earlier version put it, if the keyring would not move it last time.
                found = await self.keyring.find(self._accounts.host, again)
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
            found = await self.keyring.find(self._accounts.host, self._begin_now)
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
            self._window.header.picker.show_loading()
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
        new, former = user_name(self._accounts.host, account), self._accounts.host
        known = await self.keyring.find(new, self._begin_now)
        if known is None and await self.keyring.keep(new, key):
            await self.keyring.forget(former)

    def _did_not_work(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        """Ask for another key where this one is at fault; try again later where the network is."""
        is_about_key = isinstance(error, ApiError) and error.is_about_key
        if is_about_key or isinstance(error, OtherAccountError):
            self._refused(found, expected, error)
            return
        self._show_connection_problem(error)
        if isinstance(error, NetworkError) and self._retry is None:
            self._retry = self._tasks.spawn(self._begin_later(), "sign in later")

    def _refused(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        if found.source is not KeySource.ENVIRONMENT:
            self._engine.queue.accounts.disconnect(expected or "", error.problem)
            self._ask_if_shown(expected)
            return
        problem = _of_environment(error)
        if len(self._accounts):
            self._window.notices.show_notice(Notice(_ENVIRONMENT_NOTICE, Severity.CAUTION, problem.text))
        else:
            self._engine.queue.accounts.disconnect("", problem)

    def _use_entered(self, accepted: AcceptedKey) -> None:
        """Use a key that a person has entered, at once; whether the keyring takes it is another matter."""
        account = accepted.account
        user = user_name(self._accounts.host, account.id)
        self._credentials.keep_for_session(user, accepted.key)
        self._accept(account, accepted.projects, KeySource.SESSION, show=True)
        if accepted.is_remembered:
            self._tasks.spawn(self._keep(account.id, user, accepted.key), "keep key")

    async def _keep(self, account: str, user: str, key: str) -> None:
        entry = self._accounts.get(account)
        if await self.keyring.keep(user, key) and entry:
            entry.source = KeySource.KEYRING
            self.opened.emit(entry, False)  # noqa: FBT003 - a Qt signal has no keywords

    def _accept(self, account: Account, projects: list[Project], source: KeySource, *, show: bool) -> None:
        """Go on with a key that Layers knows; one that may only look holds its account's files."""
        self._window.notices.hide_notice(_CONNECTION_NOTICE)
        entry = self._accounts.add(account, projects, source)
        self.opened.emit(entry, show)
        if not account.can_upload:
            problem = ApiError(HTTPStatus.FORBIDDEN, "FORBIDDEN_SCOPE", "").problem
            self._engine.queue.accounts.disconnect(account.id, problem)

    # ----------------------------------------------------------------- parts
    def _is_shown(self, account: str) -> bool:
        return self._accounts.shown is not None and self._accounts.shown.id == account

    def _ask_if_shown(self, account: str | None) -> None:
        """Ask for a key, unless the person sees another account just now, or is about to."""
        if account is None or (self._is_shown(account) and not self._has_given):
            self.ask(account)

    async def _begin_later(self) -> None:
        await asyncio.sleep(_TRY_AGAIN)
        self._retry = None
        await self.begin()

    def _show_connection_problem(self, error: UploaderError) -> None:
        problem = error.problem
        again = NoticeButton(tr("Try again"), self._begin_now)
        settings = NoticeButton(
            tr("Network settings…"), self._window.window_actions[ActionId.NETWORK_SETTINGS].trigger
        )
        buttons = (again, settings) if isinstance(error, NetworkError) else (again,)
        self._window.notices.show_notice(
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
