"""P3: how much of the write budget is used while work waits, in a window that is scaled down."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from layers_desktop.domain.upload import Upload
from layers_desktop.local.environment import ApiTarget, api_host
from layers_desktop.local.store.journal import Origin
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.intake.intake import Drop
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from tests.benchmarks.files import make_pictures
from tests.benchmarks.place import Place
from tests.benchmarks.silent import Silent
from tests.benchmarks.table import Row, at_least
from tests.support.sandbox_control import SandboxControl

LIMIT, WINDOW = 200, 6.0
_SIZE = 2_000


def measure(place: Place) -> list[Row]:
    """Return the part of the budget that was used; the sandbox refuses, and counts, every call over it."""
    count = place.of(1_000, 30)
    limit, window = (10, 1.0) if place.is_small else (LIMIT, WINDOW)
    arguments = ("--projects", "1", "--writes", str(limit), "--window-seconds", str(window))
    used = []
    for _ in range(place.count):
        with place.sandbox(*arguments) as sandbox:
            files = make_pictures(place.folder / "pictures", [_SIZE + number for number in range(count)])
            asyncio.run(_send(sandbox, files, RateLimiter(limit, window)))
            used.append(_used(sandbox, limit, window))
        shutil.rmtree(place.folder / "pictures")
    what = f"{count:,} files, {limit} writes in {window:g} s: budget used, none over it"
    return [Row("P3", what, "all of it", at_least(0.98), used)]


async def _send(sandbox: SandboxProcess, files: list[Path], budget: RateLimiter) -> None:
    """Send everything by an engine of its own, until each file has its asset."""
    async with _engine(sandbox, files[0].parent.parent / "state", budget) as engine:
        project = (await engine.list_projects())[0]
        added: list[Upload] = []
        async for block in engine.inspect_drop(Drop(tuple(files), project)):
            added += engine.queue.add(block.uploads)
        engine.queue.start([upload.id for upload in added])
        while not all(upload.is_done for upload in added):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def _engine(sandbox: SandboxProcess, state: Path, budget: RateLimiter) -> AsyncIterator[Engine]:
    target = ApiTarget.of(sandbox.url, api_host(sandbox.url), state)
    engine = await Engine.open(target, Origin.WINDOW, Silent(), _raise, QueueLimits(rate_limiter=budget))
    try:
        await engine.sign_in(sandbox.api_key)
        yield engine
    finally:
        await engine.close()
        shutil.rmtree(state)


def _raise(error: BaseException) -> None:
    raise error


def _used(sandbox: SandboxProcess, limit: int, window: float) -> float:
    """Return how full the windows were: each call's place is free again a window later, and taken when?"""
    began = sorted(call["started_at"] for call in SandboxControl(sandbox.url).calls("inline"))
    spans = [later - earlier for earlier, later in zip(began, began[limit:], strict=False)]
    return window * len(spans) / sum(spans)
