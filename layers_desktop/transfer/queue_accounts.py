"""The accounts of one queue: which of them can send, and which uploads wait for a key."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.access import Accesses
from layers_desktop.transfer.budget import WriteBudget
from layers_desktop.transfer.gates import Gate, GateReason, Gates
from layers_desktop.transfer.housing import Housing

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient


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
