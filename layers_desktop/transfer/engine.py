"""The queue and all that is below it, opened and closed together: the same for window and command line."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from layers_desktop.api.dns import use_lookup_threads
from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import NetworkChoice
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.redaction import Secret
from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.errors import JournalError
from layers_desktop.local.store.history import History
from layers_desktop.local.store.journal import Journal, JournalOpening, Origin
from layers_desktop.transfer.http_clients import Connections
from layers_desktop.transfer.intake.examiner import Examiner
from layers_desktop.transfer.job.context import Pace
from layers_desktop.transfer.job.idempotency import has_outlived_its_use
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.recorder import QueueListener
from layers_desktop.transfer.tasks import Report

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP, nor for what walks folders
    from layers_desktop.api.client import LayersClient
    from layers_desktop.transfer.intake.intake import Block, Drop


class Target(NamedTuple):
    """Which Layers is talked to, and where this computer remembers what it did there.

    Attributes:
        base_url: The API's address.
        account: The API host, by which the folder is named.
        folder: Where journal and history are.
    """

    base_url: str
    account: str
    folder: Path

    @classmethod
    def of(cls, base_url: str, account: str, state: Path) -> Self:
        """Return the target with a folder of its own: what one server knows is nothing to another."""
        return cls(base_url, account, state / "accounts" / account.replace(":", "_"))


class OtherAccountError(UploaderError):
    """A key opens another account than the one that it was meant for."""

    code = "OTHER_ACCOUNT"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("This key belongs to {name}.", name=name),
            tr("Enter a key of this account, or add the other one as an account of its own."),
        )


class Engine:
    """What sends files: one queue with its journal, its history and its connections.

    Attributes:
        queue: Takes the commands.
        history: The finished uploads.
        set_aside: Where a broken journal was put, so that the person can be told; else None.
        folder: Where journal and history are.
    """

    def __init__(
        self,
        target: Target,
        opening: JournalOpening,
        listener: QueueListener,
        report: Report,
        pace: Pace,
    ) -> None:
        self._connections = Connections(target.base_url)
        self._journal = opening.journal
        self._examiner = Examiner(opening.history)
        self._host = target.account
        self._clients: dict[str, LayersClient] = {}
        self._passing_folder: tempfile.TemporaryDirectory[str] | None = None
        self.history: History = opening.history
        self.set_aside = opening.set_aside
        self.folder = target.folder
        self.queue = UploadQueue(self._connections, self._journal, self._examiner, listener, report, pace)

    @classmethod
    async def open(
        cls,
        target: Target,
        origin: Origin,
        listener: QueueListener,
        report: Report,
        pace: Pace | None = None,
    ) -> Self:
        """Open connections and journal; without a place for it, a journal that ends with the engine.

        Raises:
            JournalError: Not even that can be opened.
        """
        use_lookup_threads(asyncio.get_running_loop())
        try:
            opening = await Journal.open(target.folder, origin)
        except JournalError as error:
            folder = tempfile.TemporaryDirectory(prefix="layers-desktop-")
            opening = await Journal.open(Path(folder.name), origin)
            engine = cls(target, opening, listener, report, pace or Pace())
            engine._passing_folder = folder
            engine.queue.lose_at_end(error.problem)
            return engine
        return cls(target, opening, listener, report, pace or Pace())

    async def sign_in(self, key: str, expected: str | None = None) -> Account:
        """Use this key for its account from now on, if Layers takes it; else the one before stays in use.

        Args:
            key: Of whichever account it turns out to be.
            expected: The one account that it may be of; None for any.

        Raises:
            ApiError: Layers did not take it.
            NetworkError: Layers could not be asked.
            OtherAccountError: It belongs to another account than was expected, and is not used.
        """
        key = Secret(key)
        client = await self._connections.new_client(key)
        account = await client.whoami()
        if expected not in {None, account.id}:
            raise OtherAccountError(account.organization_name)
        await self._use(client, account)
        return account

    async def take_route(self, network: NetworkChoice) -> None:
        """Reach Layers and its store on this way from now on; what is under way ends on the one before.

        Raises:
            ConfigurationError: The certificates or the proxy cannot be used, be they chosen or the
                environment's; the way before stays.
        """
        await self._connections.take_route(network)
        self.queue.try_network_now()

    async def reach(self) -> None:
        """Find out whether Layers can be reached; nobody's key is sent.

        Raises:
            NetworkError: It cannot.
        """
        await self._connections.reach()

    async def projects(self, account: str | None = None) -> list[Project]:
        """Return the projects that this account's key may see; none without a key.

        `account` is the only one where there is one.
        """
        whose = account if account is not None else next(iter(self._clients), "")
        client = self._clients.get(whose)
        listed = await client.projects() if client else []
        projects = [replace(project, account=whose) for project in listed]
        await self._learn(whose, projects)
        return projects

    def sign_out(self, account: str) -> None:
        """Use this account's key no more, and forget it."""
        self._clients.pop(account, None)
        self.queue.accounts.forget(account)

    def take_in(self, drop: "Drop") -> "AsyncIterator[Block]":
        """Yield the files of a drop, looked at, block by block."""
        from layers_desktop.transfer.intake.intake import take_in

        return take_in(drop, self._examiner)

    async def adopt(self, origin: Origin, is_wanted: Callable[[Upload], bool]) -> list[Upload]:
        """Take over what earlier runs of this origin left; `is_wanted` is called in another thread."""
        return await self._journal.adopt(origin, is_wanted)

    async def sweep(self) -> None:
        """Forget what commands left that nobody has repeated, where that loses nothing."""
        now = time.time()
        with contextlib.suppress(JournalError):  # what cannot be swept now is swept the next time
            await self._journal.sweep(Origin.COMMAND_LINE, lambda upload: has_outlived_its_use(upload, now))

    async def _learn(self, account: str, projects: list[Project]) -> None:
        """Give an account what an earlier version left for its projects; that knew one, named by its host.

        The history first: by then it is known what was sent already.
        """
        with contextlib.suppress(JournalError):  # tried anew whenever projects are listed
            await self.history.move((self._host, ""), account, [project.id for project in projects])
        self.queue.accounts.learn_projects(projects)

    async def _use(self, client: "LayersClient", account: Account) -> None:
        budget = self.queue.accounts.budget_of(account.id)
        budget.learn_tier(account.rate_limit_tier)
        client.on_rate_limit = budget.learn
        if account.can_upload:
            self._clients[account.id] = client
            self.queue.accounts.connect(client, account.id)
        else:
            # Enough to list projects; another that may do more stays in use.
            self._clients.setdefault(account.id, client)

    async def close(self) -> Problem | None:
        """Stop everything and write down how far it got; return what could not be written, if anything."""
        await self.queue.close()
        await self._connections.aclose()
        try:
            await self._journal.close()
        except UploaderError as error:
            return error.problem
        finally:
            if self._passing_folder:
                self._passing_folder.cleanup()
        return None
