"""The same content in several rows: one is sent, and the others take what comes of it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import DATABASE_NAME
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.harness import Harness
from tests.integration.transfer.media_files import image, let_rest, video


def twins(folder: Path, way: str) -> tuple[Path, Path]:
    """Two files of one content."""
    first = image(folder / "a.png") if way == "inline" else video(folder / "a.mp4")
    second = first.with_stem("b")
    second.write_bytes(first.read_bytes())
    return first, let_rest(second)


async def paused_while_open(harness: Harness, path: Path, stage: str) -> Upload:
    """Send it until a call of this stage has failed, and pause it: whether it has an asset is open."""
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.state is UploadState.WAITING and harness.calls(stage))
    harness.engine.queue.pause([upload.id])
    await harness.until(lambda: upload.can_resume)
    return upload


@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_content_that_another_drop_is_sending_waits_and_is_offered_the_id(
    harness: Harness, way: str
) -> None:
    harness.control.fault("api", "latency", seconds=1, times=None)
    paths = twins(harness.folder, way)
    both = [*await harness.drop(paths[0]), *await harness.drop(paths[1])]
    harness.engine.queue.start([upload.id for upload in both])
    await harness.until(lambda: any(upload.waits_for_same_content for upload in both))
    first, second = sorted(both, key=lambda upload: upload.waits_for_same_content)  # whoever was sooner
    assert second.problem
    assert "Another file in the list" in second.problem.title
    await harness.ended(both)

    assert (second.state, second.asset_id) == (UploadState.DUPLICATE, first.asset_id)
    assert len(harness.assets) == 1


@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_a_content_stays_locked_until_its_asset_is_written_down(harness: Harness, way: str) -> None:
    (database,) = harness.home.rglob(DATABASE_NAME)
    other = sqlite3.connect(database, isolation_level=None)

    def keep_it_from_being_written(upload: Upload) -> None:
        if upload.is_done:
            other.execute("BEGIN IMMEDIATE")

    harness.listener.on_change = keep_it_from_being_written
    (upload,) = await harness.send(twins(harness.folder, way)[0])
    await harness.until(lambda: upload.is_done and not harness.engine.queue.scheduler.has_job(upload))
    locks = harness.engine.journal.content_locks
    assert len(locks._held) == 1  # whoever looked for the asset now would find it nowhere
    other.close()
    await harness.until(lambda: not locks._held)


@pytest.mark.parametrize("command", ["cancel", "pause"])
@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_who_waits_goes_on_where_the_first_stops_before_it_is_sent(
    harness: Harness, way: str, command: str
) -> None:
    harness.control.fault("put" if way == "presigned" else "inline", "error", times=None)
    paths = twins(harness.folder, way)
    (first,) = await harness.send(paths[0])
    await harness.until(lambda: first.state is UploadState.WAITING)
    (second,) = await harness.send(paths[1])
    getattr(harness.engine.queue, command)([first.id])
    await harness.until(lambda: first.can_resume or first.is_finished)
    harness.control.clear_faults()
    await harness.ended([second])
    assert second.is_done

    harness.engine.queue.resume([first.id])
    harness.engine.queue.retry([first.id])
    await harness.until(lambda: first.is_done or first.can_reuse)
    assert first.asset_id == second.asset_id
    harness.forget(first)
    assert len(harness.assets) == 1


@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_where_it_is_open_whether_there_is_an_asset_the_other_gets_that_very_one(
    harness: Harness, way: str
) -> None:
    stage = "inline" if way == "inline" else "finalize"
    harness.control.fault(stage, "executed_then_close")
    harness.control.fault(stage, "error", times=None)
    paths = twins(harness.folder, way)
    first = await paused_while_open(harness, paths[0], stage)
    harness.control.clear_faults()
    (second,) = await harness.send(paths[1])
    await harness.ended([second])
    assert [second.asset_id] == [asset["id"] for asset in harness.assets]

    harness.engine.queue.resume([first.id])
    await harness.ended([first])
    assert first.asset_id == second.asset_id
    harness.forget(first)


async def test_who_learns_late_that_it_has_no_asset_takes_the_id_that_the_other_got_meanwhile(
    harness: Harness,
) -> None:
    harness.control.fault("put", "discarded_then_close")
    harness.control.fault("finalize", "close", times=None)
    paths = twins(harness.folder, "presigned")
    first = await paused_while_open(harness, paths[0], "finalize")
    harness.control.clear_faults()
    (second,) = await harness.upload(paths[1])
    assert second.is_done

    harness.engine.queue.resume([first.id])
    await harness.ended([first])
    assert (first.can_reuse, first.asset_id) == (True, second.asset_id)
    assert len(harness.assets) == 1


async def test_a_question_of_long_ago_is_not_asked_again_and_holds_up_nobody(harness: Harness) -> None:
    harness.control.fault("inline", "executed_then_close")
    harness.control.fault("inline", "error", times=None)
    paths = twins(harness.folder, "inline")
    first = await paused_while_open(harness, paths[0], "inline")
    first.remote.inline_since = 1.0
    await harness.engine.journal.save(first)  # two days cannot be waited for
    harness.control.clear_faults()
    (second,) = await harness.upload(paths[1])

    assert second.is_done
    harness.assets_expected = 2


async def test_content_that_is_wanted_again_waits_for_nobody(harness: Harness) -> None:
    harness.control.fault("inline", "latency", seconds=0.3, times=None)
    paths = twins(harness.folder, "inline")
    (first,) = await harness.send(paths[0])
    (second,) = await harness.drop(paths[1], again=True)
    harness.engine.queue.start([second.id])
    waited: list[Upload] = []
    harness.listener.on_change = lambda upload: waited.extend(
        [upload] if upload.waits_for_same_content else []
    )
    await harness.ended([first, second])

    assert waited == []
    assert len(harness.assets) == 2


async def test_a_content_whose_use_cannot_be_noted_is_not_sent_before_it_can(harness: Harness) -> None:
    resource = pytest.importorskip("resource")
    uploads = await harness.drop(*(image(harness.folder / f"{number}.png") for number in range(12)))
    # As on a full disk: the database has room left in its own files, and the file of the locks has not.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))
    try:
        harness.engine.queue.start([each.id for each in uploads])
        await harness.until(lambda: harness.listener.saw(HoldReason.DISK))
        await asyncio.sleep(0.5)
        assert len(harness.assets) < len(uploads)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    harness.engine.queue.save_again()
    await harness.until(lambda: all(each.is_done for each in uploads))
    assert harness.engine.queue.hold is None


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        ("inline", "pause"),
        ("inline", "cancel"),
        ("inline", "fail"),
        ("finalize", "pause"),
        ("finalize", "cancel"),
    ],
)
async def test_a_row_in_doubt_that_is_removed_is_found_out_about_when_its_file_comes_again(
    harness: Harness, stage: str, end: str
) -> None:
    harness.control.fault(stage, "executed_then_close", times=None)
    path, _ = twins(harness.folder, "inline" if stage == "inline" else "presigned")
    (first,) = await harness.send(path)
    await harness.until(lambda: first.state is UploadState.WAITING and harness.calls(stage))
    queue = harness.engine.queue
    if end != "fail":  # as it does by itself after some tries
        {"pause": queue.pause, "cancel": queue.cancel}[end]([first.id])
    await harness.until(lambda: first.can_remove and not queue.scheduler.has_job(first))
    queue.remove([first.id])
    harness.forget(first)
    harness.control.clear_faults()
    (again,) = await harness.upload(path)
    assert again.is_done
    assert len(harness.assets) == 1
