"""Signing in: keys come from the environment, the keyring or the person, and are tried with Layers."""

import asyncio
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.accounts.keyring_prompts import KeyringPrompts
from layers_desktop.domain.errors import ConfigurationError, KeyringError, Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NetworkError
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.accounts.key_sheet import KeySheet
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.notices.notices import CONNECTION_KEY
from layers_desktop.local.credentials import Credentials, FoundKey, KeySource, user_name
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine, OtherAccountError

# Long enough to read what was found, short enough not to be in the way.
_SHOW_ACCEPTED_MS = 1200


class AcceptedKey(NamedTuple):
    """A key that was entered and that Layers accepts.

    Attributes:
        account: The account that the key belongs to.
        projects: The projects that it sees.
        is_remembered: Whether the person wants it kept in the keyring.
    """

    account: Account
    projects: list[Project]
    key: Secret
    is_remembered: bool


class KeyEntry:
    """Asks for a key in a sheet, of which there is one at most."""

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
        self._sheet: KeySheet | None = None
        self._attempt: asyncio.Task[None] | None = None

    async def ask(
        self, account: str | None, window: QWidget | None = None, *, is_wanted: bool = True
    ) -> AcceptedKey | None:
        """Return the key as soon as Layers accepts it; the sheet stays open a moment to show that.

        Args:
            account: Whose key is wanted; None for anybody's.
            window: The window that the sheet lies over; None for the main window.
            is_wanted: Whether a person asked for it, and does not write somewhere else meanwhile.

        Returns:
            None where the sheet was closed without one, or is open for this already and comes to the front.
        """
        window, takes_keyboard = window or self._window, is_wanted or not _is_writing()
        name = self._accounts.name_of(account) if account else ""
        if (open_one := self._sheet) is not None:
            if open_one.is_needed and (not is_wanted or open_one.is_for(window, name)):
                open_one.open(takes_keyboard=takes_keyboard)
                return None
            open_one.dismiss()
        self._sheet = sheet = KeySheet(window, None, name)
        answer: asyncio.Future[AcceptedKey | None] = asyncio.get_running_loop().create_future()
        sheet.keyEntered.connect(partial(self._key_entered, sheet, account, answer))
        for closed in (sheet.finished, sheet.destroyed):  # the second alone where its window is closed
            closed.connect(partial(self._finished, sheet, answer))
        sheet.open(takes_keyboard=takes_keyboard)
        self._tasks.spawn(self._show_keyring(sheet), "keyring name")
        return await answer

    async def _show_keyring(self, sheet: KeySheet) -> None:
        name = await self._keyring.name()
        is_set_up = not name or await self._keyring.is_set_up()
        if self._sheet is sheet and name is None:
            sheet.show_silent_keyring()
        elif self._sheet is sheet:
            sheet.show_keyring(name, is_set_up=is_set_up)

    def _key_entered(
        self,
        sheet: KeySheet,
        account: str | None,
        answer: "asyncio.Future[AcceptedKey | None]",
        key: str,
        remember: bool,  # noqa: FBT001 - a slot takes what its signal has
    ) -> None:
        # Qt knows plain texts only.
        attempt = self._try(sheet, account, Secret(key), answer, remember=remember)
        self._attempt = self._tasks.spawn(attempt, "key")

    async def _try(
        self,
        sheet: KeySheet,
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
            sheet.show_problem(_with_entry_hint(error))
            return
        sheet.show_accepted(account, len(projects))
        if account.can_upload and not answer.done():
            answer.set_result(AcceptedKey(account, projects, key, remember))
            QTimer.singleShot(_SHOW_ACCEPTED_MS, sheet, sheet.dismiss)

    def _finished(
        self, sheet: KeySheet, answer: "asyncio.Future[AcceptedKey | None]", *_destroyed: QObject
    ) -> None:
        """Cancel the check of a key that is still running."""
        if self._sheet is sheet:
            self._sheet = None
            if self._attempt:
                self._tasks.cancel(self._attempt)
                self._attempt = None
        if not answer.done():
            answer.set_result(None)


def _is_writing() -> bool:
    """Whether a person is in the middle of a text."""
    focused = QApplication.focusWidget()
    line = focused.lineEdit() if isinstance(focused, QComboBox) else focused
    return isinstance(line, QLineEdit) and line.isModified() and bool(line.text())


_ENVIRONMENT_NOTICE = "environment-key"
# Seconds until Layers is asked again by itself when the network was not there at the start.
_RETRY_SECONDS = 8.0


class SignIn(QObject):
    """Finds the keys of all accounts, asks for missing ones, tries them with Layers and stores them.

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
        window.window_actions[ActionId.REFRESH_PROJECTS].triggered.connect(self._sign_in_if_it_failed)

    async def sign_in_all(self) -> None:
        """Sign in with the keys there are; ask for one where there is none or Layers refuses it."""
        for notice in (CONNECTION_KEY, _ENVIRONMENT_NOTICE):
            self._window.notices.hide_notice(notice)
        try:
            given = self._credentials.from_environment()
        except ConfigurationError as error:
            self._show_connection_problem(error)
            return
        self._has_given = given is not None
        for entry in self._accounts:
            if entry.account is None:
                self._tasks.spawn(self._sign_in(entry.id), f"sign in to {entry.id}")
        if given:
            await self._try(given, None)
        elif not len(self._accounts):
            await self._sign_in_with_legacy_key()

    def ask(
        self, account: str | None = None, window: QWidget | None = None, *, is_wanted: bool = True
    ) -> None:
        """Ask for a key of this account, or of any with None; arguments as of `KeyEntry.ask`."""
        self._tasks.spawn(self._ask(account, window, is_wanted=is_wanted), "ask for a key")

    async def _ask(self, account: str | None, window: QWidget | None, *, is_wanted: bool) -> None:
        if accepted := await self._key_entry.ask(account, window, is_wanted=is_wanted):
            self._use_entered(accepted)

    def ask_for_shown(self) -> None:
        """Ask for a key of the account shown, or of any where none is shown."""
        shown = self._accounts.shown
        self.ask(shown.id if shown else None)

    # ------------------------------------------------------------ finding keys
    async def _sign_in(self, account: str) -> None:
        """Find the key of a saved account, and try it."""
        again = partial(self._spawn_sign_in, account)
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

    def _spawn_sign_in(self, account: str) -> None:
        self._tasks.spawn(self._sign_in(account), f"sign in to {account}")

    async def _sign_in_with_legacy_key(self) -> None:
        """Use the one key that earlier versions stored, else ask for one."""
        self._engine.queue.accounts.disconnect("")
        try:
            found = await self.keyring.find(self._accounts.host, self._sign_in_now, may_unlock=False)
        except KeyringError as error:
            if not error.can_be_unlocked:
                self.ask(is_wanted=False)
            return
        if found:
            await self._try(found, None)
        else:
            self.ask(is_wanted=False)

    # ------------------------------------------------------------- trying keys
    async def _try(self, found: FoundKey, expected: str | None) -> None:
        if expected is None or self._is_shown(expected):
            self._window.header.picker.show_loading()
        try:
            account = await self._engine.sign_in(found.key, expected, through_outages=True)
            projects = (
                await self._engine.list_projects(account.id, through_outages=True)
                if account.can_list_projects
                else []
            )
        except UploaderError as error:
            self._window.header.picker.show_unknown()
            self._failed(found, expected, error)
            return
        is_given = found.source is KeySource.ENVIRONMENT
        self._accept(account, projects, found.source, show=is_given)
        if found.source is KeySource.KEYRING:
            await self._move_legacy_key(found.key, account.id)

    async def _move_legacy_key(self, key: str, account: str) -> None:
        """Store a key under its account that earlier versions stored under the host."""
        new, former = user_name(self._accounts.host, account), self._accounts.host
        known = await self.keyring.find(new, self._sign_in_now)
        if known is None and await self.keyring.store(new, key, self._sign_in_now):
            await self.keyring.remove(former)

    def _failed(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        """Ask for another key where this one was refused; try again later where the network failed."""
        is_about_key = isinstance(error, ApiError) and error.is_about_key
        if is_about_key or isinstance(error, OtherAccountError):
            self._refused(found, expected, error)
            return
        is_passing = isinstance(error, NetworkError) or error.can_retry
        self._show_connection_problem(error, is_passing=is_passing)
        if is_passing and self._retry is None:
            self._retry = self._tasks.spawn(self._sign_in_later(), "sign in later")

    def _refused(self, found: FoundKey, expected: str | None, error: UploaderError) -> None:
        if found.source is not KeySource.ENVIRONMENT:
            self._engine.queue.accounts.disconnect(expected or "", error.problem)
            self._ask_if_shown(expected)
            return
        problem = _with_environment_hint(error)
        if len(self._accounts):
            self._window.notices.show_notice(Notice(_ENVIRONMENT_NOTICE, Severity.CAUTION, problem.text))
        else:
            self._engine.queue.accounts.disconnect("", problem)

    def _use_entered(self, accepted: AcceptedKey) -> None:
        """Use a key that was entered at once, and store it in the keyring in the background."""
        account = accepted.account
        user = user_name(self._accounts.host, account.id)
        self._credentials.keep_for_session(user, accepted.key)
        self._accept(account, accepted.projects, KeySource.SESSION, show=True)
        if accepted.is_remembered:
            self._spawn_store(account.id, user, accepted.key)

    def _spawn_store(self, account: str, user: str, key: Secret) -> None:
        self._tasks.spawn(self._store(account, user, key), "keep key")

    async def _store(self, account: str, user: str, key: Secret) -> None:
        entry = self._accounts.get(account)
        again = partial(self._spawn_store, account, user, key)
        if await self.keyring.store(user, key, again) and entry:
            entry.source = KeySource.KEYRING
            self.opened.emit(entry, False)  # noqa: FBT003 - a Qt signal has no keywords

    def _accept(self, account: Account, projects: list[Project], source: KeySource, *, show: bool) -> None:
        """Add the account of a key that Layers accepts; where the key may not upload, hold its uploads."""
        self._window.notices.hide_notice(CONNECTION_KEY)
        entry = self._accounts.add(account, projects, source)
        self.opened.emit(entry, show)
        if not account.can_upload:
            problem = ApiError(HTTPStatus.FORBIDDEN, "FORBIDDEN_SCOPE", "").problem
            self._engine.queue.accounts.disconnect(account.id, problem)

    # ----------------------------------------------------------------- parts
    def _is_shown(self, account: str) -> bool:
        return self._accounts.shown is not None and self._accounts.shown.id == account

    def _ask_if_shown(self, account: str | None) -> None:
        """Ask for a key of this account if it is the one shown and no key of the environment replaces it."""
        if account is None or (self._is_shown(account) and not self._has_given):
            self.ask(account, is_wanted=False)

    async def _sign_in_later(self) -> None:
        await asyncio.sleep(_RETRY_SECONDS)
        self._retry = None
        await self.sign_in_all()

    def _show_connection_problem(self, error: UploaderError, *, is_passing: bool = False) -> None:
        problem = error.problem
        text = problem.text
        if is_passing:
            # Translators: {problem} is a whole sentence.
            text = tr("{problem} This is tried again by itself.", problem=problem.text)
        again = NoticeButton(tr("Try again"), self._sign_in_now)
        settings = NoticeButton(
            tr("Network settings…"), self._window.window_actions[ActionId.NETWORK_SETTINGS].trigger
        )
        buttons = (again, settings) if isinstance(error, NetworkError) else (again,)
        self._window.notices.show_notice(
            Notice(CONNECTION_KEY, Severity.PROBLEM, text, buttons, problem.detail or "")
        )

    def _sign_in_if_it_failed(self) -> None:
        if self._retry:
            self._sign_in_now()

    def _sign_in_now(self) -> None:
        if self._retry:
            self._tasks.cancel(self._retry)
            self._retry = None
        self._tasks.spawn(self.sign_in_all(), "sign in")


def _with_entry_hint(error: UploaderError) -> Problem:
    """Return the problem of a key that was just entered: most likely a part of it is missing."""
    if isinstance(error, ApiError) and error.is_key_refused:
        title, next_step = tr("Layers did not accept this key."), tr("Check that you copied all of it.")
        return replace(error.problem, title=title, next_step=next_step)
    return error.problem


def _with_environment_hint(error: UploaderError) -> Problem:
    """Return the problem with a hint that the key comes from an environment variable."""
    where = tr("It comes from LAYERS_API_KEY: correct that, or enter a key for this session.")
    return replace(error.problem, next_step=where)
