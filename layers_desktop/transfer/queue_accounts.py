"""The accounts of one queue: which of them can send, and which uploads wait for a key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.access import Accesses
from layers_desktop.transfer.budget import WriteBudget
from layers_desktop.transfer.gates import Gate, GateReason, Gates

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
    ) -> None:
        self._accesses = accesses
        self._gates = gates
        self._uploads = uploads
        self._changed = changed
        self._first = ""
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
        self._first = self._first or account
        self._gates.shown = self._gates.shown or account
        self.house(self._uploads.values())
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
        """Take this account's key away for good, and tell of it no more."""
        self._accesses.of(account).client = None
        self._gates.open(GateReason.KEY, account)
        self._changed()

    def show(self, account: str) -> None:
        """Tell of the gates of this account first."""
        self._gates.shown = account
        self._changed()

    # ------------------------------------------------------------ the uploads
    def left_of(self, account: str) -> list[Upload]:
        """Return the uploads of this account that have no asset yet."""
        return [each for each in self._uploads.values() if each.account == account and not each.is_done]

    def house(self, uploads: Iterable[Upload]) -> None:
        """Give what an earlier version left, which knew one account, to the one that comes first."""
        for upload in uploads:
            if self._first and upload.project and not upload.project.account:
                upload.project = replace(upload.project, account=self._first)

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
