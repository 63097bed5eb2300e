"""The accounts of this window: those that are kept, those that are open, and the one that is shown."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QLocale, QObject, QTime

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.runtime.background_writer import BackgroundWriter
from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.project import Account, Project
from layers_desktop.local.accounts import AccountsFile, KnownAccount
from layers_desktop.local.credentials import KeySource


class AccountKeeping(BackgroundWriter):
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


@dataclass(slots=True)
class AccountState:
    """One account as this window knows it.

    Attributes:
        known: Who it is.
        is_kept: Whether the next start knows it too; one that the environment gives is not.
        source: Where the key in use came from; None while there is none that works.
        account: What Layers said of it at the last sign-in; None while it was not asked.
        projects: Those that its key sees.
        projects_at: The time of day at which they were listed; None while they were not.
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
        """Take these for what the key sees, as of now."""
        self.projects = projects
        self.projects_at = QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat)


class AccountList:
    """The accounts at one API host, kept in a file as they come and go.

    Args:
        failed: Told when the file cannot be written; what it should say holds until the program ends.
    """

    def __init__(
        self, file: AccountsFile, host: str, choices: PreferencesController, failed: Callable[[Problem], None]
    ) -> None:
        self._file = file
        self._host = host
        self._choices = choices
        self._failed = failed
        self._writer = AccountKeeping(file, host)
        self._writer.failed.connect(failed)
        self._accounts: dict[str, AccountState] = {}
        self._shown = ""

    def load(self) -> None:
        """Take up what earlier runs kept; an unreadable file counts as none, and is told of."""
        try:
            kept = self._file.load(self._host)
        except UploaderError as error:
            self._failed(error.problem)
            return
        self._accounts = {known.id: AccountState(known) for known in kept}
        remembered = self._choices.current.account_ids.get(self._host, "")
        self._shown = remembered if remembered in self._accounts else next(iter(self._accounts), "")

    def __iter__(self) -> Iterator[AccountState]:
        return iter(list(self._accounts.values()))

    def __len__(self) -> int:
        return len(self._accounts)

    def get(self, account: str) -> AccountState | None:
        """Return the account of this ID, if it is here."""
        return self._accounts.get(account)

    @property
    def shown(self) -> AccountState | None:
        """The account whose projects the window offers; None while there is no account."""
        return self._accounts.get(self._shown)

    def name_of(self, account: str) -> str:
        """Return what this account is called; its ID where nobody knows a name."""
        entry = self._accounts.get(account)
        return entry.known.name if entry else account

    def name_beside_others(self, account: str) -> str:
        """Return what this account is called; empty while there is no other to be told from."""
        return self.name_of(account) if len(self) > 1 else ""

    def show(self, account: str) -> None:
        """Take this account for the one shown, now and at the next start."""
        self._shown = account
        if (entry := self._accounts.get(account)) and entry.is_kept:
            self._choices.update(account_ids={**self._choices.current.account_ids, self._host: account})

    def add(self, account: Account, projects: list[Project], source: KeySource) -> AccountState:
        """Note that an account is open; one that is new is kept, unless the environment gave its key."""
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
        """Call this account so; an empty name is the organisation's own."""
        entry = self._accounts[account]
        own = "" if name == entry.known.organization_name else name
        entry.known = entry.known._replace(own_name=own)
        self._save()

    def remove(self, account: str) -> None:
        """Forget this account; another is shown where it was the one."""
        self._accounts.pop(account, None)
        if self._shown == account:
            self.show(next(iter(self._accounts), ""))
        self._save()

    async def written(self) -> None:
        """Return once the accounts are written down as they are, or that has failed and was told."""
        await asyncio.wrap_future(self._writer.written)

    def _save(self) -> None:
        self._writer.keep([entry.known for entry in self if entry.is_kept])
