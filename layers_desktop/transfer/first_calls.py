"""The calls before any upload: whose key it is, and its projects. They are retried by the same table."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.transfer.job.job_context import RetryTimings
from layers_desktop.transfer.job.retry_policy import Failure, RetryAction, Stage, decide

# A person looks at a window, or at a command, that shows nothing yet.
_TRIES = 5
_LONGEST_WAIT = 60.0

Answer = TypeVar("Answer")


async def with_retries(
    call: Callable[[], Awaitable[Answer]], timings: RetryTimings, waiting: Callable[[Problem], None]
) -> Answer:
    """Return what the call returns; one that a passing fault meets is made again, five times at most.

    Args:
        call: Makes the call, which changes nothing at Layers.
        timings: How long to wait in between.
        waiting: Told why, before each wait that Layers asked for.

    Raises:
        UploaderError: The last one, or one that waiting does not mend; also where Layers asks for a wait of
            more than a minute.
    """
    for failures in range(1, _TRIES):
        try:
            return await call()
        except UploaderError as error:
            seconds = _wait_after(error, failures, timings)
            if seconds is None or seconds > _LONGEST_WAIT:
                raise
            if isinstance(error, ApiError) and error.retry_after:
                waiting(error.problem)
        await asyncio.sleep(seconds)
    return await call()


def _wait_after(error: UploaderError, failures: int, timings: RetryTimings) -> float | None:
    """Return the seconds until the next try; None where there is none."""
    asked = error.retry_after if isinstance(error, ApiError) else None
    action = decide(Failure(Stage.PRESIGN, error))
    if action is RetryAction.RETRY:
        return asked or timings.backoff(failures, timings.longest_wait)
    return (asked or timings.budget_wait) if action is RetryAction.WAIT_FOR_BUDGET else None
