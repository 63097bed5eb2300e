"""The accounts of one queue: which of them can send, and to which account each upload belongs.

What becomes of the uploads of an account that is removed: `UploadQueue.move_or_drop_account`.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.limits.account_sessions import AccountSessions
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.limits.rate_limiter import RateLimiter

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient


class LegacyUploadMigration:
    """Assigns uploads of an earlier version, which name no account, to the account that lists their project.

    Those whose project no account lists stay as they are: no account's key may send them.
    """

    def __init__(self) -> None:
        self._projects: dict[str, Project] = {}

    def add_projects(self, projects: Iterable[Project]) -> None:
        """Remember which account lists these projects; of two accounts the first keeps a project."""
        for project in projects:
            known = self._projects.get(project.id)
            if known is None or known.account == project.account:
                self._projects[project.id] = project

    def forget(self, account: str) -> None:
        """Forget the projects of an account that was removed."""
        self._projects = {each: known for each, known in self._projects.items() if known.account != account}

    def assign(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Give those of these uploads that name no account their project's; return the ones that got one."""
        assigned: list[Upload] = []
        for upload in uploads:
            if upload.project and not upload.account and (found := self._projects.get(upload.project.id)):
                upload.project = found
                assigned.append(upload)
        return assigned


class QueueAccounts:
    """Gives accounts their keys and takes them away; each account goes on or waits by itself.

    Args:
        uploads: All of the list, live.

    Attributes:
        sessions: What each account calls Layers with.
        migration: Knows the projects that the accounts list.
    """

    def __init__(self, sessions: AccountSessions, uploads: Mapping[UploadId, Upload]) -> None:
        self.sessions = sessions
        self.migration = LegacyUploadMigration()
        self._holds = sessions.holds
        self._uploads = uploads
        self._replacements: dict[str, Project | None] = {}
        self._with_key: frozenset[str] = frozenset()

    @property
    def waiting_for_key(self) -> Mapping[str, Hold]:
        """The accounts that wait for a key, and why; one that never had any is not among them."""
        return self._holds.key_holds

    @property
    def rate_limiter(self) -> RateLimiter:
        """The rate limiter of the account shown."""
        return self.sessions.of(self._holds.shown_account).rate_limiter

    def seconds_for_writes(self, count: int) -> float:
        """Return the seconds that so many writes of the account shown take at least."""
        return self.rate_limiter.seconds_for(count)

    def connect(self, client: "LayersClient", account: str) -> None:
        """Send what belongs to this account with this client from now on; what waited for a key goes on."""
        session = self.sessions.of(account)
        session.client = client
        session.release_daily_hold()
        self._replacements.pop(account, None)
        self._holds.shown_account = self._holds.shown_account or account
        self._holds.lift(HoldReason.OFFLINE)
        self._holds.lift(HoldReason.KEY)
        self._holds.lift(HoldReason.DAY, account)
        self._holds.lift(HoldReason.KEY, account)
        self._holds.on_change()

    def disconnect(self, account: str, problem: Problem | None = None) -> None:
        """Send nothing of this account until it has another client; `problem` says why.

        An empty name stands for there being no account at all.
        """
        self.sessions.of(account).client = None
        self.sessions.hold_for_key(account, problem)

    def forget(self, account: str) -> None:
        """Take this account's key away for good; what is left of its uploads waits without a reason shown."""
        self.migration.forget(account)
        self.disconnect(account)
        self._holds.on_change()

    def show(self, account: str) -> None:
        """Show the holds of this account first."""
        self._holds.shown_account = account
        self._holds.on_change()

    # ------------------------------------------------------------ the uploads
    def set_replacement(self, account: str, project: Project | None) -> None:
        """Send what is added for this account, which is being removed, to this project; None for nowhere."""
        self._replacements[account] = project

    def redirect(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Return those of these new uploads that may be added.

        What is for a removed account is checked again for the project that replaces its own, and left out
        where there is none.
        """
        accepted: list[Upload] = []
        for upload in uploads:
            project = self._current_project(upload.project)
            if project != upload.project:
                if project is None:
                    continue
                upload.start_checking()
                upload.project = project
            accepted.append(upload)
        return accepted

    def mark_missing_key(self, upload: Upload) -> None:
        """Record on this upload whether it waits for a key."""
        upload.lacks_key = upload.project is not None and upload.account not in self._with_key

    def mark_missing_keys(self) -> None:
        """Do so for all uploads, if any account got or lost its key; the listener hears of the hold alone."""
        without_key = self._holds.key_holds
        with_key = frozenset(
            account for account, session in self.sessions if session.client and account not in without_key
        )
        if with_key != self._with_key:
            self._with_key = with_key
            for upload in self._uploads.values():
                self.mark_missing_key(upload)

    def _current_project(self, project: Project | None) -> Project | None:
        while project and project.account in self._replacements:
            project = self._replacements[project.account]
        return project
