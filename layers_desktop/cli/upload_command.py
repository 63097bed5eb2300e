"""`layers-desktop upload`: the same queue as the window's, without a window and without loading Qt."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from layers_desktop.cli.arguments import upload_parser
from layers_desktop.cli.batch import CliBatch
from layers_desktop.cli.output import Console, OutputError, as_json, as_lines, write_stdout
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.selection import (
    NoKeyError,
    NoSuchProjectError,
    UnknownPastError,
    choose_project,
    find_key,
)
from layers_desktop.domain.errors import KeyringError, UploaderError
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload
from layers_desktop.local.credentials import ProxyPasswords, user_name
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.preferences import PREFERENCES_NAME, Preferences, PreferencesFile, network_choice
from layers_desktop.local.store.journal import Origin
from layers_desktop.local.store.journal_errors import JournalError, set_aside_text
from layers_desktop.transfer.engine import ApiTarget, Engine
from layers_desktop.transfer.intake.helper_folders import left_out_text
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop, DropBlock, by_file_system
from layers_desktop.transfer.limits.holds import HoldReason
from layers_desktop.transfer.progress import ProgressMeter

_REFRESH_SECONDS = 0.25
_log = logging.getLogger(__name__)


class ExitCode(IntEnum):
    """The exit codes of `upload`, as its help lists them."""

    ALL_DONE = 0
    NOTHING_TRIED = 1
    SOME_FAILED = 2
    NO_KEY = 3
    NO_PROJECT = 4
    INTERRUPTED = 130


class UploadRun:
    """Uploads the files that the options name, and prints the results."""

    def __init__(self, options: argparse.Namespace, environment: RunEnvironment, console: Console) -> None:
        self._options = options
        self._environment = environment
        self._console = console
        self._url = base_url(environment.environ)
        self._host = api_host(self._url)
        self._account: Account | None = None
        self._has_begun = False

    async def run(self) -> bool:
        """Return whether every file has its asset ID.

        Raises:
            UnknownPastError: What was uploaded before cannot be read, and the options do not say `--again`.
            UploaderError: Nothing could be tried, or the key was rejected during the run.
        """
        batch = CliBatch(self._console, sends_unrecorded=self._options.again)
        target = ApiTarget.of(self._url, self._host, self._environment.state)
        engine = await Engine.open(target, Origin.COMMAND_LINE, batch, _log_error)
        engine.on_waiting = batch.report_waiting
        engine.files.on_change = lambda: batch.report_silent(engine.files.silent)
        try:
            if not self._options.again:
                await _require_known_past(engine)
                engine.queue.require_journal()
            await asyncio.to_thread(self._environment.directories.restrict_to_owner)
            preferences = PreferencesFile(self._environment.directories.config / PREFERENCES_NAME).load()
            await self._use_network(engine, preferences)
            await self._sign_in(engine)
            project = await self._project(engine, preferences)
            uploads = await self._prepare(engine, project)
            await self._upload(engine, batch, uploads)
        finally:
            problem = await engine.close()
            if problem and self._has_begun:
                batch.report_journal(problem)
        self._print_result(uploads)
        if batch.key_problem:
            raise NoKeyError(batch.key_problem.title, batch.key_problem.next_step)
        return all(upload.is_done for upload in uploads)

    @property
    def has_begun(self) -> bool:
        """Whether files may have been uploaded."""
        return self._has_begun

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

    async def _use_network(self, engine: Engine, preferences: Preferences) -> None:
        """Use the proxy and certificates chosen in the window; without the keyring, no proxy password."""
        choice = network_choice(preferences)
        with contextlib.suppress(KeyringError):
            choice = network_choice(preferences, await ProxyPasswords().find(choice.proxy))
        await engine.use_network(choice)

    async def _prepare(self, engine: Engine, project: Project) -> list[Upload]:
        """Return one upload for each file, in the order given: new, or left by an interrupted run."""
        drop = Drop(
            tuple(self._options.files),
            project,
            KindPreference(self._options.kind),
            self._options.again,
            with_helpers=self._options.all_folders,
            is_wanted_anyway=self._options.anyway,
        )
        parts = await asyncio.gather(*(_inspect(engine, part) for part in by_file_system(drop)))
        given = [upload for uploads, _ in parts for upload in uploads]
        for _, last in parts:
            self._report_left_out(last)
        by_path = {upload.path: upload for upload in reversed(given)}
        left = await self._adopt(engine, by_path)
        if count := engine.journal.set_aside:
            self._console.write(set_aside_text(count))
        await engine.drop_abandoned()
        by_path |= {upload.path: upload for upload in left}
        new = [upload for upload in by_path.values() if upload not in left]
        if not self._options.again:
            await _require_readable(engine, new)
        engine.queue.recover(left)
        engine.queue.add(new)
        return [by_path[upload.path] for upload in given]

    def _report_left_out(self, last: DropBlock) -> None:
        """Say what folders held that is not uploaded; the last block counts it all."""
        if last.left_out:
            self._console.write(left_out_text(last.left_out))
        if last.skipped:
            self._console.write(
                tr_plural("{n} hidden file was left out.", "{n} hidden files were left out.", last.skipped)
            )

    async def _adopt(self, engine: Engine, given: Mapping[Path, Upload]) -> list[Upload]:
        """Return what an interrupted run left of these files; with `--again` none, where it cannot be had."""
        try:
            return await engine.journal.adopt(
                Origin.COMMAND_LINE, lambda upload: self._is_same_upload(upload, given)
            )
        except JournalError as error:
            if self._options.again:
                return []
            raise UnknownPastError(error.title, detail=error.detail) from error

    @staticmethod
    def _is_same_upload(left: Upload, given: Mapping[Path, Upload]) -> bool:
        """Return whether an upload that was left is one that this run is to make."""
        now = given.get(left.path)
        return now is not None and _has_same_target(left, now) and left.kind == now.kind

    async def _upload(self, engine: Engine, batch: CliBatch, uploads: list[Upload]) -> None:
        meter = ProgressMeter(engine.queue.uploads, engine.queue.totals)
        progress = asyncio.create_task(self._show_progress(engine, meter))
        self._has_begun = True
        try:
            await batch.run(engine.queue, uploads)
        finally:
            progress.cancel()
            await asyncio.wait([progress])
            self._console.close()
        engine.queue.remove([upload.id for upload in uploads if not upload.must_be_kept])

    async def _show_progress(self, engine: Engine, meter: ProgressMeter) -> None:
        while True:
            meter.sample()
            hold = engine.queue.hold
            waits_for = hold.sentence(time.monotonic()) if hold and hold.until else ""
            self._console.show_progress(meter.total(), waits_for)
            await asyncio.sleep(_REFRESH_SECONDS)

    def _print_result(self, uploads: list[Upload]) -> None:
        write_stdout(as_json(uploads) if self._options.json else as_lines(uploads))


def main(arguments: Sequence[str]) -> int:
    """Upload what the arguments name; return the exit code."""
    options = upload_parser().parse_args(arguments)
    console = Console()
    code = ExitCode.NOTHING_TRIED
    try:
        with open_environment(sandbox=options.sandbox) as environment:
            code = _run(options, environment, console)
    except UploaderError as error:
        console.write_problem(error.problem)
        return _exit_code_of(error)
    except OSError as error:
        # Whatever the end of a run meets, as on a full disk, it changes nothing of what was uploaded.
        _log_error(error)
    return code


def _run(options: argparse.Namespace, environment: RunEnvironment, console: Console) -> ExitCode:
    """Upload, and return the exit code, which tells what became of the files."""
    run = UploadRun(options, environment, console)
    try:
        all_done = asyncio.run(_interruptible(run.run()))
    except UploaderError as error:
        console.close()
        console.write_problem(error.problem)
        return _exit_code_of(error)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.close()
        console.write(tr("Interrupted. Run the same command to continue where this one stopped."))
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of the program; the code must not deny what was sent
        console.close()
        _log_error(error)
        console.write(
            tr("Something went wrong in this program ({name}). The log has the details.", name=repr(error))
        )
        return ExitCode.SOME_FAILED if run.has_begun else ExitCode.NOTHING_TRIED
    return ExitCode.ALL_DONE if all_done else ExitCode.SOME_FAILED


async def _inspect(engine: Engine, drop: Drop) -> tuple[list[Upload], DropBlock]:
    """Return the uploads of this drop and its last block, which counts what was left out."""
    blocks = [block async for block in engine.inspect_drop(drop)]
    return [upload for block in blocks for upload in block.uploads], blocks[-1]


async def _require_known_past(engine: Engine) -> None:
    """Make sure that the files which were uploaded before are known: else they would be sent once more.

    Raises:
        UnknownPastError: They are not.
    """
    hold = engine.queue.hold
    if hold and hold.reason is HoldReason.DISK and hold.problem:
        raise UnknownPastError(hold.problem.title)
    try:
        await engine.history.count()
    except JournalError as error:
        raise UnknownPastError(error.title, detail=error.detail) from error


async def _require_readable(engine: Engine, new: Sequence[Upload]) -> None:
    """Make sure that no earlier run noted these where nobody can read it: they may have been sent.

    Raises:
        UnknownPastError: One did, or nobody knows.
    """
    damaged, files = await engine.journal.unreadable()
    unknown = [upload for upload in new if not upload.needs_attention]
    if damaged and unknown:
        raise UnknownPastError(
            tr("The list of uploads was damaged, and is kept as {path}.", path=damaged[-1]),
            tr(
                "Nothing was sent, because it is not known what was uploaded before. Once you "
                "know it, delete that file. With --again the files are uploaded anyway."
            ),
        )
    if lost := next((upload for upload in unknown if upload.path in files), None):
        raise UnknownPastError(tr("The record of an earlier run for {file} cannot be read.", file=lost.path))


def _has_same_target(left: Upload, now: Upload) -> bool:
    """Return whether both have the same project; uploads of an earlier version have no account."""
    project_ids = [upload.project.id if upload.project else "" for upload in (left, now)]
    return project_ids[0] == project_ids[1] and left.account in {"", now.account}


def _log_error(error: BaseException) -> None:
    _log.error("A fault of the program", exc_info=error)


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
    """Run the work; the first of Ctrl+C, SIGTERM and SIGHUP cancels it, and the second ends the program."""
    task = asyncio.ensure_future(work)

    def stop() -> None:
        if task.cancelling():
            os._exit(ExitCode.INTERRUPTED)  # whatever holds it up; what is unfinished is in the journal
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # on Windows, where a loop has no signal handlers
        for number in _termination_signals():
            asyncio.get_running_loop().add_signal_handler(number, stop)
    return await task


def _termination_signals() -> Iterator[signal.Signals]:
    # Windows has no SIGHUP; what is ignored, as by `nohup`, must stay so.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            yield number
