"""`layers-desktop upload`: the same queue as the window's, without a window and without loading Qt."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from layers_desktop.cli.arguments import parse_upload
from layers_desktop.cli.batch import CliBatch
from layers_desktop.cli.command_run import ExitCode, exit_code_of, log_error, run_command
from layers_desktop.cli.file_lists import FileListError, GivenFile, GivenNames, given_files, grouped
from layers_desktop.cli.output import Console, EventConsole, Loudness, use_printable_streams
from layers_desktop.cli.progress_lines import FileProgress
from layers_desktop.cli.results import print_plan, results_as
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.selection import (
    NoKeyError,
    UnknownPastError,
    find_projects,
    require_upload_right,
    sign_in,
)
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload import Upload
from layers_desktop.local.environment import ApiTarget, api_host, base_url
from layers_desktop.local.language import ENGLISH, use_language
from layers_desktop.local.store.journal import Origin
from layers_desktop.local.store.journal_errors import JournalError, set_aside_text
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.helper_folders import left_out_text
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop, DropBlock, by_file_system
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.limits.bandwidth import BandwidthLimiter
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from layers_desktop.transfer.progress import ProgressMeter

REFRESH_SECONDS = 0.25

# Gives files to the window that is open: their paths, their project and their kind.
HandOver = Callable[[RunEnvironment, tuple[Path, ...], str | None, MediaKind | None], None]


class UploadRun:
    """Uploads the files that the options name, and prints the results.

    Args:
        files: What the options and the lists that they name come to.
    """

    def __init__(
        self,
        options: argparse.Namespace,
        files: Sequence[GivenFile],
        environment: RunEnvironment,
        console: Console,
    ) -> None:
        self._options = options
        self._files = files
        self._environment = environment
        self._console = console
        self._results = results_as(options.form, GivenNames(files).of, console.close)
        self._has_begun = False
        self._set_aside = 0

    async def run(self) -> bool:
        """Return whether every file has its asset ID.

        Raises:
            UnknownPastError: What was uploaded before cannot be read, and the options do not say `--again`.
            UploaderError: Nothing could be tried, or the key was rejected during the run.
        """
        batch = CliBatch(
            self._console,
            self._results,
            fail_fast=self._options.fail_fast,
            sends_unrecorded=self._options.again,
        )
        async with self._engine(batch) as engine:
            if self._options.again:
                engine.queue.go_on_unrecorded()
            else:
                engine.queue.fail_unrecorded()
            wanted = [each.project or self._options.project for each in self._files]
            account, projects = await self._sign_in(engine, wanted)
            given = await self._inspect(engine, projects)
            if self._options.dry_run:
                limiter = engine.queue.accounts.sessions.of(account.id).rate_limiter
                return print_plan(given, self._options.form, limiter, self._console)
            uploads = await self._prepare(engine, given)
            await self._upload(engine, batch, uploads)
        self._results.finish()
        if batch.key_problem:
            raise NoKeyError(batch.key_problem.title, batch.key_problem.next_step)
        return all(upload.is_done for upload in uploads)

    @property
    def has_begun(self) -> bool:
        """Whether files may have been uploaded."""
        return self._has_begun

    async def _sign_in(
        self, engine: Engine, wanted: Sequence[str | None]
    ) -> tuple[Account, dict[str | None, Project]]:
        """Return the account that may upload, and its projects of these names, once what is past is known."""
        if not self._options.again:
            await _require_known_past(engine)
        await asyncio.to_thread(self._environment.directories.restrict_to_owner)
        account = await sign_in(engine, self._environment, self._options.account)
        require_upload_right(account)
        return account, await find_projects(engine, self._environment, account, wanted)

    @asynccontextmanager
    async def _engine(self, batch: CliBatch) -> AsyncIterator[Engine]:
        url = base_url(self._environment.environ)
        target = ApiTarget.of(url, api_host(url), self._environment.state)
        engine = await Engine.open(target, Origin.COMMAND_LINE, batch, log_error, _limits(self._options))
        engine.on_waiting = batch.report_waiting
        engine.files.on_change = lambda: batch.report_silent(engine.files.silent)
        try:
            yield engine
        finally:
            problem = await engine.close()
            if problem and self._has_begun:
                batch.report_journal(problem)

    async def _inspect(self, engine: Engine, projects: Mapping[str | None, Project]) -> list[Upload]:
        """Return one upload for each file, in the order given."""
        named = [
            (some[0].name, part)
            for some in grouped(self._files)
            for part in by_file_system(self._drop(some, projects[some[0].project or self._options.project]))
        ]
        parts = await asyncio.gather(*(_inspect(engine, part) for _, part in named))
        for (name, _), (uploads, _) in zip(named, parts, strict=True):
            for upload in uploads:
                upload.filename = name
        self._report_left_out([last for _, last in parts])
        return [upload for uploads, _ in parts for upload in uploads]

    def _report_left_out(self, last_blocks: Sequence[DropBlock]) -> None:
        """Say what folders held that is not uploaded; the last block of each drop counts it all."""
        if left_out := tuple(name for block in last_blocks for name in block.left_out):
            self._console.note(left_out_text(left_out))
        if skipped := sum(block.skipped for block in last_blocks):
            self._console.note(
                tr_plural("{n} hidden file was left out.", "{n} hidden files were left out.", skipped)
            )

    def _drop(self, files: Sequence[GivenFile], project: Project) -> Drop:
        kind = files[0].kind
        preference = KindPreference(
            kind or self._options.kind, by_pattern=() if kind else tuple(self._options.kind_map)
        )
        return Drop(
            tuple(Path(each.text) for each in files),
            project,
            preference,
            self._options.again,
            with_helpers=self._options.all_folders,
            is_wanted_anyway=self._options.anyway,
        )

    async def _prepare(self, engine: Engine, given: list[Upload]) -> list[Upload]:
        """Put the files into the queue; return the upload of each: a new one, or what an earlier run left."""
        distinct: dict[tuple[object, ...], Upload] = {}
        for upload in given:
            distinct.setdefault(_target_of(upload), upload)
        left = await self._adopt(engine, list(distinct.values()))
        if (count := engine.journal.set_aside) > self._set_aside:
            self._set_aside = count
            self._console.note(set_aside_text(count))
        await engine.drop_abandoned()
        for upload in left:
            distinct |= {key: upload for key, now in distinct.items() if _is_same_upload(upload, now)}
        new = [upload for upload in distinct.values() if upload not in left]
        if not self._options.again:
            await _require_readable(engine, new)
        engine.queue.recover(left)
        engine.queue.add(new)
        listed = engine.queue.uploads
        for key, upload in distinct.items():
            if upload.id not in listed:  # another of the same file will do for it
                distinct[key] = next(each for each in listed.values() if _has_same_place(each, upload))
        return [distinct[_target_of(upload)] for upload in given]

    async def _adopt(self, engine: Engine, given: Sequence[Upload]) -> list[Upload]:
        """Return what an interrupted run left of these files; with `--again` none, where it cannot be had."""
        by_path: dict[Path, list[Upload]] = {}
        for upload in given:
            by_path.setdefault(upload.path, []).append(upload)
        try:
            return await engine.journal.adopt(
                Origin.COMMAND_LINE,
                lambda left: any(_is_same_upload(left, now) for now in by_path.get(left.path, ())),
            )
        except JournalError as error:
            if self._options.again:
                return []
            raise UnknownPastError(error.title, detail=error.detail) from error

    async def _upload(self, engine: Engine, batch: CliBatch, uploads: list[Upload]) -> None:
        meter = ProgressMeter(engine.queue.uploads, engine.queue.totals)
        progress = asyncio.create_task(self._show_progress(engine, meter))
        self._has_begun = True
        self._results.begin(uploads)
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
            self._show(engine, meter)
            await asyncio.sleep(REFRESH_SECONDS)

    def _show(self, engine: Engine, meter: ProgressMeter) -> None:
        waits_for = _sentence_of(engine.queue.hold)
        sending = [_progress_of(each, meter) for each in engine.queue.totals.sending()]
        self._console.show_progress(meter.total(), sending, waits_for)


def main(arguments: Sequence[str], hand_over: HandOver) -> int:
    """Upload what the arguments name; return the exit code.

    Args:
        arguments: What stands behind `upload`.
        hand_over: Gives files to the window that is open, for `--no-wait`.
    """
    options = parse_upload(arguments)
    console = console_for(options)
    code = ExitCode.NOTHING_TRIED
    try:
        files = given_files(options.files, options.files_from, options.manifest, null=options.null)
        with open_environment(sandbox=options.sandbox) as environment:
            if options.no_wait:
                return _hand_over(options, files, environment, console, hand_over)
            run = UploadRun(options, files, environment, console)
            code = run_command(run.run(), console, lambda: run.has_begun, options.timeout)
    except UploaderError as error:
        console.write_problem(error.problem)
        return exit_code_of(error)
    except OSError as error:
        # Whatever the end of a run meets, as on a full disk, it changes nothing of what was uploaded.
        log_error(error)
    return code


def console_for(options: argparse.Namespace) -> Console:
    """Return what says as much as these options want, as lines or as objects, which are in English."""
    if options.progress_json or options.form in {"json", "jsonl"}:
        use_language(ENGLISH)  # the sentences in it are for programs, too
    use_printable_streams()
    loudness = Loudness.QUIET if options.quiet else Loudness.VERBOSE if options.verbose else Loudness.NORMAL
    kind = EventConsole if options.progress_json else Console
    return kind(loudness=loudness)


def _hand_over(
    options: argparse.Namespace,
    files: Sequence[GivenFile],
    environment: RunEnvironment,
    console: Console,
    hand_over: HandOver,
) -> ExitCode:
    if named := next((each for each in files if each.name), None):
        raise FileListError(
            tr("The window sends each file under its own name, and cannot call one {name}.", name=named.name),
            tr("Leave out either the column “name” or --no-wait."),
        )
    for some in grouped(files):
        paths = tuple(each.path for each in some)
        hand_over(environment, paths, some[0].project or options.project, some[0].kind or options.kind)
    count = len(files)
    console.note(tr_plural("The window was given {n} file.", "The window was given {n} files.", count))
    return ExitCode.ALL_DONE


def _limits(options: argparse.Namespace) -> QueueLimits:
    limits = QueueLimits(bandwidth=BandwidthLimiter(options.limit_rate))
    if options.concurrency:
        limits.concurrency = ConcurrencyLimiter(options.concurrency, options.concurrency)
        limits.max_jobs = options.concurrency
    return limits


def _sentence_of(hold: Hold | None) -> str:
    """Return what uploads wait for; empty where they go on, as where only the journal cannot be written."""
    is_waiting = hold and (hold.until or hold.reason is HoldReason.OFFLINE)
    return hold.sentence(time.monotonic()) if hold and is_waiting else ""


def _progress_of(upload: Upload, meter: ProgressMeter) -> FileProgress:
    path, speed = shown_path(upload.path), meter.speed(upload.id)
    return FileProgress(path, meter.fraction(upload), upload.size or 0, speed)


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
    if hold and hold.reason in {HoldReason.NO_JOURNAL, HoldReason.DISK} and hold.problem:
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


def _target_of(upload: Upload) -> tuple[object, ...]:
    """Return what makes two given files one upload: the same file, to the same place, as the same."""
    return upload.path, upload.project, upload.kind if upload.kind_is_chosen else None, upload.filename


def _is_same_upload(left: Upload, now: Upload) -> bool:
    """Return whether an upload that was left is this one; those of an earlier version have no account."""
    return (
        _has_same_place(left, now)
        and left.account in {"", now.account}
        and left.kind == now.kind
        and left.filename == now.filename
    )


def _has_same_place(one: Upload, other: Upload) -> bool:
    project_ids = [upload.project.id if upload.project else "" for upload in (one, other)]
    return one.path == other.path and project_ids[0] == project_ids[1]
