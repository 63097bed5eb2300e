"""The accounts of one queue: which of them can send, and which uploads wait for a key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.recheck import Checker
from layers_desktop.transfer.limits.account_access import Accesses
from layers_desktop.transfer.limits.holds import Gate, GateReason, Gates
from layers_desktop.transfer.limits.rate_limiter import WriteBudget
from layers_desktop.transfer.queue.scheduler import Crew
from layers_desktop.transfer.recorder import Ledger

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient


class Housing:
    """Knows which account lists which project: only that one may have what names no account.

    Args:
        uploads: All of the list, live.
    """

    def __init__(
        self, uploads: Mapping[UploadId, Upload], ledger: Ledger, crew: Crew, checker: Checker
    ) -> None:
        self._uploads = uploads
        self._ledger = ledger
        self._crew = crew
        self._checker = checker
        self._listed: dict[str, Project] = {}

    def learn(self, projects: Iterable[Project]) -> list[Upload]:
        """Take note of projects as an account lists them; return the uploads of the list that this houses.

        Who listed a project first keeps it.
        """
        for project in projects:
            known = self._listed.get(project.id)
            if known is None or known.account == project.account:
                self._listed[project.id] = project
        return self.house(self._uploads.values())

    def forget(self, account: str) -> None:
        """Forget the projects of an account that goes."""
        self._listed = {each: known for each, known in self._listed.items() if known.account != account}

    def house(self, uploads: Iterable[Upload]) -> list[Upload]:
        """Give those of these that name no account to the one that lists their project; return them.

        Those whose project nobody lists stay as they are: no account's key may send them.
        """
        housed: list[Upload] = []
        for upload in uploads:
            if upload.project and not upload.account and (found := self._listed.get(upload.project.id)):
                upload.project = found
                housed.append(upload)
        return housed

    def go_on_with(self, housed: Sequence[Upload]) -> None:
        """Let uploads of the list go on under their new account; what that has sent is known by now."""
        self._ledger.note(*housed)
        self._crew.take_on([each for each in housed if each.state is UploadState.QUEUED])
        self._checker.check_again(each for each in housed if each.is_ready)


class QueueAccounts:
    """Takes keys, and takes them away; each account goes on or stands still for itself.

    Args:
        uploads: All of the list, live.
        changed: Called when an account can send that could not, or the other way about.
    """

    def __init__(
        self,
        accesses: Accesses,
        gates: Gates,
        uploads: Mapping[UploadId, Upload],
        changed: Callable[[], None],
        housing: Housing,
    ) -> None:
        self._accesses = accesses
        self._gates = gates
        self._uploads = uploads
        self._changed = changed
        self._housing = housing
        self._heirs: dict[str, Project | None] = {}
        self._with_key: frozenset[str] = frozenset()

    @property
    def waiting_for_key(self) -> Mapping[str, Gate]:
        """The accounts that wait for a key, and why; one that never had any is not among them."""
        return self._gates.of_keys

    @property
    def budget(self) -> WriteBudget:
        """The budget of writes of the account shown."""
        return self.budget_of(self._gates.shown)

    def budget_of(self, account: str) -> WriteBudget:
        """Return the budget of writes of this account."""
        return self._accesses.of(account).budget

    def connect(self, client: "LayersClient", account: str) -> None:
        """Send what belongs to this account with this client from now on; what waited for a key goes on."""
        access = self._accesses.of(account)
        access.client = client
        access.begin_day()
        self._heirs.pop(account, None)
        self._gates.shown = self._gates.shown or account
        self._gates.open(GateReason.OFFLINE)
        self._gates.open(GateReason.KEY)
        self._gates.open(GateReason.DAY, account)
        self._gates.open(GateReason.KEY, account)
        self._changed()

    def disconnect(self, account: str, problem: Problem | None = None) -> None:
        """Send nothing of this account until there is another client.

        An empty name stands for there being no account at all.
        """
        self._accesses.of(account).client = None
        self._gates.close(GateReason.KEY, problem, account=account)

    def forget(self, account: str) -> None:
        """Take this account's key away for good, and tell of it no more; what is left of it stands still."""
        self._accesses.of(account).client = None
        self._housing.forget(account)
        self._gates.close(GateReason.KEY, account=account)
        self._changed()

    def show(self, account: str) -> None:
        """Tell of the gates of this account first."""
        self._gates.shown = account
        self._changed()

    # ------------------------------------------------------------ the uploads
    def left_of(self, account: str) -> list[Upload]:
        """Return the uploads of this account that have no asset yet."""
        return [each for each in self._uploads.values() if each.account == account and not each.is_done]

    def take_leave(self, account: str, heir: Project | None) -> None:
        """Take note of an account that goes, and of the project that its files go to; None for none."""
        self._heirs[account] = heir

    def heir_of(self, project: Project | None) -> Project | None:
        """Return where files for this project go: elsewhere or nowhere once its account has gone."""
        while project and project.account in self._heirs:
            project = self._heirs[project.account]
        return project

    def learn_projects(self, projects: Iterable[Project]) -> None:
        """Take note of what an account lists: what an earlier version left for these is its own now."""
        housed = self._housing.learn(projects)
        for upload in housed:
            self.mark(upload)
        self._housing.go_on_with(housed)

    def house(self, uploads: Iterable[Upload]) -> None:
        """Give those of these that name no account the one that lists their project; none is listed yet."""
        self._housing.house(uploads)

    def mark(self, upload: Upload) -> None:
        """Let this upload say whether it waits for a key."""
        upload.lacks_key = upload.project is not None and upload.account not in self._with_key

    def mark_all(self) -> None:
        """Let each upload say so, where keys have come or gone; who is told of the gate paints them anew."""
        closed = self._gates.of_keys
        with_key = frozenset(
            account for account, access in self._accesses if access.client and account not in closed
        )
        if with_key != self._with_key:
            self._with_key = with_key
            for upload in self._uploads.values():
                self.mark(upload)


Command = Callable[[Iterable[UploadId]], object]


class Parting:
    """Empties an account, and sees to what is still added to it afterwards.

    Args:
        cancel, remove: The queue's commands.
    """

    def __init__(
        self,
        accounts: QueueAccounts,
        crew: Crew,
        checker: Checker,
        ledger: Ledger,
        cancel: Command,
        remove: Command,
    ) -> None:
        self._accounts = accounts
        self._crew = crew
        self._checker = checker
        self._ledger = ledger
        self._cancel = cancel
        self._remove = remove

    async def empty(self, account: str, project: Project | None) -> list[Upload]:
        """Stop what is left of this account, and send it to a project of another instead, or drop it.

        Where an asset may have come of a call whose answer was lost, another account would make a second
        one: those are left behind, cancelled, with a word on why, and are returned.
        """
        left = self._accounts.left_of(account)
        going = {each.id for each in left if each.is_going or each.starts_when_ready}
        self._accounts.take_leave(account, project)
        self._cancel([each.id for each in left])
        await self._crew.let_go(account)
        left = self._accounts.left_of(account)
        self._cancel([each.id for each in left])  # what was started in the meantime
        if project is None:
            self._remove([each.id for each in left])
            return []
        in_doubt = [each for each in left if each.remote.may_have_asset]
        self._leave_behind(in_doubt)
        self._checker.send_elsewhere([each for each in left if each not in in_doubt], project, going)
        return in_doubt

    def redirect(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Return those of these new uploads that may be added.

        What is for an account that has gone is to be looked at for the project that took its other files,
        and left out where those left the list.
        """
        welcome: list[Upload] = []
        for upload in uploads:
            project = self._accounts.heir_of(upload.project)
            if project == upload.project:
                welcome.append(upload)
            elif project:
                upload.start_checking()
                upload.project = project
                welcome.append(upload)
        return welcome

    def _leave_behind(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            upload.note = tr(
                "It may have arrived in {project}. Add that account again and retry: then it is known.",
                project=upload.project.name if upload.project else "",
            )
        self._ledger.note(*uploads)
