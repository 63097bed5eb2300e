"""Faults of the program itself: wherever they surface, they end in one place, and nothing is swallowed."""

import asyncio
import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

_log = logging.getLogger(__name__)


class FaultReporter:
    """Writes every fault to the log and tells of it.

    Attributes:
        tell: Called once for each fault; the window sets it when it is there.
    """

    def __init__(self) -> None:
        self.tell: Callable[[], None] = lambda: None

    def report(self, error: BaseException) -> None:
        """Take note of one fault."""
        _log.error("A fault of the program", exc_info=error)
        self.tell()

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over what would otherwise go to stderr or nowhere: slots by way of the interpreter, tasks."""
        sys.excepthook = self._from_interpreter
        loop.set_exception_handler(self._from_loop)

    def _from_interpreter(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.report(error)

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.report(error if error is not None else RuntimeError(str(context.get("message"))))
