"""One run of `upload`, from the key to the last ID."""

import argparse
import asyncio
import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path

from layers_desktop.cli.batch import Batch
from layers_desktop.cli.console import Console
from layers_desktop.cli.key_choice import NoKeyError, find_key
from layers_desktop.cli.output import write_out
from layers_desktop.cli.place import Place
from layers_desktop.cli.project_choice import choose_project
from layers_desktop.cli.results import as_json, as_lines
from layers_desktop.domain.api_errors import ApiError
from layers_desktop.domain.errors import KeyringError
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload import Upload
from layers_desktop.local.credentials import user_name
from layers_desktop.local.environment import api_host, base_url
from layers_desktop.local.journal import Origin
from layers_desktop.local.network_preferences import ProxyPasswords, network_choice
from layers_desktop.local.preferences import PREFERENCES_NAME, Preferences, PreferencesFile
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.inspection import KindWish
from layers_desktop.transfer.intake import Drop
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.target import Target

_REFRESH = 0.25
_log = logging.getLogger(__name__)


class UploadRun:
    """Uploads what the options name and prints what became of it."""

    def __init__(self, options: argparse.Namespace, place: Place, console: Console) -> None:
        self._options = options
        self._place = place
        self._console = console
        self._url = base_url(place.environ)
        self._host = api_host(self._url)
        self._account: Account | None = None

    async def run(self) -> bool:
        """Return whether every file has its asset ID.

        Raises:
            UploaderError: Nothing could be tried, or the key is not taken any more.
        """
        batch = Batch(self._console)
        target = Target.of(self._url, self._host, self._place.state)
        engine = await Engine.open(target, Origin.COMMAND_LINE, batch, _report)
        try:
            await asyncio.to_thread(self._place.directories.close_to_others)
            preferences = PreferencesFile(self._place.directories.config / PREFERENCES_NAME).load()
            await self._take_route(engine, preferences)
            await self._sign_in(engine)
            project = await self._project(engine, preferences)
            uploads = await self._take_in(engine, project)
            await self._work(engine, batch, uploads)
        finally:
            if problem := await engine.close():
                batch.tell_of_journal(problem)
        self._print(uploads)
        if batch.key_problem:
            raise NoKeyError(batch.key_problem.title, batch.key_problem.next_step)
        return all(upload.is_done for upload in uploads)

    async def _sign_in(self, engine: Engine) -> None:
        found, expected = await find_key(self._place, self._host, self._options.account)
        self._account = await engine.sign_in(found.key, expected)
        if not self._account.can_upload:
            raise ApiError(403, "FORBIDDEN_SCOPE", "")

    async def _project(self, engine: Engine, preferences: Preferences) -> Project:
        used = preferences.project_ids
        account = self._account.id if self._account else ""
        last_used = used.get(user_name(self._host, account)) or used.get(self._host)
        return choose_project(await engine.projects(), self._options.project, last_used)

    async def _take_route(self, engine: Engine, preferences: Preferences) -> None:
        """Reach Layers as it was chosen in the window; a password that no keyring gives is left out."""
        choice = network_choice(preferences)
        with contextlib.suppress(KeyringError):
            choice = network_choice(preferences, await ProxyPasswords().find(choice.proxy))
        await engine.take_route(choice)

    async def _take_in(self, engine: Engine, project: Project) -> list[Upload]:
        """Return one upload for each file, in the order given: new, or left by a run that was cut short."""
        drop = Drop(tuple(self._options.files), project, KindWish(self._options.kind), self._options.again)
        given = [upload async for block in engine.take_in(drop) for upload in block.uploads]
        by_path = {upload.path: upload for upload in reversed(given)}
        left = await engine.adopt(Origin.COMMAND_LINE, lambda upload: self._is_same(upload, by_path))
        await engine.sweep()
        by_path |= {upload.path: upload for upload in left}
        engine.queue.recover(left)
        engine.queue.add([upload for upload in by_path.values() if upload not in left])
        return [by_path[upload.path] for upload in given]

    @staticmethod
    def _is_same(left: Upload, given: Mapping[Path, Upload]) -> bool:
        """Whether an upload that was left is what is asked for now."""
        now = given.get(left.path)
        return now is not None and _is_same_place(left, now) and left.kind == now.kind

    async def _work(self, engine: Engine, batch: Batch, uploads: list[Upload]) -> None:
        meter = ProgressMeter(engine.queue.uploads, engine.queue.sums)
        showing = asyncio.create_task(self._show(meter))
        try:
            await batch.run(engine.queue, uploads)
        finally:
            showing.cancel()
            await asyncio.wait([showing])
            self._console.close()
        engine.queue.remove([upload.id for upload in uploads if not upload.is_worth_remembering])

    async def _show(self, meter: ProgressMeter) -> None:
        while True:
            meter.sample()
            self._console.show(meter.total())
            await asyncio.sleep(_REFRESH)

    def _print(self, uploads: list[Upload]) -> None:
        write_out(as_json(uploads) if self._options.json else as_lines(uploads))


def _is_same_place(left: Upload, now: Upload) -> bool:
    """Whether both go to one project, renamed or not; an earlier version did not write down whose it was."""
    places = [upload.project.id if upload.project else "" for upload in (left, now)]
    return places[0] == places[1] and left.account in {"", now.account}


def _report(error: BaseException) -> None:
    _log.error("A fault of the program", exc_info=error)
