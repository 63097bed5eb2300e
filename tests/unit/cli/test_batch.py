"""A run of many files: it ends when all have, and a change of one is no question to all."""

import asyncio
from types import SimpleNamespace

import pytest

from layers_desktop.cli import batch as batch_module
from layers_desktop.cli.batch import Batch
from layers_desktop.cli.console import Console


class IdleQueue:
    """Does nothing that it is asked for."""

    def start(self, ids: object) -> None: ...

    resume = retry = use_existing = start


async def test_the_run_ends_with_the_last_file_and_no_change_asks_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    is_at_rest = batch_module._is_at_rest
    monkeypatch.setattr(
        batch_module, "_is_at_rest", lambda upload: (asked.append(upload), is_at_rest(upload))[1]
    )
    uploads = [
        SimpleNamespace(
            id=number, is_finished=False, needs_person=False, is_done=True, is_twin=False, gives_way=False
        )
        for number in range(300)
    ]
    batch = Batch(Console())
    run = asyncio.create_task(batch.run(IdleQueue(), uploads))
    await asyncio.sleep(0)
    for upload in uploads:
        assert not run.done()
        upload.is_finished = True
        batch.changed(upload)
        await asyncio.sleep(0)
    await asyncio.wait_for(run, 10)
    assert len(asked) < 10 * len(uploads)
