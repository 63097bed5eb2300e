"""Everything goes wrong at once while a restless person clicks about; at the end all is there, once."""

import asyncio
import os
import random
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload, UploadId
from tests.integration.transfer.harness import Harness
from tests.integration.transfer.media_files import let_rest, mixed

# For a long run by hand: CHAOS_SEEDS=500 CHAOS_FIRST=1000 python -m pytest --slow, and this file.
SEEDS = int(os.environ.get("CHAOS_SEEDS", "30"))
FIRST = int(os.environ.get("CHAOS_FIRST", "1"))
FILES = 24
CLICKS = 40

FAULTS = {
    "presign": ("error", "close", "executed_then_reset", "rate_limit", "bad_gateway", "short_url", "latency"),
    "put": (
        *("reset", "close", "expired", "slow_down", "error", "captive_html", "latency", "expired_mid_body"),
        *("stored_then_close", "stored_then_reset", "stored_then_error", "discarded_then_close"),
    ),
    "finalize": (
        *("error", "unavailable", "executed_then_close", "executed_then_error", "reset", "latency"),
        *("rate_limit", "executed_then_wrong_shape"),
    ),
    "inline": (
        *("error", "executed_then_close", "executed_then_reset", "executed_then_error", "rate_limit"),
        *("latency", "executed_then_wrong_shape", "bad_gateway"),
    ),
    "whoami": ("captive_html", "error", "close"),
}


class Person:
    """Clicks at random; `chance` is all that decides.

    With `keeps_rows` it removes none: what a removed row knew of an open outcome is forgotten.
    """

    def __init__(self, harness: Harness, chance: random.Random, *, keeps_rows: bool = False) -> None:
        self._bench = harness
        self._chance = chance
        self._removed: list[Upload] = []
        self._clicks: list[Callable[[], Awaitable[None]]] = [
            *[self._command] * 6,
            *[self._fault] * 6,
            self._pause_and_resume_all,
            self._pause_and_resume_all if keeps_rows else self._remove_or_undo,
            self._cut,
            self._sign_in_again,
            self._start_anew,
        ]

    async def click(self) -> None:
        """Do one thing, and wait a moment or not at all."""
        await self._chance.choice(self._clicks)()
        await asyncio.sleep(self._chance.choice((0, 0, 0.001, 0.01, 0.05)))

    async def calm_down(self) -> None:
        """Take everything back and bring it all to its end."""
        harness = self._bench
        harness.control.clear_faults()
        self._undo()
        queue = harness.engine.queue
        queue.resume_all()
        for _ in range(1_500):
            if not self._left:
                break
            for command in (queue.start, queue.retry, queue.resume, queue.use_existing):
                command(list(queue.uploads))
            queue.check_again([each.id for each in self._left if each.is_rejected])
            queue.connectivity.retry_now()
            await asyncio.sleep(0.02)
        assert not self._left, queue.hold

    @property
    def _left(self) -> list[Upload]:
        return [upload for upload in self._bench.engine.queue.uploads.values() if not upload.is_done]

    async def _command(self) -> None:
        queue = self._bench.engine.queue
        name = self._chance.choice(("pause", "resume", "cancel", "retry", "retry", "resume", "start"))
        getattr(queue, name)(self._some())

    async def _fault(self) -> None:
        stage = self._chance.choice(list(FAULTS))
        details = {"times": self._chance.randint(1, 4), "skip": self._chance.randint(0, 3)}
        name = self._chance.choice(FAULTS[stage])
        if name in {"latency", "short_url"}:
            details["seconds"] = self._chance.choice((0, 0.05, 0.2)) if name == "latency" else 0
        self._bench.control.fault(stage, name, **details)

    async def _pause_and_resume_all(self) -> None:
        self._bench.engine.queue.pause_all()
        await asyncio.sleep(self._chance.choice((0, 0.02)))
        self._bench.engine.queue.resume_all()

    async def _remove_or_undo(self) -> None:
        if self._removed:
            self._undo()
        else:
            self._removed = self._bench.engine.queue.remove(self._some())

    async def _cut(self) -> None:
        self._bench.control.reset_storage()

    async def _sign_in_again(self) -> None:
        self._bench.engine.queue.accounts.disconnect(self._bench.project.account)
        await asyncio.sleep(self._chance.choice((0, 0.02)))
        self._bench.control.clear_faults()
        await self._bench.engine.sign_in(self._bench.sandbox.api_key)

    async def _start_anew(self) -> None:
        self._undo()
        self._bench.control.clear_faults()
        await self._bench.reopen()
        queue = self._bench.engine.queue
        queue.start(list(queue.uploads))
        queue.resume_all()

    def _undo(self) -> None:
        self._bench.engine.queue.restore(self._removed)
        self._removed = []

    def _some(self) -> list[UploadId]:
        ids = list(self._bench.engine.queue.uploads)
        return self._chance.sample(ids, self._chance.randint(0, len(ids)))


async def go_through(harness: Harness, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 the same clicks in each run
    paths = mixed(harness.folder, FILES, 900_000, seed)
    await harness.send(*paths)
    person = Person(harness, chance)
    for _ in range(CLICKS):
        await person.click()
    await person.calm_down()

    assert len(harness.assets) == FILES


async def go_through_twice(harness: Harness, seed: int) -> None:
    """The same, with every content in two drops: whichever is sent, both rows have its ID."""
    chance = random.Random(seed)  # noqa: S311 the same clicks in each run
    paths = mixed(harness.folder, FILES // 2, 900_000, seed)
    copies = [let_rest(Path(shutil.copy(path, path.with_stem(f"{path.stem}-copy")))) for path in paths]
    await harness.send(*paths)
    await harness.send(*copies)
    person = Person(harness, chance, keeps_rows=True)
    for _ in range(CLICKS):
        await person.click()
    await person.calm_down()

    uploads = harness.uploads
    ids = {upload.path: upload.asset_id for upload in uploads}
    assert [ids[path] for path in paths] == [ids[copy] for copy in copies]
    assert len(harness.assets) == len(paths)
    for upload in uploads:
        harness.forget(upload)
    harness.assets_expected = len(paths)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_is_lost_and_nothing_doubled_whatever_happens_together(
    harness: Harness, seed: int
) -> None:
    await go_through(harness, seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_two_rows_of_one_content_have_one_id_whatever_happens_together(
    harness: Harness, seed: int
) -> None:
    await go_through_twice(harness, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
async def test_two_rows_of_one_content_have_one_id_many_times_over(harness: Harness, seed: int) -> None:
    await go_through_twice(harness, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
async def test_nothing_is_lost_and_nothing_doubled_many_times_over(harness: Harness, seed: int) -> None:
    await go_through(harness, seed)
