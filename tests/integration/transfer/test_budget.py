import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, mixed

# So many small files go at once.
ON_THEIR_WAY = 6
WRITES = 60
WINDOW = 6.0


def scaled_pace(writes: int = WRITES, window: float = WINDOW) -> QueueLimits:
    limits = quick_limits()
    limits.rate_limiter = RateLimiter(limit=writes, window=window)
    return limits


def limited(writes: int = WRITES, window: float = WINDOW, *more: str) -> tuple[str, ...]:
    return ("--writes", str(writes), "--window-seconds", str(window), *more)


def small_files(folder: Path, count: int) -> list[Path]:
    return [image(folder / f"{number}.png", 2_000 + number) for number in range(count)]


def used_part(calls: Sequence[dict[str, Any]], writes: int, window: float) -> float:
    """Return which part of the budget was used from the first call to the last burst of a full window."""
    starts = sorted(call["started_at"] for call in calls)
    full = (len(starts) - 1) // writes * writes
    return full / writes * window / (starts[full] - starts[0])


@pytest.mark.parametrize("resets", ["seconds", "epoch", "none"])
async def test_a_hard_budget_is_kept_however_its_end_is_told(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess], resets: str
) -> None:
    sandbox = start_sandbox(*limited(WRITES, 1.5, "--rate-reset", resets))
    harness = await make_harness(sandbox).open(scaled_pace(WRITES, 1.5))
    uploads = await harness.upload(*small_files(harness.folder, 130))

    assert unfinished(uploads) == []
    assert harness.counted("overBudgetCalls") == 0


async def test_a_hard_budget_is_never_exceeded_and_hardly_wasted(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    harness = await make_harness(start_sandbox(*limited())).open(scaled_pace())
    used: list[float] = []
    # A machine with other work wakes nobody in time: that costs budget, and nothing ever gains any.
    while len(used) < 3 and max(used, default=0.0) < 0.98:
        before = len(harness.calls("inline"))
        files = small_files(harness.folder / str(len(used)), WRITES + 5)
        assert unfinished(await harness.upload(*files)) == []
        used.append(used_part(harness.calls("inline")[before:], WRITES, WINDOW))
    assert harness.counted("overBudgetCalls") == 0
    assert max(used) >= 0.98


@pytest.mark.slow
async def test_five_hundred_files_against_sixty_writes(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    harness = await make_harness(start_sandbox(*limited())).open(scaled_pace())
    uploads = await harness.upload(*small_files(harness.folder, 500), seconds=110)

    assert unfinished(uploads) == []
    assert harness.counted("overBudgetCalls") == 0
    assert used_part(harness.calls("inline"), WRITES, WINDOW) >= 0.98


async def test_large_and_small_files_share_one_budget(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    harness = await make_harness(start_sandbox(*limited(30, 2.0))).open(scaled_pace(30, 2.0))
    uploads = await harness.upload(*mixed(harness.folder, 40))

    assert unfinished(uploads) == []
    assert harness.counted("overBudgetCalls") == 0


async def test_a_url_is_used_at_once_even_where_writes_are_rare(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    harness = await make_harness(start_sandbox(*limited(10, 2.0))).open(scaled_pace(10, 2.0))
    await harness.upload(*mixed(harness.folder, 14))

    puts = {call["upload_id"]: call["started_at"] for call in harness.calls("put")}
    waits = [puts[call["upload_id"]] - call["ended_at"] for call in harness.calls("presign")]
    assert max(waits) < 1.0


async def test_another_client_that_eats_half_is_made_room_for(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    writes, window = 30, 2.0
    harness = await make_harness(start_sandbox(*limited(writes, window))).open(scaled_pace(writes, window))
    harness.control.fault("api", "other_client", times=None, share=0.5)
    uploads = await harness.upload(*small_files(harness.folder, 45))

    assert unfinished(uploads) == []
    # What was on its way could not know of the other; the headers tell everybody else. The same with a clock
    # of its own, and to the last call: `test_rate_limiter::test_another_client_that_eats_half_…`.
    starts = [call["started_at"] for call in harness.calls("inline")]
    windows = math.ceil((max(starts) - min(starts)) / window)
    assert harness.counted("overBudgetCalls") <= ON_THEIR_WAY * windows


async def test_a_server_that_allows_less_than_its_tier_says_is_learned_from(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    harness = await make_harness(start_sandbox(*limited(10, 2.0))).open(scaled_pace(60, 2.0))
    uploads = await harness.upload(*small_files(harness.folder, 35))

    assert unfinished(uploads) == []
    assert harness.engine.queue.accounts.rate_limiter.limit == 10
    assert harness.counted("overBudgetCalls") <= 8  # what was under way before the first answer came
