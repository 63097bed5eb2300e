"""The accounts of one queue: which of them can send, and which uploads wait for a key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.recheck import Rechecker
from layers_desktop.transfer.limits.account_access import AccountSessions
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.queue.scheduler import Scheduler
from layers_desktop.transfer.recorder import UploadRecorder

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient


class LegacyUploadMigration:
    """Knows which account lists which project: only that one may have what names no account.

    Args:
        uploads: All of the list, live.
    """

    def __init__(
        self,
        uploads: Mapping[UploadId, Upload],
        recorder: UploadRecorder,
        scheduler: Scheduler,
        rechecker: Rechecker,
    ) -> None:
        self._uploads = uploads
        self._recorder = recorder
        self._scheduler = scheduler
        self._rechecker = rechecker
        self._projects: dict[str, Project] = {}

    def add_projects(self, projects: Iterable[Project]) -> list[Upload]:
        """Take note of projects as an account lists them; return the uploads of the list that this houses.

        Who listed a project first keeps it.
        """
        for project in projects:
            known = self._projects.get(project.id)
            if known is None or known.account == project.account:
                self._projects[project.id] = project
        return self.assign_account(self._uploads.values())

    def forget(self, account: str) -> None:
        """Forget the projects of an account that goes."""
        self._projects = {each: known for each, known in self._projects.items() if known.account != account}

    def assign_account(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Give those of these that name no account to the one that lists their project; return them.

        Those whose project nobody lists stay as they are: no account's key may send them.
        """
        housed: list[Upload] = []
        for upload in uploads:
            if upload.project and not upload.account and (found := self._projects.get(upload.project.id)):
                upload.project = found
                housed.append(upload)
        return housed

    def resume(self, housed: Sequence[Upload]) -> None:
        """Let uploads of the list go on under their new account; what that has sent is known by now."""
        self._recorder.record(*housed)
        self._scheduler.submit([each for each in housed if each.state is UploadState.QUEUED])
        self._rechecker.check_again(each for each in housed if each.is_ready)


class QueueAccounts:
    """Takes keys, and takes them away; each account goes on or stands still for itself.

    Args:
        uploads: All of the list, live.
        changed: Called when an account can send that could not, or the other way about.
    """

    def __init__(
        self,
        sessions: AccountSessions,
        holds: QueueHolds,
        uploads: Mapping[UploadId, Upload],
        changed: Callable[[], None],
        migration: LegacyUploadMigration,
    ) -> None:
        self._sessions = sessions
        self._holds = holds
        self._uploads = uploads
        self._changed = changed
        self._migration = migration
        self._replacements: dict[str, Project | None] = {}
        self._with_key: frozenset[str] = frozenset()

    @property
    def waiting_for_key(self) -> Mapping[str, Hold]:
        """The accounts that wait for a key, and why; one that never had any is not among them."""
        return self._holds.key_holds

    @property
    def rate_limiter(self) -> RateLimiter:
        """The budget of writes of the account shown."""
        return self.rate_limiter_of(self._holds.shown_account)

    def rate_limiter_of(self, account: str) -> RateLimiter:
        """Return the budget of writes of this account."""
        return self._sessions.of(account).rate_limiter

    def connect(self, client: "LayersClient", account: str) -> None:
        """Send what belongs to this account with this client from now on; what waited for a key goes on."""
        session = self._sessions.of(account)
        session.client = client
        session.release_daily_hold()
        self._replacements.pop(account, None)
        self._holds.shown_account = self._holds.shown_account or account
        self._holds.lift(HoldReason.OFFLINE)
        self._holds.lift(HoldReason.KEY)
        self._holds.lift(HoldReason.DAY, account)
        self._holds.lift(HoldReason.KEY, account)
        self._changed()

    def disconnect(self, account: str, problem: Problem | None = None) -> None:
        """Send nothing of this account until there is another client.

        An empty name stands for there being no account at all.
        """
        self._sessions.of(account).client = None
        self._holds.add(HoldReason.KEY, problem, account=account)

    def forget(self, account: str) -> None:
        """Take this account's key away for good, and tell of it no more; what is left of it stands still."""
        self._sessions.of(account).client = None
        self._migration.forget(account)
        self._holds.add(HoldReason.KEY, account=account)
        self._changed()

    def show(self, account: str) -> None:
        """Tell of the gates of this account first."""
        self._holds.shown_account = account
        self._changed()

    # ------------------------------------------------------------ the uploads
    def unfinished_of(self, account: str) -> list[Upload]:
        """Return the uploads of this account that have no asset yet."""
        return [each for each in self._uploads.values() if each.account == account and not each.is_done]

    def set_replacement(self, account: str, heir: Project | None) -> None:
        """Take note of an account that goes, and of the project that its files go to; None for none."""
        self._replacements[account] = heir

    def replacement_project(self, project: Project | None) -> Project | None:
        """Return where files for this project go: elsewhere or nowhere once its account has gone."""
        while project and project.account in self._replacements:
            project = self._replacements[project.account]
        return project

    def add_projects(self, projects: Iterable[Project]) -> None:
        """Take note of what an account lists: what an earlier version left for these is its own now."""
        housed = self._migration.add_projects(projects)
        for upload in housed:
            self.mark_missing_key(upload)
        self._migration.resume(housed)

    def assign_accounts(self, uploads: Iterable[Upload]) -> None:
        """Give those of these that name no account the one that lists their project; none is listed yet."""
        self._migration.assign_account(uploads)

    def mark_missing_key(self, upload: Upload) -> None:
        """Let this upload say whether it waits for a key."""
        upload.lacks_key = upload.project is not None and upload.account not in self._with_key

    def mark_missing_keys(self) -> None:
        """Let each upload say so, where keys have come or gone; who is told of the gate paints them anew."""
        closed = self._holds.key_holds
        with_key = frozenset(
            account for account, session in self._sessions if session.client and account not in closed
        )
        if with_key != self._with_key:
            self._with_key = with_key
            for upload in self._uploads.values():
                self.mark_missing_key(upload)


Command = Callable[[Iterable[UploadId]], object]


class AccountRemoval:
    """Empties an account, and sees to what is still added to it afterwards.

    Args:
        cancel, remove: The queue's commands.
    """

    def __init__(
        self,
        accounts: QueueAccounts,
        scheduler: Scheduler,
        rechecker: Rechecker,
        recorder: UploadRecorder,
        cancel: Command,
        remove: Command,
    ) -> None:
        self._accounts = accounts
        self._scheduler = scheduler
        self._rechecker = rechecker
        self._recorder = recorder
        self._cancel = cancel
        self._remove = remove

    async def move_or_drop(self, account: str, project: Project | None) -> list[Upload]:
        """Stop what is left of this account, and send it to a project of another instead, or drop it.

        Where an asset may have come of a call whose answer was lost, another account would make a second
        one: those are left behind, cancelled, with a word on why, and are returned.
        """
        left = self._accounts.unfinished_of(account)
        going = {each.id for each in left if each.is_started or each.starts_when_ready}
        self._accounts.set_replacement(account, project)
        self._cancel([each.id for each in left])
        await self._scheduler.wait_idle(account)
        left = self._accounts.unfinished_of(account)
        self._cancel([each.id for each in left])  # what was started in the meantime
        if project is None:
            self._remove([each.id for each in left])
            return []
        in_doubt = [each for each in left if each.remote.may_have_asset]
        self._keep_unknown_outcomes(in_doubt)
        self._rechecker.restart_for_project([each for each in left if each not in in_doubt], project, going)
        return in_doubt

    def redirect(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Return those of these new uploads that may be added.

        What is for an account that has gone is to be looked at for the project that took its other files,
        and left out where those left the list.
        """
        welcome: list[Upload] = []
        for upload in uploads:
            project = self._accounts.replacement_project(upload.project)
            if project == upload.project:
                welcome.append(upload)
            elif project:
                upload.start_checking()
                upload.project = project
                welcome.append(upload)
        return welcome

    def _keep_unknown_outcomes(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            upload.note = tr(
                "It may have arrived in {project}. Add that account again and retry: then it is known.",
                project=upload.project.name if upload.project else "",
            )
        self._recorder.record(*uploads)
