"""Futures that a thread of one's own settles."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def run_into(future: Future[T], call: Callable[[], T]) -> None:
    """Make the call and settle the future with what it returns or raises; not if it was cancelled before.

    `concurrent.futures.ThreadPoolExecutor` does the same, but the interpreter waits for its threads at the
    end, and these calls may hang: they run in daemon threads.
    """
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except Exception as error:  # noqa: BLE001 it is handed to the one who asked
        future.set_exception(error)
    else:
        future.set_result(result)
