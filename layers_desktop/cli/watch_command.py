"""`layers-desktop watch`: uploads what comes into a folder, as long as it runs."""

import argparse
import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from layers_desktop.cli.arguments import watch_parser
from layers_desktop.cli.batch import CliBatch
from layers_desktop.cli.command_run import exit_code_of, run_command
from layers_desktop.cli.file_lists import GivenFile, GivenNames
from layers_desktop.cli.output import Console
from layers_desktop.cli.results import EachAlone, text_of
from layers_desktop.cli.run_environment import RunEnvironment, open_environment
from layers_desktop.cli.selection import NoKeyError, UnknownPastError
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.cli.upload_command import REFRESH_SECONDS, UploadRun, console_for
from layers_desktop.domain.errors import ConfigurationError, UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.local.store.journal_errors import JournalError
from layers_desktop.local.store.watched_files import FileState
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.folder_watcher import FolderWatcher, sort_out
from layers_desktop.transfer.progress import ProgressMeter


class WatchRun(UploadRun):
    """Uploads what comes into the folder that the options name, and prints what becomes of each file.

    A file is known to have been taken once it has its ID; what an interrupted run has begun, the next one
    finds again, and goes on with.
    """

    def __init__(self, options: argparse.Namespace, environment: RunEnvironment, console: Console) -> None:
        given = GivenFile(options.folder)
        super().__init__(options, [given], environment, console)
        self._folder = given.path
        self._purpose = ""
        name_of = GivenNames([given]).of
        self._results = EachAlone(
            lambda upload: text_of(upload, options.form, name_of(upload.path)), self._note_end, console.close
        )
        self._batch = CliBatch(console, self._results)
        # Each as it was when it was taken.
        self._under_way: dict[UploadId, FileState] = {}
        self._ended: list[Upload] = []

    async def run(self) -> bool:
        """Watch until cancelled.

        Raises:
            OutputError: What became of the files cannot be written any more.
            UploaderError: Nothing could be tried, or the key was rejected.
        """
        try:
            async with self._engine(self._batch) as engine:
                await self._require_folder(engine)
                account, projects = await self._sign_in(engine, [self._options.project])
                project = projects[self._options.project]
                self._purpose = f"{account.id}/{project.id}{'/existing' if self._options.existing else ''}"
                await self._watch(engine, project)
        except UnknownPastError as error:  # that of `upload` names an option that there is not here
            next_step = tr("Nothing was sent, because it is not known what was uploaded before.")
            raise UnknownPastError(error.title, next_step, detail=error.detail) from error
        self._results.finish()
        if problem := self._batch.key_problem:
            raise NoKeyError(problem.title, problem.next_step)
        return True

    # ------------------------------------------------------------------- parts
    async def _require_folder(self, engine: Engine) -> None:
        if not await engine.files.ask(self._folder, self._folder.is_dir):
            raise ConfigurationError(tr("There is no folder at {path}.", path=shown_path(self._folder)))

    async def _watch(self, engine: Engine, project: Project) -> None:
        """Return when the key is rejected, or nothing can be printed any more."""
        known = await engine.watched_files.load(self._folder, self._purpose)
        if known is None and self._options.existing:
            await self._begin(engine, known := {})
        take, begin = partial(self._take, engine, project), partial(self._begin, engine)
        watcher = FolderWatcher(self._folder, engine.files, take, begin)
        watcher.on_missing = lambda: self._tell_missing(is_missing=watcher.is_missing)
        watcher.on_look = lambda _: self._tell_begin(project)
        tasks = {asyncio.create_task(watcher.watch(known)), asyncio.create_task(self._keep_up(engine))}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self._console.close()
            await self._settle(engine)

    async def _begin(self, engine: Engine, found: Mapping[Path, FileState]) -> None:
        await engine.watched_files.begin(self._folder, found, self._purpose)

    async def _take(self, engine: Engine, project: Project, rested: Mapping[Path, FileState]) -> list[Path]:
        """Upload these files; return those that are under way now, or are no business of the program."""
        busy = {upload.path for upload in engine.queue.uploads.values()}
        given = [GivenFile(os.fspath(path)) for path in rested if path not in busy]
        if not given:
            return []
        unwanted, wanted = await sort_out(engine.inspect_drop(self._drop(given, project)))
        uploads = await self._prepare(engine, wanted)
        self._under_way |= {upload.id: rested[upload.path] for upload in uploads}
        self._batch.start(engine.queue, uploads)
        await self._know(engine, {path: rested[path] for path in unwanted})
        return unwanted + [upload.path for upload in uploads]

    def _note_end(self, upload: Upload) -> None:
        self._ended.append(upload)

    async def _keep_up(self, engine: Engine) -> None:
        """Show the progress, and write down what has ended; return when there is no use in going on."""
        meter = ProgressMeter(engine.queue.uploads, engine.queue.totals)
        while not (self._results.is_lost or self._batch.key_problem):
            meter.sample()
            if self._batch.is_busy:
                self._show(engine, meter)
            else:
                self._console.close()
            await self._settle(engine)
            await asyncio.sleep(REFRESH_SECONDS)

    async def _settle(self, engine: Engine) -> None:
        """Write down which files have their IDs, and forget what has ended, however it did."""
        has_job, told = engine.queue.scheduler.has_job, self._ended
        self._ended = [upload for upload in told if has_job(upload)]
        ended = [upload for upload in told if not has_job(upload)]
        states = {upload.path: self._under_way.pop(upload.id) for upload in ended}
        await self._know(engine, {each.path: states[each.path] for each in ended if each.is_done})
        engine.queue.remove([each.id for each in ended if each.is_done or not each.must_be_kept])
        self._batch.forget(ended)

    async def _know(self, engine: Engine, files: Mapping[Path, FileState]) -> None:
        """Write down that these need not be taken again; where that fails, their IDs are printed again."""
        if files:
            with contextlib.suppress(JournalError):  # the batch tells of the disk
                await engine.watched_files.add(self._folder, files, self._purpose)

    def _tell_begin(self, project: Project) -> None:
        """Say once what is watched, when it is known what was there before."""
        if not self._has_begun:
            self._has_begun = True
            folder = shown_path(self._folder)
            self._console.note(tr("Watching {folder} for {project}.", folder=folder, project=project.name))

    def _tell_missing(self, *, is_missing: bool) -> None:
        folder = shown_path(self._folder)
        self._console.note(
            tr("{folder} is not there, or cannot be read. Waiting for it.", folder=folder)
            if is_missing
            else tr("{folder} is there again.", folder=folder)
        )


def main(arguments: Sequence[str]) -> int:
    """Watch the folder that the arguments name; return the exit code."""
    options = watch_parser().parse_args(arguments)
    console = console_for(options)
    try:
        with open_environment(sandbox=options.sandbox) as environment:
            run = WatchRun(options, environment, console)
            return run_command(run.run(), console, lambda: run.has_begun, options.timeout)
    except UploaderError as error:
        console.write_problem(error.problem)
        return exit_code_of(error)
