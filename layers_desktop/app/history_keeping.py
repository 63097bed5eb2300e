"""How long past uploads are kept, and what becomes of all of them at once: exported, cleared, put back."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from layers_desktop.app.choices import Choices
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.main_window import MainWindow
from layers_desktop.gui.settings.listeners import Listeners
from layers_desktop.gui.undo import HistoryClearing
from layers_desktop.local.history import History, HistoryEntry, Row
from layers_desktop.local.history_export import export_history
from layers_desktop.transfer.tasks import OwnedTasks

_DAY = 86_400
_UNDO_MS = 10_000
_EVERYTHING = 1_000_000
_ENDINGS = ("csv", "json")


class HistoryKeeping:
    """Looks after the history as a whole."""

    def __init__(
        self, history: History, window: MainWindow, desktop: Desktop, choices: Choices, tasks: OwnedTasks
    ) -> None:
        self._history = history
        self._window = window
        self._desktop = desktop
        self._choices = choices
        self._tasks = tasks
        self._cleared: list[Row] = []
        self._listeners = Listeners()
        self._command: HistoryClearing | None = None
        self._timer = QTimer(window, singleShot=True, interval=_UNDO_MS)
        self._timer.timeout.connect(self._let_go)

    @property
    def can_put_back(self) -> bool:
        """Whether the history was cleared less than ten seconds ago."""
        return bool(self._cleared)

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call this whenever `can_put_back` changes; return what stops that."""
        return self._listeners.add(changed)

    def keep_for(self, days: str) -> None:
        """Keep past uploads for so many days from now on; 0 is for ever."""
        self._choices.choose(history_days=int(days))
        self.forget_the_old()

    def forget_the_old(self) -> None:
        """Remove what is older than the person wants it kept."""
        days = self._choices.now.history_days
        if days:
            self._tasks.spawn(self._forget_before(time.time() - days * _DAY), "old history")

    def clear(self) -> None:
        """Remove all of it; for ten seconds it can be undone."""
        self._tasks.spawn(self._clear(), "clear history")

    def put_back(self) -> None:
        """Undo the clearing."""
        rows, self._cleared = self._cleared, []
        if rows:
            self._tasks.spawn(self._put_back(rows), "put history back")
        self._let_go()

    def export(self) -> None:
        """Ask where to, and write all of it there."""
        self.ask_where_to(lambda: self._history.search(limit=_EVERYTHING))

    def ask_where_to(self, wanted: Callable[[], Awaitable[Sequence[HistoryEntry]]]) -> None:
        """Ask where to, and write there what is wanted."""
        title = tr("Export the history")
        name = tr("layers-history-{day}.csv", day=time.strftime("%Y-%m-%d"))
        self._desktop.save_file(
            self._window,
            title,
            name,
            _ENDINGS,
            lambda path: self._tasks.spawn(self._export(wanted, path), "export"),
        )

    # ----------------------------------------------------------------- parts
    async def _forget_before(self, moment: float) -> None:
        try:
            await self._history.forget_before(moment)
        except UploaderError as error:
            self._window.show_toast(error.problem.text)

    async def _clear(self) -> None:
        try:
            self._cleared = await self._history.clear()
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
            return
        count = len(self._cleared)
        text = tr_plural("{n} file left the history.", "{n} files left the history.", count)
        self._window.show_toast(text)
        if count:
            self._command = HistoryClearing(self.clear, self.put_back)
            self._window.undo_stack.push(self._command)
            self._timer.start()
            self._listeners.tell()

    async def _put_back(self, rows: list[Row]) -> None:
        try:
            await self._history.put_back(rows)
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
        else:
            self._window.show_toast(tr("The history is back."))

    def _let_go(self) -> None:
        """Keep what was cleared no longer."""
        self._timer.stop()
        self._cleared = []
        if self._command:
            self._command.expire()
            self._command = None
        self._listeners.tell()

    async def _export(self, wanted: Callable[[], Awaitable[Sequence[HistoryEntry]]], path: Path) -> None:
        try:
            entries = await wanted()
        except UploaderError as error:
            self._window.show_toast(error.problem.text)
        else:
            await self._write(entries, path)

    async def _write(self, entries: Sequence[HistoryEntry], path: Path) -> None:
        try:
            await asyncio.to_thread(partial(export_history, entries, path))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._window.show_toast(
                tr("{name} could not be written ({reason}).", name=path.name, reason=reason)
            )
            return
        text = tr_plural(
            "{n} file exported to {name}.", "{n} files exported to {name}.", len(entries), name=path.name
        )
        self._window.show_toast(text)
