"""`layers-desktop upload`: the same queue as the window's, without a window."""

import argparse
import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from layers_desktop.cli.arguments import upload_parser
from layers_desktop.cli.output import Console, OutputError, as_json, as_lines, write_out
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.selection import NoKeyError, NoSuchProjectError, choose_project, find_key
from layers_desktop.domain.errors import KeyringError, Problem, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.credentials import user_name
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.preferences import (
    PREFERENCES_NAME,
    Preferences,
    PreferencesFile,
    ProxyPasswords,
    network_choice,
)
from layers_desktop.local.store.journal import Origin
from layers_desktop.transfer.engine import ApiTarget, Engine
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.recorder import BatchResult


class CliBatch:
    """Listens to the queue, decides what a person would decide in the window, and knows when all is over.

    Attributes:
        key_problem: Why Layers stopped taking the key in the middle; None if it did not.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._queue: UploadQueue | None = None
        self._mine: dict[UploadId, Upload] = {}
        # Those without an end so far: to ask all of them at each change would take longer than sending them.
        self._going: set[UploadId] = set()
        self._told: set[UploadId] = set()
        self._over = asyncio.Event()
        self._said: set[str] = set()
        self._gate_problem: Problem | None = None
        self.key_problem: Problem | None = None

    @property
    def uploads(self) -> list[Upload]:
        """The uploads of this run, in the order given."""
        return list(self._mine.values())

    async def run(self, queue: UploadQueue, uploads: Sequence[Upload]) -> None:
        """Return when every one of these has its end, or the key is not taken any more."""
        self._queue = queue
        self._mine = {upload.id: upload for upload in uploads}
        self._going = set(self._mine)
        queue.resume(self._mine)
        queue.retry(self._mine)
        for upload in uploads:
            self._resume(upload)
        await self._over.wait()

    # -------------------------------------------------------------- listener
    def added(self, uploads: Sequence[Upload]) -> None:
        """Wait for `run`: nothing starts before everything was taken in."""

    def changed(self, upload: Upload) -> None:
        """Go on with the upload once the queue has finished what it is at."""
        if upload.id in self._mine:
            self._note(upload)
            self._report_reused(upload)
            asyncio.get_running_loop().call_soon(self._resume, upload)

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Nobody removes anything here."""

    def hold_changed(self, hold: Hold | None) -> None:
        """Say why nothing moves; without a key nothing ever will."""
        before, self._gate_problem = self._gate_problem, hold.problem if hold else None
        if hold is None or hold.problem is None or hold.problem == before:
            return
        if hold.reason is HoldReason.KEY:
            self.key_problem = hold.problem
            self._over.set()
        elif hold.reason is HoldReason.OFFLINE:
            self._console.write(
                tr("{why} Uploads continue by themselves when it is back.", why=hold.problem.title)
            )
        elif hold.reason is HoldReason.DISK:
            self.report_journal(hold.problem)
        else:  # a budget is used up again and again, which is no news
            self._report_once(hold.problem.text)

    def report_journal(self, problem: Problem) -> None:
        """Say once what it means for a command that nothing can be noted on this computer."""
        self._report_once(
            tr(
                "{why} The files are uploaded all the same. Keep their IDs: the same command, given again,"
                " may upload them once more.",
                why=problem.title,
            )
        )

    def batch_finished(self, result: BatchResult) -> None:
        """The end of every single upload tells it as well."""

    # ----------------------------------------------------------------- parts
    def _resume(self, upload: Upload) -> None:
        if self._queue is None:
            return
        self._queue.start([upload.id])
        self._queue.use_existing([upload.id])
        self._report_failure(upload)
        self._note(upload)
        if not self._going:
            self._reuse_duplicates(self._queue)

    def _note(self, upload: Upload) -> None:
        if upload.is_at_rest:
            self._going.discard(upload.id)
        else:
            self._going.add(upload.id)

    def _report_failure(self, upload: Upload) -> None:
        has_failed = upload.is_at_rest and not upload.is_done and not upload.is_duplicate_in_batch
        if has_failed and upload.id not in self._told:
            self._told.add(upload.id)
            self._console.write_failure(upload)

    def _report_reused(self, upload: Upload) -> None:
        """Say once why it may take a while: another program that has the same files may have all of them."""
        if upload.waits_for_same_content and upload.problem:
            text = tr("{file}: {why}", file=upload.path, why=upload.problem.text)
            self._report_once(text, upload.problem.title)

    def _report_once(self, text: str, what: str = "") -> None:
        """Say it unless it was said before, be it in the words of another file."""
        if (what or text) not in self._said:
            self._said.add(what or text)
            self._console.write(text)

    def _reuse_duplicates(self, queue: UploadQueue) -> None:
        """Give twins the ID that their content has by now; that was all otherwise."""
        duplicates = [upload.id for upload in self._mine.values() if upload.is_duplicate_in_batch]
        if duplicates:
            queue.check_again(duplicates)
        else:
            self._over.set()


_REFRESH = 0.25
_log = logging.getLogger(__name__)


class UploadRun:
    """Uploads what the options name and prints what became of it."""

    def __init__(self, options: argparse.Namespace, environment: RunEnvironment, console: Console) -> None:
        self._options = options
        self._environment = environment
        self._console = console
        self._url = base_url(environment.environ)
        self._host = api_host(self._url)
        self._account: Account | None = None

    async def run(self) -> bool:
        """Return whether every file has its asset ID.

        Raises:
            UploaderError: Nothing could be tried, or the key is not taken any more.
        """
        batch = CliBatch(self._console)
        target = ApiTarget.of(self._url, self._host, self._environment.state)
        engine = await Engine.open(target, Origin.COMMAND_LINE, batch, _report)
        try:
            await asyncio.to_thread(self._environment.directories.restrict_to_owner)
            preferences = PreferencesFile(self._environment.directories.config / PREFERENCES_NAME).load()
            await self._take_route(engine, preferences)
            await self._sign_in(engine)
            project = await self._project(engine, preferences)
            uploads = await self._take_in(engine, project)
            await self._work(engine, batch, uploads)
        finally:
            if problem := await engine.close():
                batch.report_journal(problem)
        self._print(uploads)
        if batch.key_problem:
            raise NoKeyError(batch.key_problem.title, batch.key_problem.next_step)
        return all(upload.is_done for upload in uploads)

    async def _sign_in(self, engine: Engine) -> None:
        found, expected = await find_key(self._environment, self._host, self._options.account)
        self._account = await engine.sign_in(found.key, expected)
        if not self._account.can_upload:
            raise ApiError(403, "FORBIDDEN_SCOPE", "")

    async def _project(self, engine: Engine, preferences: Preferences) -> Project:
        used = preferences.project_ids
        account = self._account.id if self._account else ""
        last_used = used.get(user_name(self._host, account)) or used.get(self._host)
        return choose_project(await engine.list_projects(), self._options.project, last_used)

    async def _take_route(self, engine: Engine, preferences: Preferences) -> None:
        """Reach Layers as it was chosen in the window; a password that no keyring gives is left out."""
        choice = network_choice(preferences)
        with contextlib.suppress(KeyringError):
            choice = network_choice(preferences, await ProxyPasswords().find(choice.proxy))
        await engine.use_network(choice)

    async def _take_in(self, engine: Engine, project: Project) -> list[Upload]:
        """Return one upload for each file, in the order given: new, or left by a run that was cut short."""
        drop = Drop(
            tuple(self._options.files), project, KindPreference(self._options.kind), self._options.again
        )
        given = [upload async for block in engine.inspect_drop(drop) for upload in block.uploads]
        by_path = {upload.path: upload for upload in reversed(given)}
        left = await engine.journal.adopt(Origin.COMMAND_LINE, lambda upload: self._is_same(upload, by_path))
        await engine.drop_abandoned()
        by_path |= {upload.path: upload for upload in left}
        engine.queue.recover(left)
        engine.queue.add([upload for upload in by_path.values() if upload not in left])
        return [by_path[upload.path] for upload in given]

    @staticmethod
    def _is_same(left: Upload, given: Mapping[Path, Upload]) -> bool:
        """Whether an upload that was left is what is asked for now."""
        now = given.get(left.path)
        return now is not None and _is_same_place(left, now) and left.kind == now.kind

    async def _work(self, engine: Engine, batch: CliBatch, uploads: list[Upload]) -> None:
        meter = ProgressMeter(engine.queue.uploads, engine.queue.totals)
        showing = asyncio.create_task(self._show(meter))
        try:
            await batch.run(engine.queue, uploads)
        finally:
            showing.cancel()
            await asyncio.wait([showing])
            self._console.close()
        engine.queue.remove([upload.id for upload in uploads if not upload.must_be_kept])

    async def _show(self, meter: ProgressMeter) -> None:
        while True:
            meter.sample()
            self._console.show_progress(meter.total())
            await asyncio.sleep(_REFRESH)

    def _print(self, uploads: list[Upload]) -> None:
        write_out(as_json(uploads) if self._options.json else as_lines(uploads))


def _is_same_place(left: Upload, now: Upload) -> bool:
    """Whether both go to one project, renamed or not; an earlier version did not write down whose it was."""
    places = [upload.project.id if upload.project else "" for upload in (left, now)]
    return places[0] == places[1] and left.account in {"", now.account}


def _report(error: BaseException) -> None:
    _log.error("A fault of the program", exc_info=error)


class ExitCode(IntEnum):
    """What a script learns from the end of the program."""

    ALL_THERE = 0
    NOTHING_TRIED = 1
    SOME_FAILED = 2
    NO_KEY = 3
    NO_PROJECT = 4
    INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Upload what the arguments name; return the exit code."""
    options = upload_parser().parse_args(arguments)
    console = Console()
    try:
        with open_environment(sandbox=options.sandbox) as environment:
            all_there = asyncio.run(_interruptible(UploadRun(options, environment, console).run()))
    except UploaderError as error:
        console.close()
        console.write_problem(error.problem)
        return _exit_code_of(error)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.close()
        console.write(tr("Interrupted. The same command goes on where this one stopped."))
        return ExitCode.INTERRUPTED
    return ExitCode.ALL_THERE if all_there else ExitCode.SOME_FAILED


def _exit_code_of(error: UploaderError) -> ExitCode:
    if isinstance(error, NoSuchProjectError):
        return ExitCode.NO_PROJECT
    if isinstance(error, OutputError):
        return ExitCode.SOME_FAILED
    about_key = isinstance(error, ApiError) and error.is_about_key
    if about_key or isinstance(error, NoKeyError | KeyringError):
        return ExitCode.NO_KEY
    return ExitCode.NOTHING_TRIED


async def _interruptible(work: Coroutine[Any, Any, bool]) -> bool:
    """Run the work; a TERM or the end of its terminal ends it in as good order as a key there."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers for signals in a loop
        for number in _ending_signals():
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await task


def _ending_signals() -> Iterator[signal.Signals]:
    yield signal.SIGTERM
    # Windows has none; and who starts us with `nohup` wants us to outlive the terminal.
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up and signal.getsignal(hang_up) is not signal.SIG_IGN:
        yield hang_up
