"""What an earlier run left: unfinished uploads, and files of the program that were damaged."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, Severity
from layers_desktop.gui.notices.notices import RECOVERED_KEY, recovered_notice
from layers_desktop.local.store.journal import Origin
from layers_desktop.local.store.journal_errors import JournalError, set_aside_text
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.engine import Engine

# Seconds between looks at a disk that had no room.
_POLL_SECONDS = 2.0

if TYPE_CHECKING:  # loaded once the window is painted
    from layers_desktop.local.credentials import Credentials, ProxyPasswords


class Restart(NamedTuple):
    """What a window leaves to the one that takes its place in the same run of the program.

    Attributes:
        uploads: All of its list.
        started: The IDs of those that were under way.
        credentials, passwords: They know the keys and passwords that are kept until the program ends.
    """

    uploads: Sequence[Upload]
    started: Sequence[UploadId]
    credentials: "Credentials"
    passwords: "ProxyPasswords"


class Recovery:
    """Brings unfinished uploads back, paused, and asks what is to become of them."""

    def __init__(
        self, engine: Engine, window: MainWindow, preferences: PreferencesController, tasks: OwnedTasks
    ) -> None:
        self._tasks = tasks
        self._engine = engine
        self._window = window
        self._preferences = preferences
        self._asked: list[UploadId] = []
        self._is_asking = False

    async def recover(self, before: Restart | None = None) -> None:
        """Add what an earlier run of the window left, and resume it if that is the preference.

        What the window before left in this run goes on, or stands, as it did.
        Where the journal cannot be written, the rest is done as soon as it can.
        """
        await self._show_quarantined_files()
        left = await self._engine.queue.adopt(Origin.WINDOW)
        if before:
            self._take_over(before, left or [])
        elif left is None:
            self._tasks.spawn(self._recover_later(), "recovery")
        else:
            self._add(left)

    async def _recover_later(self) -> None:
        while (left := await self._engine.queue.adopt(Origin.WINDOW)) is None:  # noqa: ASYNC110  # room on a disk tells nobody
            await asyncio.sleep(_POLL_SECONDS)
        self._add(left)

    def _add(self, left: list[Upload]) -> None:
        if count := self._engine.journal.set_aside:
            notice = Notice("rows-set-aside", Severity.CAUTION, set_aside_text(count))
            self._window.notices.show_notice(notice)
        if not left:
            return
        self._engine.queue.recover(left)
        paused = [upload.id for upload in left if upload.can_resume]
        if self._preferences.current.resume_on_start:
            self._engine.queue.resume(paused)
        elif paused:
            self._asked = paused
            self._ask()
            self._window.model.ticked.connect(self._ask)
            self._window.notices.closed.connect(self._notice_closed)

    def _take_over(self, before: Restart, left: list[Upload]) -> None:
        queue, recorded = self._engine.queue, {upload.id for upload in left}
        # A journal that cannot be written has not all of them.
        unrecorded = [each for each in before.uploads if not each.is_done and each.id not in recorded]
        queue.recover([*left, *unrecorded])
        queue.restore([each for each in before.uploads if each.is_done])
        queue.resume(before.started)
        # Their sentences are in the language that was spoken before.
        queue.check_again([each.id for each in before.uploads if each.note or each.needs_attention])

    def _ask(self) -> None:
        """Ask about those that are still paused; the question goes once there are none."""
        uploads, queue = self._engine.queue.uploads, self._engine.queue
        paused = [each for each in self._asked if each in uploads and uploads[each].can_resume]
        if not paused:
            self._leave()
            return
        resume, remove = partial(self._answer, queue.resume), partial(self._answer, queue.remove)
        if len(paused) != len(self._asked) or not self._is_asking:
            self._window.notices.show_notice(recovered_notice(len(paused), resume, remove))
        self._asked, self._is_asking = paused, True

    def _answer(self, command: Callable[[list[UploadId]], object]) -> None:
        asked = self._asked
        self._leave()
        command(asked)

    def _leave(self) -> None:
        if self._is_asking:
            self._is_asking = False
            self._window.model.ticked.disconnect(self._ask)
            self._window.notices.hide_notice(RECOVERED_KEY)

    def _notice_closed(self, key: str) -> None:
        if key == RECOVERED_KEY:
            self._leave()

    async def _show_quarantined_files(self) -> None:
        """Tell of damaged preferences once, and of a damaged list until the person has deleted it."""
        if path := self._preferences.quarantined:
            self._show_caution(path, tr("A damaged file of the program was set aside as {path}.", path=path))
        with contextlib.suppress(JournalError):  # the queue's own notice tells of the disk
            damaged, _ = await self._engine.journal.unreadable()
            for path in damaged[-1:]:
                self._show_caution(path, _damaged_list_text(path))

    def _show_caution(self, path: Path, text: str) -> None:
        self._window.notices.show_notice(Notice(str(path), Severity.CAUTION, text))


def _damaged_list_text(path: Path) -> str:
    # Translators: That list is the file {path}.
    return tr(
        "The list of uploads was damaged, and is kept as {path}. Files in it may be uploaded once more;"
        " once you know what has arrived, delete that list.",
        path=path,
    )
