"""When the batch ends: with the last of what was started, and of what starts by itself."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from tests.integration.transfer.harness import Harness
from tests.integration.transfer.media_files import image


async def done_and_settling(harness: Harness) -> tuple[Upload, Upload]:
    """Start two files of one drop; return the one that has its ID and the one that is still being written."""
    written = image(harness.folder / "written.png", 6_000)
    os.utime(written)
    first, second = await harness.drop(image(harness.folder / "old.png"), written)
    assert (first.state, second.state) == (UploadState.READY, UploadState.SETTLING)
    harness.engine.queue.start_when_ready([first.id, second.id])
    await harness.ended([first])
    assert second.will_start
    return first, second


async def test_a_file_that_starts_later_by_itself_is_of_the_same_batch(harness: Harness) -> None:
    first, second = await done_and_settling(harness)
    assert harness.listener.results == []
    progress = harness.engine.queue.totals.read()
    assert (progress.files_done, progress.files) == (1, 2)

    await harness.until(lambda: harness.listener.results)

    (result,) = harness.listener.results
    assert (result.done, result.upload_ids) == (2, (first.id, second.id))


def vanish(_: Harness, upload: Upload) -> None:
    upload.path.unlink()


def remove(harness: Harness, upload: Upload) -> None:
    assert harness.engine.queue.remove([upload.id])
    harness.forget(upload)


def start_by_hand(harness: Harness, upload: Upload) -> None:
    harness.engine.queue.start_by_hand([upload.id])


@pytest.mark.parametrize("act", [vanish, remove, start_by_hand])
async def test_the_batch_ends_without_the_file_that_does_not_start_after_all(
    harness: Harness, act: Callable[[Harness, Upload], None]
) -> None:
    first, second = await done_and_settling(harness)
    act(harness, second)
    await harness.until(lambda: harness.listener.results)

    (result,) = harness.listener.results
    assert result.upload_ids == (first.id,)


async def test_the_batch_waits_for_what_is_still_being_read(harness: Harness, tmp_path: Path) -> None:
    scheduler = harness.engine.queue.scheduler
    with scheduler.more_to_come():
        (first,) = await harness.upload(image(tmp_path / "a.png"))
        assert harness.listener.results == []
        (second,) = await harness.send(image(tmp_path / "b.png", 6_000))
    await harness.until(lambda: harness.listener.results)

    (result,) = harness.listener.results
    assert result.upload_ids == (first.id, second.id)
