"""The accounts that are known, which of them are connected, and which one is shown."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QLocale, QObject, QTime, Signal

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.runtime.file_writer import FileWriter
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.project import Account, Project
from layers_desktop.local.accounts import AccountsFile, KnownAccount
from layers_desktop.local.credentials import KeySource


@dataclass(slots=True)
class AccountState:
    """What is known of one account.

    Attributes:
        known: Its ID and names.
        is_kept: Whether it is saved for the next start; an account from the environment is not.
        source: Where the key in use comes from; None while there is no key that works.
        account: What Layers answered at the last sign-in; None before that.
        projects: The projects that its key sees.
        projects_at: The time of day at which they were fetched, as text; None before that.
    """

    known: KnownAccount
    is_kept: bool = True
    source: KeySource | None = None
    account: Account | None = None
    projects: list[Project] = field(default_factory=list)
    projects_at: str | None = None

    @property
    def id(self) -> str:
        """The organisation's ID."""
        return self.known.id

    def set_projects(self, projects: list[Project]) -> None:
        """Replace the projects, fetched now."""
        self.projects = projects
        self.projects_at = QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat)


class AccountList(QObject):
    """The accounts at one API host, saved to a file as they change.

    Signals:
        fileFailed: The Problem that keeps the file from being read or written; changes hold until the end.
        saved: The file was written.

    Attributes:
        host: The API host that the accounts belong to.
    """

    fileFailed = Signal(object)
    saved = Signal()

    def __init__(self, file: AccountsFile, host: str, preferences: PreferencesController) -> None:
        super().__init__()
        self.host = host
        self._file = file
        self._preferences = preferences
        self._writer = FileWriter("accounts", parent=self)
        self._writer.failed.connect(self.fileFailed)
        self._writer.written.connect(self.saved)
        self._accounts: dict[str, AccountState] = {}
        self._shown = ""

    def load(self) -> None:
        """Load what earlier runs saved; a file that cannot be read counts as empty."""
        try:
            kept = self._file.load(self.host)
        except UploaderError as error:
            self.fileFailed.emit(error.problem)
            return
        self._accounts = {known.id: AccountState(known) for known in kept}
        remembered = self._preferences.current.account_ids.get(self.host, "")
        self._shown = remembered if remembered in self._accounts else next(iter(self._accounts), "")

    def __iter__(self) -> Iterator[AccountState]:
        return iter(list(self._accounts.values()))

    def __len__(self) -> int:
        return len(self._accounts)

    def get(self, account: str) -> AccountState | None:
        """Return the account with this ID, or None."""
        return self._accounts.get(account)

    @property
    def shown(self) -> AccountState | None:
        """The account whose projects the window offers; None while there is no account."""
        return self._accounts.get(self._shown)

    def name_of(self, account: str) -> str:
        """Return the account's name, or its ID where no name is known."""
        entry = self._accounts.get(account)
        return entry.known.name if entry else account

    def name_beside_others(self, account: str) -> str:
        """Return the account's name where there are several accounts; else an empty text."""
        return self.name_of(account) if len(self) > 1 else ""

    def show(self, account: str) -> None:
        """Show this account, now and at the next start."""
        self._shown = account
        if (entry := self._accounts.get(account)) and entry.is_kept:
            self._preferences.update(
                account_ids={**self._preferences.current.account_ids, self.host: account}
            )

    def add(self, account: Account, projects: list[Project], source: KeySource) -> AccountState:
        """Add or update a signed-in account; a new one is saved unless its key is the environment's."""
        entry = self._accounts.get(account.id)
        if entry is None:
            entry = AccountState(KnownAccount(account.id, account.organization_name), is_kept=False)
            self._accounts[account.id] = entry
        entry.known = entry.known._replace(organization_name=account.organization_name)
        entry.account, entry.source = account, source
        entry.set_projects(projects)
        entry.is_kept |= source is not KeySource.ENVIRONMENT
        self._save()
        return entry

    def rename(self, account: str, name: str) -> None:
        """Give this account a name; an empty one restores the organisation's name."""
        entry = self._accounts[account]
        own = "" if name == entry.known.organization_name else name
        entry.known = entry.known._replace(own_name=own)
        self._save()

    def remove(self, account: str) -> None:
        """Remove this account; another is shown in its place if it was the one shown."""
        self._accounts.pop(account, None)
        if self._shown == account:
            self.show(next(iter(self._accounts), ""))
        self._save()

    async def save(self) -> None:
        """Return once every change is saved, or saving has failed and `fileFailed` was emitted."""
        await asyncio.wrap_future(self._writer.flush())

    def _save(self) -> None:
        kept = [entry.known for entry in self if entry.is_kept]
        self._writer.write_soon(partial(_save_if_changed, self._file, self.host, kept))


def _save_if_changed(file: AccountsFile, host: str, accounts: list[KnownAccount]) -> None:
    if accounts != file.load(host):
        file.save(host, accounts)
