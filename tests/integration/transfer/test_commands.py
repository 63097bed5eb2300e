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
from tests.integration.transfer.bench import Bench, quick_pace, unfinished
from tests.integration.transfer.footage import image, mixed, video

Command = Callable[[UploadQueue, list[str]], None]
# How many times an upload is told of on its way, a few more than any way has.
MOMENTS = range(1, 11)


def make_file(folder: Path, way: str) -> Path:
    return image(folder / "a.png") if way == "inline" else video(folder / "a.mp4")


def strike(bench: Bench, moment: int, act: Callable[[Upload], None], *, at_once: bool) -> asyncio.Event:
    """Do this when the upload is told of for the n-th time: in the midst of its move, or right after."""
    told, struck = itertools.count(1), asyncio.Event()

    def on_change(upload: Upload) -> None:
        if next(told) == moment:
            struck.set()
            if at_once:
                act(upload)
            else:
                asyncio.get_running_loop().call_soon(act, upload)

    bench.listener.on_change = on_change
    return struck


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_pause_at_any_moment_and_resume_gives_one_asset_and_sends_no_stored_byte_again(
    bench: Bench, moment: int, way: str, at_once: bool
) -> None:
    queue = bench.engine.queue
    strike(bench, moment, lambda upload: queue.pause([upload.id]), at_once=at_once)
    (upload,) = await bench.send(make_file(bench.folder, way))
    await bench.until(lambda: upload.can_resume or upload.is_finished)
    was_stored = upload.remote.stored
    sent = bench.bytes_received
    queue.resume([upload.id])
    await bench.ended([upload])

    assert upload.is_done
    assert not was_stored or bench.bytes_received == sent


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_cancel_at_any_moment_ends_it_and_retry_makes_no_second_asset(
    bench: Bench, moment: int, way: str, at_once: bool
) -> None:
    queue = bench.engine.queue
    strike(bench, moment, lambda upload: queue.cancel([upload.id]), at_once=at_once)
    (upload,) = await bench.send(make_file(bench.folder, way))
    await bench.until(lambda: upload.is_finished)
    assert upload.state in {UploadState.CANCELLED, UploadState.DONE}
    await bench.until(lambda: len(bench.listener.results) == 1)

    queue.retry([upload.id])
    await bench.ended([upload])
    assert upload.is_done


@pytest.mark.parametrize("fault", ["executed_then_close", "executed_then_silence", "latency"])
@pytest.mark.parametrize("command", [UploadQueue.pause, UploadQueue.cancel])
@pytest.mark.parametrize("way", ["inline", "presigned"])
async def test_a_command_during_the_call_that_makes_the_asset_waits_for_its_outcome(
    bench: Bench, way: str, command: Command, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers_desktop.api.client._FINALIZE_TIMEOUT", 0.5)
    stage = "inline" if way == "inline" else "finalize"
    bench.control.fault(stage, fault, seconds=0.3)
    (upload,) = await bench.send(make_file(bench.folder, way))
    await bench.until(lambda: bench.calls(stage))
    told: list[bool] = []
    bench.listener.on_change = lambda changed: told.append(changed.is_pausing)
    command(bench.engine.queue, [upload.id])
    assert told == [command is UploadQueue.pause]
    await bench.until(lambda: upload.is_finished or upload.can_resume)
    assert not upload.is_pausing

    bench.engine.queue.resume([upload.id])
    bench.engine.queue.retry([upload.id])
    await bench.ended([upload])
    assert upload.is_done


async def test_a_pause_is_told_while_it_is_under_way_and_no_more_once_it_is_taken_back(bench: Bench) -> None:
    bench.control.fault("inline", "latency", seconds=0.3)
    (upload,) = await bench.send(make_file(bench.folder, "inline"))
    await bench.until(lambda: bench.calls("inline"))
    bench.engine.queue.pause([upload.id])
    assert upload.is_pausing
    assert upload.can_unpause
    assert not upload.can_pause
    bench.engine.queue.resume([upload.id])
    assert not upload.can_unpause
    await bench.ended([upload])
    assert upload.is_done


async def test_a_retry_at_the_very_moment_of_the_failure_is_not_lost_and_not_doubled(bench: Bench) -> None:
    bench.control.fault("presign", "validation", times=3)

    def retry(upload: Upload) -> None:
        if upload.can_retry or upload.state is UploadState.FAILED:
            bench.engine.queue.retry([upload.id])

    bench.listener.on_change = retry
    bench.control.fault("inline", "error", times=14)
    uploads = await bench.send(*mixed(bench.folder, 8))
    await bench.until(lambda: all(upload.is_done or not upload.can_retry for upload in uploads))
    await bench.until(lambda: all(upload.is_finished for upload in uploads))

    assert sum(upload.is_done for upload in uploads) == 5


async def test_a_pause_that_is_taken_back_at_once_stops_nothing(bench: Bench) -> None:
    bench.control.fault("put", "latency", seconds=0.2, times=None)
    uploads = await bench.send(*mixed(bench.folder, 20))
    await bench.until(lambda: any(upload.is_done for upload in uploads))
    for _ in range(5):
        bench.engine.queue.pause_all()
        bench.engine.queue.resume_all()
        await asyncio.sleep(0.02)
    await bench.ended(uploads)

    assert unfinished(uploads) == []


async def test_what_is_paused_and_resumed_in_the_line_goes_once(bench: Bench) -> None:
    bench.control.fault("api", "latency", seconds=0.1, times=None)
    uploads = await bench.send(*(image(bench.folder / f"{n}.png", 2_000 + n) for n in range(60)))
    for _ in range(3):
        ids = [upload.id for upload in uploads if upload.state is UploadState.QUEUED]
        bench.engine.queue.pause(ids)
        bench.engine.queue.resume(ids)
    await bench.ended(uploads)

    assert unfinished(uploads) == []
    assert len(bench.calls("inline")) == 60


async def test_a_cancel_is_not_turned_into_a_pause_by_pausing_everything(bench: Bench) -> None:
    bench.control.fault("finalize", "latency", seconds=0.3)
    bench.control.fault("finalize", "error", skip=1)
    (upload,) = await bench.send(video(bench.folder / "a.mp4"))
    bench.control.fault("finalize", "error")
    await bench.until(lambda: bench.calls("finalize"))
    bench.engine.queue.cancel([upload.id])
    bench.engine.queue.pause_all()
    await bench.until(lambda: upload.is_finished)
    assert not upload.can_resume


async def test_pause_all_lets_what_is_nearly_there_arrive_and_resume_all_the_rest(bench: Bench) -> None:
    bench.control.fault("finalize", "latency", seconds=0.3, times=None)
    uploads = await bench.send(*mixed(bench.folder, 24))
    await bench.until(lambda: any(upload.remote.stored for upload in uploads))
    nearly = [upload for upload in uploads if upload.remote.stored and not upload.is_done]
    bench.engine.queue.pause_all()
    assert all(upload.finishes_first for upload in nearly)
    assert not any(upload.finishes_first and upload.is_pausing for upload in uploads)
    await bench.until(lambda: all(upload.is_done for upload in nearly))
    assert not all(upload.is_done for upload in uploads)
    assert not any(upload.finishes_first for upload in nearly)

    bench.engine.queue.resume_all()
    await bench.ended(uploads)
    assert unfinished(uploads) == []


async def test_what_is_removed_while_it_waits_is_not_sent_and_comes_back_with_undo(bench: Bench) -> None:
    bench.control.fault("inline", "latency", seconds=0.1, times=None)
    uploads = await bench.send(*(image(bench.folder / f"{n}.png", 2_000 + n) for n in range(30)))
    queue = bench.engine.queue
    removed = queue.remove(upload.id for upload in uploads)
    kept = [upload for upload in uploads if upload.id in queue.uploads]
    await bench.ended(kept)
    assert unfinished(kept) == []
    assert len(bench.assets) == len(kept) == 30 - len(removed)
    await bench.until(lambda: len(bench.listener.results) == 1)

    queue.restore(removed)
    await bench.ended(uploads)
    assert unfinished(uploads) == []


async def test_what_was_done_removed_and_put_back_does_not_come_back_after_the_end(bench: Bench) -> None:
    uploads = await bench.upload(*mixed(bench.folder, 6))
    bench.engine.queue.restore(bench.engine.queue.remove(upload.id for upload in uploads))

    assert await bench.reopen() == []


async def test_a_pause_while_a_changed_file_is_looked_at_anew_holds(bench: Bench) -> None:
    path = video(bench.folder / "a.mp4", 12_000_000)
    bench.control.fault("put", "slow", after_bytes=0, bytes_per_second=8_000_000)
    (upload,) = await bench.send(path)
    await bench.until(lambda: upload.bytes_sent >= 1_000_000)
    video(path, 3_000_000)
    path.touch()
    await bench.until(lambda: upload.is_being_checked)
    bench.engine.queue.pause([upload.id])
    await bench.until(lambda: upload.can_resume)

    bench.engine.queue.resume([upload.id])
    await bench.ended([upload])
    assert upload.is_done
    assert upload.size == 3_000_000


async def test_a_fault_of_the_program_ends_one_file_and_is_reported(
    make_bench: Callable[..., Bench], shared_sandbox: SandboxProcess
) -> None:
    bench = await make_bench(shared_sandbox).open(quick_pace())
    poisoned = image(bench.folder / "poisoned.png")

    def burst(upload: Upload) -> None:
        if upload.path == poisoned and upload.is_sending:
            raise ZeroDivisionError

    bench.listener.on_change = burst
    uploads = await bench.upload(poisoned, *mixed(bench.folder, 10))
    assert [upload.path for upload in uploads if not upload.is_done] == [poisoned]
    assert uploads[0].problem
    assert uploads[0].problem.code == "PROGRAM_FAULT"
    assert [type(fault) for fault in bench.faults] == [ZeroDivisionError]
    bench.faults.clear()

    bench.listener.on_change = lambda _: None
    bench.engine.queue.retry([uploads[0].id])
    await bench.ended(uploads)
    assert uploads[0].is_done


async def test_no_moment_of_a_pause_blocks_the_connection_for_what_comes_after(bench: Bench) -> None:
    """The worst is between the end of an old connection and the beginning of a new one."""
    for turns in range(30):
        bench.control.reset_storage()
        (upload,) = await bench.send(video(bench.folder / f"{turns}.mp4"))
        await bench.until(lambda: upload.is_sending or upload.is_done)  # noqa: B023 it is awaited here
        for _ in range(turns):
            await asyncio.sleep(0)
        bench.engine.queue.pause([upload.id])
        bench.engine.queue.resume([upload.id])
        await bench.ended([upload], 5)
        assert upload.is_done


async def test_a_file_handed_over_again_while_its_first_row_ends_is_offered_the_id(bench: Bench) -> None:
    path = image(bench.folder / "a.png")
    (first,) = await bench.drop(path)
    drop = Drop((path,), bench.project)
    # Looked at while the history did not know of it yet, added when the row had its ID already.
    again = [upload async for block in bench.engine.inspect_drop(drop) for upload in block.uploads]
    bench.engine.queue.start([first.id])
    await bench.ended([first])
    (second,) = bench.engine.queue.add(again)
    bench.engine.queue.start_when_ready([second.id])

    assert (second.can_reuse, second.asset_id) == (True, first.asset_id)
    assert len(bench.assets) == 1


async def test_a_project_that_was_renamed_meanwhile_takes_the_same_file_no_second_time(bench: Bench) -> None:
    path = video(bench.folder / "a.mp4")
    (first,) = await bench.drop(path)
    bench.project = replace(bench.project, name="Acme Coffee for iOS", external_id="ACME-18")

    assert await bench.drop(path) == []
    bench.engine.queue.start([first.id])
    await bench.ended([first])
    (again,) = await bench.drop(path)
    assert again.asset_id == first.asset_id
