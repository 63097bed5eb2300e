import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.intake.intake import Drop
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, mixed, video

Command = Callable[[UploadQueue, list[str]], None]
# How many times an upload is told of on its way, a few more than any way has.
MOMENTS = range(1, 11)


def make_file(folder: Path, way: str) -> Path:
    return image(folder / "a.png") if way == "inline" else video(folder / "a.mp4")


def strike(harness: Harness, moment: int, act: Callable[[Upload], None], *, at_once: bool) -> asyncio.Event:
    """Do this when the upload is told of for the n-th time: in the midst of its move, or right after."""
    told, struck = itertools.count(1), asyncio.Event()

    def on_change(upload: Upload) -> None:
        if next(told) == moment:
            struck.set()
            if at_once:
                act(upload)
            else:
                asyncio.get_running_loop().call_soon(act, upload)

    harness.listener.on_change = on_change
    return struck


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_pause_at_any_moment_and_resume_gives_one_asset_and_sends_no_stored_byte_again(
    harness: Harness, moment: int, way: str, at_once: bool
) -> None:
    queue = harness.engine.queue
    strike(harness, moment, lambda upload: queue.pause([upload.id]), at_once=at_once)
    (upload,) = await harness.send(make_file(harness.folder, way))
    await harness.until(lambda: upload.can_resume or upload.is_finished)
    was_stored = upload.remote.stored
    sent = harness.bytes_received
    queue.resume([upload.id])
    await harness.ended([upload])

    assert upload.is_done
    assert not was_stored or harness.bytes_received == sent


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_cancel_at_any_moment_ends_it_and_retry_makes_no_second_asset(
    harness: Harness, moment: int, way: str, at_once: bool
) -> None:
    queue = harness.engine.queue
    strike(harness, moment, lambda upload: queue.cancel([upload.id]), at_once=at_once)
    (upload,) = await harness.send(make_file(harness.folder, way))
    await harness.until(lambda: upload.is_finished)
    assert upload.state in {UploadState.CANCELLED, UploadState.DONE}
    await harness.until(lambda: len(harness.listener.results) == 1)

    queue.retry([upload.id])
    await harness.ended([upload])
    assert upload.is_done


@pytest.mark.parametrize("fault", ["executed_then_close", "executed_then_silence", "latency"])
@pytest.mark.parametrize("command", [UploadQueue.pause, UploadQueue.cancel])
@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_a_command_during_the_call_that_makes_the_asset_waits_for_its_outcome(
    harness: Harness, way: str, command: Command, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers_desktop.api.client._FINALIZE_TIMEOUT", 0.5)
    stage = "inline" if way == "inline" else "finalize"
    harness.control.fault(stage, fault, seconds=0.3)
    (upload,) = await harness.send(make_file(harness.folder, way))
    await harness.until(lambda: harness.calls(stage))
    told: list[bool] = []
    harness.listener.on_change = lambda changed: told.append(changed.is_pausing)
    command(harness.engine.queue, [upload.id])
    assert told == [command is UploadQueue.pause]
    await harness.until(lambda: upload.is_finished or upload.can_resume)
    assert not upload.is_pausing

    harness.engine.queue.resume([upload.id])
    harness.engine.queue.retry([upload.id])
    await harness.ended([upload])
    assert upload.is_done


async def test_a_pause_is_told_while_it_is_under_way_and_no_more_once_it_is_taken_back(
    harness: Harness,
) -> None:
    harness.control.fault("inline", "latency", seconds=0.3)
    (upload,) = await harness.send(make_file(harness.folder, "inline"))
    await harness.until(lambda: harness.calls("inline"))
    harness.engine.queue.pause([upload.id])
    assert upload.is_pausing
    assert upload.can_unpause
    assert not upload.can_pause
    harness.engine.queue.resume([upload.id])
    assert not upload.can_unpause
    await harness.ended([upload])
    assert upload.is_done


async def test_a_retry_at_the_very_moment_of_the_failure_is_not_lost_and_not_doubled(
    harness: Harness,
) -> None:
    harness.control.fault("presign", "validation", times=3)

    def retry(upload: Upload) -> None:
        if upload.can_retry or upload.state is UploadState.FAILED:
            harness.engine.queue.retry([upload.id])

    harness.listener.on_change = retry
    harness.control.fault("inline", "error", times=14)
    uploads = await harness.send(*mixed(harness.folder, 8))
    await harness.until(lambda: all(upload.is_done or not upload.can_retry for upload in uploads))
    await harness.until(lambda: all(upload.is_finished for upload in uploads))

    assert sum(upload.is_done for upload in uploads) == 5


async def test_a_pause_that_is_taken_back_at_once_stops_nothing(harness: Harness) -> None:
    harness.control.fault("put", "latency", seconds=0.2, times=None)
    uploads = await harness.send(*mixed(harness.folder, 20))
    await harness.until(lambda: any(upload.is_done for upload in uploads))
    for _ in range(5):
        harness.engine.queue.pause_all()
        harness.engine.queue.resume_all()
        await asyncio.sleep(0.02)
    await harness.ended(uploads)

    assert unfinished(uploads) == []


async def test_what_is_paused_and_resumed_in_the_line_goes_once(harness: Harness) -> None:
    harness.control.fault("api", "latency", seconds=0.1, times=None)
    uploads = await harness.send(*(image(harness.folder / f"{n}.png", 2_000 + n) for n in range(60)))
    for _ in range(3):
        ids = [upload.id for upload in uploads if upload.state is UploadState.QUEUED]
        harness.engine.queue.pause(ids)
        harness.engine.queue.resume(ids)
    await harness.ended(uploads)

    assert unfinished(uploads) == []
    assert len(harness.calls("inline")) == 60


async def test_a_cancel_is_not_turned_into_a_pause_by_pausing_everything(harness: Harness) -> None:
    harness.control.fault("finalize", "latency", seconds=0.3)
    harness.control.fault("finalize", "error", skip=1)
    (upload,) = await harness.send(video(harness.folder / "a.mp4"))
    harness.control.fault("finalize", "error")
    await harness.until(lambda: harness.calls("finalize"))
    harness.engine.queue.cancel([upload.id])
    harness.engine.queue.pause_all()
    await harness.until(lambda: upload.is_finished)
    assert not upload.can_resume


async def test_pause_all_lets_what_is_nearly_there_arrive_and_resume_all_the_rest(harness: Harness) -> None:
    harness.control.fault("finalize", "latency", seconds=0.3, times=None)
    uploads = await harness.send(*mixed(harness.folder, 24))
    await harness.until(lambda: any(upload.remote.stored for upload in uploads))
    nearly = [upload for upload in uploads if upload.remote.stored and not upload.is_done]
    harness.engine.queue.pause_all()
    assert all(upload.finishes_first for upload in nearly)
    assert not any(upload.finishes_first and upload.is_pausing for upload in uploads)
    await harness.until(lambda: all(upload.is_done for upload in nearly))
    assert not all(upload.is_done for upload in uploads)
    assert not any(upload.finishes_first for upload in nearly)

    harness.engine.queue.resume_all()
    await harness.ended(uploads)
    assert unfinished(uploads) == []


async def test_what_is_removed_while_it_waits_is_not_sent_and_comes_back_with_undo(harness: Harness) -> None:
    harness.control.fault("inline", "latency", seconds=0.1, times=None)
    uploads = await harness.send(*(image(harness.folder / f"{n}.png", 2_000 + n) for n in range(30)))
    queue = harness.engine.queue
    removed = queue.remove(upload.id for upload in uploads)
    kept = [upload for upload in uploads if upload.id in queue.uploads]
    await harness.ended(kept)
    assert unfinished(kept) == []
    assert len(harness.assets) == len(kept) == 30 - len(removed)
    await harness.until(lambda: len(harness.listener.results) == 1)

    queue.restore(removed)
    await harness.ended(uploads)
    assert unfinished(uploads) == []


async def test_what_was_done_removed_and_put_back_does_not_come_back_after_the_end(harness: Harness) -> None:
    uploads = await harness.upload(*mixed(harness.folder, 6))
    harness.engine.queue.restore(harness.engine.queue.remove(upload.id for upload in uploads))

    assert await harness.reopen() == []


async def test_a_pause_while_a_changed_file_is_looked_at_anew_holds(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4", 12_000_000)
    harness.control.fault("put", "slow", after_bytes=0, bytes_per_second=8_000_000)
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.bytes_sent >= 1_000_000)
    video(path, 3_000_000)
    path.touch()
    await harness.until(lambda: upload.is_being_checked)
    harness.engine.queue.pause([upload.id])
    await harness.until(lambda: upload.can_resume)

    harness.engine.queue.resume([upload.id])
    await harness.ended([upload])
    assert upload.is_done
    assert upload.size == 3_000_000


async def test_a_fault_of_the_program_ends_one_file_and_is_reported(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess
) -> None:
    harness = await make_harness(shared_sandbox).open(quick_limits())
    poisoned = image(harness.folder / "poisoned.png")

    def burst(upload: Upload) -> None:
        if upload.path == poisoned and upload.is_sending:
            raise ZeroDivisionError

    harness.listener.on_change = burst
    uploads = await harness.upload(poisoned, *mixed(harness.folder, 10))
    assert [upload.path for upload in uploads if not upload.is_done] == [poisoned]
    assert uploads[0].problem
    assert uploads[0].problem.code == "PROGRAM_FAULT"
    assert [type(fault) for fault in harness.faults] == [ZeroDivisionError]
    harness.faults.clear()

    harness.listener.on_change = lambda _: None
    harness.engine.queue.retry([uploads[0].id])
    await harness.ended(uploads)
    assert uploads[0].is_done


async def test_no_moment_of_a_pause_blocks_the_connection_for_what_comes_after(harness: Harness) -> None:
    """The worst is between the end of an old connection and the beginning of a new one."""
    for turns in range(30):
        harness.control.reset_storage()
        (upload,) = await harness.send(video(harness.folder / f"{turns}.mp4"))
        await harness.until(lambda: upload.is_sending or upload.is_done)  # noqa: B023 it is awaited here
        for _ in range(turns):
            await asyncio.sleep(0)
        harness.engine.queue.pause([upload.id])
        harness.engine.queue.resume([upload.id])
        await harness.ended([upload], 5)
        assert upload.is_done


async def test_a_file_handed_over_again_while_its_first_row_ends_is_offered_the_id(harness: Harness) -> None:
    path = image(harness.folder / "a.png")
    (first,) = await harness.drop(path)
    drop = Drop((path,), harness.project)
    # Looked at while the history did not know of it yet, added when the row had its ID already.
    again = [upload async for block in harness.engine.inspect_drop(drop) for upload in block.uploads]
    harness.engine.queue.start([first.id])
    await harness.ended([first])
    (second,) = harness.engine.queue.add(again)
    harness.engine.queue.start_when_ready([second.id])

    assert (second.can_reuse, second.asset_id) == (True, first.asset_id)
    assert len(harness.assets) == 1


async def test_a_project_that_was_renamed_meanwhile_takes_the_same_file_no_second_time(
    harness: Harness,
) -> None:
    path = video(harness.folder / "a.mp4")
    (first,) = await harness.drop(path)
    harness.project = replace(harness.project, name="Acme Coffee for iOS", external_id="ACME-18")

    assert await harness.drop(path) == []
    harness.engine.queue.start([first.id])
    await harness.ended([first])
    (again,) = await harness.drop(path)
    assert again.asset_id == first.asset_id


async def test_what_waits_for_the_speed_limit_pauses_at_once_and_has_used_no_call(harness: Harness) -> None:
    limits = quick_limits()
    limits.bandwidth.rate = 100  # a minute for the smallest picture
    await harness.reopen(limits)
    queue = harness.engine.queue
    uploads = await harness.send(*(image(harness.folder / f"{number}.png") for number in range(3)))
    await harness.until(lambda: all(upload.is_sending for upload in uploads))
    queue.pause([upload.id for upload in uploads])
    await harness.until(lambda: all(upload.can_resume for upload in uploads))
    assert harness.calls("inline") == []
    limiter = queue.accounts.sessions.of(uploads[0].account).rate_limiter
    assert limiter.seconds_for(limiter.limit) == 0

    limits.bandwidth.rate = None
    queue.resume([upload.id for upload in uploads])
    await harness.ended(uploads)
    assert unfinished(uploads) == []
