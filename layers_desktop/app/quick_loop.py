"""qasync's event loop with callbacks that cost as little as asyncio's, and timers that end when cancelled.

qasync 0.28.0 makes a timer of Qt's for every callback, and keeps one that was cancelled until it would have
fired: a few hundred calls a second, each with its timeouts, leave ten thousand behind, and each callback
after that pays for them.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication

# After the import of PySide6: qasync takes the binding that is there already.
import qasync  # isort: skip

# So long callbacks run on before the window gets its turn: less than a screen's refresh.
_TURN = 0.005


class QuickLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync ships no types
    """Runs callbacks in turns of a few milliseconds, in the order in which they came, as asyncio does."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._soon: deque[asyncio.Handle] = deque()
        self._turns = _Turns(self._run_soon)
        self._alarms = _Alarms()

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run this in the next turn."""
        handle = asyncio.Handle(callback, args, self, context)
        self._soon.append(handle)
        self._turns.ask()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run this after so many seconds, and not before."""
        handle = asyncio.TimerHandle(self.time() + delay, callback, args, self, context)
        self._alarms.set(handle, delay)
        return handle

    def close(self) -> None:
        """End; what was to be run is not run any more."""
        self._soon.clear()
        self._alarms.end()
        super().close()

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Take note, as asyncio's own loops do, that this timer is not wanted any more."""
        self._alarms.stop(handle)

    def _run_soon(self) -> None:
        """Run what there was when the turn began, or what fits into it."""
        due = time.monotonic() + _TURN
        if len(self._soon) > 1:
            self._turns.ask()  # a callback may open an event loop of its own: the rest runs there
        for _ in range(len(self._soon)):
            if not self._soon:
                break  # an event loop inside a callback has run them
            handle = self._soon.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001  # how an event loop runs a callback
            if time.monotonic() > due:
                break
        if self._soon:
            self._turns.ask()


class _Turns(QObject):
    """Calls `run` when Qt has seen to everything else; each turn by a timer of its own.

    A timer that repeats would not fire in an event loop that its own slot has opened, and a posted event
    would be taken before timers and sockets get theirs.
    """

    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self._is_asked = False

    def ask(self) -> None:
        """Have one more turn."""
        if not self._is_asked:
            self._is_asked = True
            self.startTimer(0)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802  # Qt's name
        """Take the turn."""
        self.killTimer(event.timerId())
        self._is_asked = False
        self._run()


class _Alarms(QObject):
    """One of Qt's timers for each callback that waits, gone with it."""

    def __init__(self) -> None:
        super().__init__()
        self._handles: dict[int, asyncio.TimerHandle] = {}
        self._timers: dict[int, int] = {}

    def set(self, handle: asyncio.TimerHandle, delay: float) -> None:
        """Run it after the delay; precise, for coarse timers come up to 5 % early."""
        timer = self.startTimer(max(0, math.ceil(delay * 1000)), Qt.TimerType.PreciseTimer)
        self._handles[timer], self._timers[id(handle)] = handle, timer

    def stop(self, handle: asyncio.TimerHandle) -> None:
        """Forget it."""
        timer = self._timers.pop(id(handle), None)
        if timer is not None:
            self.killTimer(timer)
            del self._handles[timer]

    def end(self) -> None:
        """Forget all."""
        for handle in list(self._handles.values()):
            self.stop(handle)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802  # Qt's name
        """Run the one whose time has come."""
        handle = self._handles.get(event.timerId())
        if handle is None:
            self.killTimer(event.timerId())
            return
        self.stop(handle)
        handle._run()  # noqa: SLF001  # how an event loop runs a callback
