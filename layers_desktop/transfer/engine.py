"""The queue and all that it needs, opened and closed together: the same for window and command line."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from layers_desktop.api.happy_eyeballs import use_lookup_threads
from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import NetworkChoice
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.store.history import History
from layers_desktop.local.store.journal import Journal, JournalOpening, Origin
from layers_desktop.local.store.journal_errors import JournalError
from layers_desktop.transfer.background_tasks import Report
from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.validator import UploadValidator
from layers_desktop.transfer.job.content_claim import is_abandoned
from layers_desktop.transfer.job.job_context import QueueLimits, RetryTimings
from layers_desktop.transfer.job.retry_policy import Failure, RetryAction, Stage, decide
from layers_desktop.transfer.limits.connectivity import PROBE_WAITS
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.upload_recorder import QueueListener

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP, nor for what walks folders
    from layers_desktop.api.client import LayersClient
    from layers_desktop.transfer.intake.intake import Drop, DropBlock

# A person looks at a window, or at a command, that shows nothing yet.
_TRIES = 5
_LONGEST_WAIT = 60.0

Answer = TypeVar("Answer")


class FirstCallWait(NamedTuple):
    """Why one of the first calls is made again, and when, in monotonic seconds."""

    error: UploaderError
    until: float


async def with_retries(
    call: Callable[[], Awaitable[Answer]],
    timings: RetryTimings,
    waiting: Callable[[FirstCallWait | None], None],
    *,
    through_outages: bool = True,
) -> Answer:
    """Return what the call returns; one that a passing fault meets is made again, five times at most.

    Args:
        call: Makes the call, which changes nothing at Layers.
        timings: How long to wait in between.
        waiting: Told of each wait before it begins, and at the end None.
        through_outages: Whether a network that is not there counts as a passing fault.

    Raises:
        UploaderError: The last one, or one that waiting does not mend; also where Layers asks for a wait of
            more than a minute.
    """
    try:
        for failures in range(1, _TRIES):
            try:
                return await call()
            except UploaderError as error:
                seconds = _wait_after(error, failures, timings, through_outages=through_outages)
                if seconds is None or seconds > _LONGEST_WAIT:
                    raise
                waiting(FirstCallWait(error, time.monotonic() + seconds))
            await asyncio.sleep(seconds)
        return await call()
    finally:
        waiting(None)


def _wait_after(
    error: UploaderError, failures: int, timings: RetryTimings, *, through_outages: bool
) -> float | None:
    """Return the seconds until the next try; None where there is none."""
    asked = error.retry_after if isinstance(error, ApiError) else None
    action = decide(Failure(Stage.PRESIGN, error))
    if action is RetryAction.RETRY:
        return asked or timings.backoff(failures, timings.longest_wait)
    if action in {RetryAction.CHECK_NETWORK, RetryAction.GO_OFFLINE}:
        is_worth_it = through_outages and failures < len(PROBE_WAITS)
        return timings.scale * PROBE_WAITS[failures - 1] if is_worth_it else None
    return (asked or timings.budget_wait) if action is RetryAction.WAIT_FOR_BUDGET else None


class OtherAccountError(UploaderError):
    """A key belongs to another account than the one that it was entered for."""

    code = "OTHER_ACCOUNT"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("This key belongs to {name}.", name=name),
            tr("Enter a key of this account, or add the other account as a separate one."),
        )


class Engine:
    """One queue with its journal, its history and its HTTP clients.

    Attributes:
        queue: Carries out the commands.
        http: The connections to Layers and its storage.
        journal: The unfinished uploads.
        history: The finished uploads.
        watched_files: What is known of watched folders.
        folder: Where journal and history are.
        files: Ask for the files of the uploads; they tell which disk or share does not answer.
        on_waiting: Told what a sign-in or a list of projects waits for, and None once none waits any more.
    """

    def __init__(
        self,
        target: ApiTarget,
        opening: JournalOpening,
        listener: QueueListener,
        report: Report,
        limits: QueueLimits,
    ) -> None:
        self.http = HttpClients(target.base_url)
        self.journal: Journal = opening.journal
        self.files = FileThreads()
        self._validator = UploadValidator(opening.history, self.files)
        self._host = target.host
        self._clients: dict[str, LayersClient] = {}
        self._temporary_folder: tempfile.TemporaryDirectory[str] | None = None
        self.history: History = opening.history
        self.watched_files = opening.watched_files
        self.folder = target.folder
        self.on_waiting: Callable[[FirstCallWait | None], None] = lambda _: None
        self._waits: dict[object, FirstCallWait] = {}
        self._timings = limits.timings
        self.queue = UploadQueue(self.http, self.journal, self._validator, listener, report, limits)

    @classmethod
    async def open(
        cls,
        target: ApiTarget,
        origin: Origin,
        listener: QueueListener,
        report: Report,
        limits: QueueLimits | None = None,
    ) -> Self:
        """Open the journal; where its folder cannot be used, a temporary one that ends with the engine.

        Raises:
            JournalError: Not even that can be opened.
        """
        use_lookup_threads(asyncio.get_running_loop())
        limits = limits or QueueLimits()
        try:
            opening = await Journal.open(target.folder, origin)
        except JournalError as error:
            folder = tempfile.TemporaryDirectory(prefix="layers-desktop-", ignore_cleanup_errors=True)
            opening = await Journal.open(Path(folder.name), origin)
            engine = cls(target, opening, listener, report, limits)
            engine._temporary_folder = folder
            engine.queue.warn_not_persistent(error.problem)
            return engine
        return cls(target, opening, listener, report, limits)

    async def sign_in(
        self, key: str, expected: str | None = None, *, through_outages: bool = False
    ) -> Account:
        """Use this key for its account from now on, if Layers accepts it; else the one before stays in use.

        Args:
            key: Of whichever account it turns out to be.
            expected: The one account that it may be of; None for any.
            through_outages: Whether to wait a while for a network that is not there.

        Raises:
            ApiError: Layers did not accept it.
            NetworkError: Layers could not be reached.
            OtherAccountError: It belongs to another account than was expected, and is not used.
        """
        key = Secret(key)
        client = await self.http.new_client(key)
        account = await self._patiently(client.whoami, through_outages=through_outages)
        if expected not in {None, account.id}:
            raise OtherAccountError(account.organization_name)
        await self._activate(client, account)
        return account

    async def use_network(self, network: NetworkChoice) -> None:
        """Use this proxy and these certificates from now on; what is under way ends as it began.

        Raises:
            ConfigurationError: The certificates or the proxy cannot be used, be they chosen or the
                environment's; the ones before stay.
        """
        await self.http.set_route(network)
        self.queue.connectivity.retry_now()

    async def list_projects(
        self, account: str | None = None, *, through_outages: bool = False
    ) -> list[Project]:
        """Return the projects that this account's key may list; none without a key.

        `account` may be left out where there is only one; `through_outages` is as for `sign_in`.
        """
        account = account if account is not None else next(iter(self._clients), "")
        client = self._clients.get(account)
        listed = await self._patiently(client.projects, through_outages=through_outages) if client else []
        projects = [replace(project, account=account) for project in listed]
        await self._assign_legacy_uploads(account, projects)
        return projects

    def sign_out(self, account: str) -> None:
        """Use this account's key no more, and forget it."""
        self._clients.pop(account, None)
        self.queue.accounts.forget(account)

    def inspect_drop(self, drop: "Drop") -> "AsyncIterator[DropBlock]":
        """Yield the files of a drop, inspected, block by block."""
        from layers_desktop.transfer.intake.intake import inspect_drop

        return inspect_drop(drop, self._validator)

    def server_time(self) -> float | None:
        """Return the Unix time by Layers, whatever this computer's clock says; None before it is known."""
        bases = [client.time_base for client in self._clients.values() if client.time_base is not None]
        return max(bases) + time.monotonic() if bases else None

    async def drop_abandoned(self) -> None:
        """Forget what commands left unfinished and nobody has repeated, where that loses nothing.

        What is old is said by Layers: a clock that is far ahead must not lose what guards against doubles.
        """
        now = self.server_time()
        if now is None:
            return
        with contextlib.suppress(JournalError):  # tried again with the next start
            await self.journal.sweep(Origin.COMMAND_LINE, lambda upload: is_abandoned(upload, now))

    async def close(self) -> Problem | None:
        """Stop everything and save the state of all uploads; return the problem if that failed."""
        await self.queue.close()
        await self.http.aclose()
        try:
            await self.journal.close()
        except UploaderError as error:
            return error.problem
        finally:
            if self._temporary_folder:
                self._temporary_folder.cleanup()
        return None

    async def _assign_legacy_uploads(self, account: str, projects: list[Project]) -> None:
        """Give an account what an earlier version left for its projects; that named one account by the host.

        The history first, so that the uploads are checked against it.
        """
        with contextlib.suppress(JournalError):  # tried again whenever projects are listed
            await self.history.move((self._host, ""), account, [project.id for project in projects])
        self.queue.add_projects(projects)

    async def _patiently(self, call: Callable[[], Awaitable[Answer]], *, through_outages: bool) -> Answer:
        waiting = partial(self._set_wait, object())
        return await with_retries(call, self._timings, waiting, through_outages=through_outages)

    def _set_wait(self, caller: object, wait: FirstCallWait | None) -> None:
        """Tell of the wait of the one that has waited longest; several accounts may be signing in."""
        self._waits.pop(caller, None)
        if wait:
            self._waits[caller] = wait
        self.on_waiting(next(iter(self._waits.values()), None))

    async def _activate(self, client: "LayersClient", account: Account) -> None:
        limiter = self.queue.accounts.sessions.of(account.id).rate_limiter
        limiter.apply_tier(account.rate_limit_tier)
        client.on_rate_limit = limiter.apply_headers
        if account.can_upload:
            self._clients[account.id] = client
            self.queue.accounts.connect(client, account.id)
        else:
            # It may list projects only; a client that may do more stays in use.
            self._clients.setdefault(account.id, client)
