"""A run of many files: it ends when all have, and a change of one is no question to all."""

import asyncio
import io
from pathlib import Path
from types import SimpleNamespace

from layers_desktop.cli.batch import CliBatch
from layers_desktop.cli.output import Console
from layers_desktop.domain.errors import Problem
from layers_desktop.transfer.limits.holds import Hold, HoldReason


class IdleQueue:
    """Does nothing that it is asked for."""

    def start(self, ids: object) -> None: ...

    resume = retry = use_existing = start


class File(SimpleNamespace):
    """A file under way that notes each time that it is asked whether it is at rest."""

    @property
    def is_at_rest(self) -> bool:
        self.asked.append(self)
        return self.is_finished or self.needs_attention


async def test_the_run_ends_with_the_last_file_and_no_change_asks_all_of_them() -> None:
    asked: list[File] = []
    states = {"is_finished": False, "needs_attention": False, "is_done": True}
    states |= {"is_duplicate_in_batch": False, "is_reused": False, "waits_for_same_content": False}
    uploads = [File(id=number, path=Path(f"{number}.png"), asked=asked, **states) for number in range(300)]
    batch = CliBatch(Console())
    run = asyncio.create_task(batch.run(IdleQueue(), uploads))
    await asyncio.sleep(0)
    for upload in uploads:
        assert not run.done()
        upload.is_finished = True
        batch.changed(upload)
        await asyncio.sleep(0)
    await asyncio.wait_for(run, 60)
    assert len(asked) < 10 * len(uploads)


def test_that_layers_asks_to_slow_down_is_said_once_until_it_is_said_otherwise() -> None:
    said = io.StringIO()
    batch = CliBatch(Console(said))
    for words in ("Slow down.", "Slow down.", "Slow down: somebody else is at it.", "Slow down."):
        batch.hold_changed(Hold(HoldReason.BUDGET, Problem("RATE_LIMITED", words)))
        batch.hold_changed(None)
    assert said.getvalue().splitlines() == ["Slow down.", "Slow down: somebody else is at it."]


def test_that_the_network_is_gone_is_said_each_time() -> None:
    said = io.StringIO()
    batch = CliBatch(Console(said))
    for _ in range(2):
        batch.hold_changed(Hold(HoldReason.OFFLINE, Problem("OFFLINE", "No network.")))
        batch.hold_changed(None)
    assert len(said.getvalue().splitlines()) == 2
