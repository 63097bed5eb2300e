import asyncio
import shutil
import sqlite3
from asyncio import Future
from collections.abc import Callable
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.environment import ApiTarget
from layers_desktop.local.store.journal import DATABASE_NAME, Journal, Origin
from layers_desktop.local.store.journal_errors import NotRecordedError
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.engine import Engine
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, mixed, video


async def set_pragma(harness: Harness, pragma: str) -> None:
    """Let SQLite itself refuse: root may write everything, and a full disk is nobody's wish."""
    read = harness.engine.journal._database.read
    await read(lambda connection: connection.execute(f"PRAGMA {pragma}"))


def is_there(path: str | Path) -> bool:
    return Path(path).exists()


@pytest.mark.parametrize(
    ("broken", "mended"),
    [("max_page_count = 1", "max_page_count = 100000"), ("query_only = ON", "query_only = OFF")],
)
async def test_while_the_journal_cannot_be_written_no_asset_is_made_and_then_all_go_on(
    harness: Harness, broken: str, mended: str
) -> None:
    await set_pragma(harness, broken)  # all the rows of one drop need more room than the file has already
    uploads = await harness.send(*mixed(harness.folder, 40))
    await harness.until(lambda: harness.listener.saw(HoldReason.DISK))
    await asyncio.sleep(0.5)
    assert harness.engine.queue.cannot_be_saved
    assert harness.assets == []

    await set_pragma(harness, mended)
    await harness.until(lambda: all(each.is_done for each in uploads))
    assert harness.engine.queue.hold is None
    assert len(await harness.engine.history.search()) == 40


async def test_a_journal_that_cannot_be_written_in_mid_batch_stops_what_has_no_record_yet(
    harness: Harness,
) -> None:
    uploads = await harness.send(*mixed(harness.folder, 40))
    await harness.until(lambda: any(each.is_done for each in uploads))
    await set_pragma(harness, "query_only = ON")
    await harness.until(lambda: harness.listener.saw(HoldReason.DISK))
    await set_pragma(harness, "query_only = OFF")
    await harness.until(lambda: all(each.is_done for each in uploads))
    assert len(await harness.engine.history.search()) == 40


async def test_a_history_that_cannot_be_used_is_waited_for(harness: Harness) -> None:
    await set_pragma(harness, "query_only = OFF")
    change = harness.engine.journal._database.transact
    await change(lambda connection: connection.execute("ALTER TABLE history RENAME TO lost"))
    uploads = await harness.send(*mixed(harness.folder, 6))
    await harness.until(lambda: harness.listener.saw(HoldReason.DISK))
    await change(lambda connection: connection.execute("ALTER TABLE lost RENAME TO history"))

    await harness.until(lambda: all(each.is_done for each in uploads))


async def test_a_broken_journal_is_set_aside_and_the_work_goes_on(harness: Harness) -> None:
    await harness.upload(image(harness.folder / "before.png"))
    await harness.close()
    (database,) = harness.home.rglob(DATABASE_NAME)
    database.write_bytes(b"no database" * 1_000)
    await harness.open()
    uploads = await harness.upload(*mixed(harness.folder, 4))

    assert unfinished(uploads) == []
    (kept,), _ = await harness.engine.journal.unreadable()
    assert kept.exists()


async def test_without_a_place_for_the_journal_a_person_decides_and_then_uploads_go_on_under_a_notice(
    harness: Harness,
) -> None:
    await harness.close()
    (database,) = harness.home.rglob(DATABASE_NAME)
    shutil.rmtree(database.parent)
    database.parent.write_bytes(b"a file where the folder should be")
    await harness.open()
    uploads = await harness.send(*mixed(harness.folder, 6))
    hold = harness.engine.queue.hold
    assert hold
    assert hold.reason is HoldReason.NO_JOURNAL
    assert harness.engine.queue.is_held

    harness.engine.queue.go_on_unrecorded()
    await harness.until(lambda: all(each.is_done for each in uploads))
    hold = harness.engine.queue.hold
    assert hold
    assert hold.reason is HoldReason.UNRECORDED
    assert hold.problem
    folder = harness.engine._temporary_folder  # where the journal is meanwhile
    assert folder
    assert is_there(folder.name)
    await harness.close()
    assert not is_there(folder.name)


async def test_a_journal_in_use_by_another_program_is_waited_for(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess
) -> None:
    harness = make_harness(shared_sandbox)
    await harness.open()
    await harness.close()
    (database,) = harness.home.rglob(DATABASE_NAME)
    opening = await Journal.open(database.parent, Origin.WINDOW, busy_seconds=0.05)
    target = ApiTarget(shared_sandbox.url, "127.0.0.1", database.parent)
    harness.engine = Engine(target, opening, harness.listener, harness.faults.append, quick_limits())
    harness._opened.append(harness.engine)
    await harness.engine.sign_in(shared_sandbox.api_key)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    uploads = await harness.send(image(harness.folder / "a.png"), video(harness.folder / "b.mp4"))
    await harness.until(lambda: harness.listener.saw(HoldReason.DISK))
    assert harness.assets == []

    other.execute("ROLLBACK")
    other.close()
    await harness.until(lambda: all(each.is_done for each in uploads))
    await harness.upload(image(harness.folder / "c.png"))
    assert len(await harness.engine.history.search()) == 3


# ------------------------------------------------------ the end at every moment
def snapshot(harness: Harness, to: Path) -> None:
    """Keep what a power cut at this moment would leave of the journal."""
    (database,) = harness.home.rglob(DATABASE_NAME)
    to.mkdir()
    for path in database.parent.glob(f"{DATABASE_NAME}*"):
        if not path.name.endswith(("-shm", ".lock")):
            shutil.copy(path, to)


def restore(harness: Harness, kept: Path) -> None:
    (database,) = harness.home.rglob(DATABASE_NAME)
    for path in database.parent.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    for path in kept.iterdir():
        shutil.copy(path, database.parent)


@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", range(1, 11))
async def test_an_end_at_any_moment_is_gone_on_from_with_one_asset(
    harness: Harness, tmp_path: Path, moment: int, way: str
) -> None:
    kept, told = tmp_path / "kept", 0

    def on_change(_: Upload) -> None:
        nonlocal told
        told += 1
        if told == moment:
            snapshot(harness, kept)
            harness.engine.queue.pause(harness.engine.queue.uploads)  # who has no power calls nobody

    harness.listener.on_change = on_change
    path = image(harness.folder / "a.png") if way == "inline" else video(harness.folder / "a.mp4")
    (upload,) = await harness.send(path)
    await harness.until(lambda: kept.exists() or upload.is_done)
    await go_on_after_a_power_cut(harness, kept, path)


@pytest.mark.parametrize(("stage", "size"), [("inline", 5_000), ("finalize", 320_000)])
async def test_when_a_call_that_makes_an_asset_arrives_all_is_on_the_disk_that_finds_the_asset_again(
    harness: Harness, tmp_path: Path, stage: str, size: int
) -> None:
    path = image(harness.folder / "a.png", size)
    harness.control.fault(stage, "latency", seconds=0.5)
    (upload,) = await harness.send(path)
    await harness.until(lambda: harness.calls(stage))
    snapshot(harness, tmp_path / "kept")
    await harness.until(lambda: upload.is_done)
    await go_on_after_a_power_cut(harness, tmp_path / "kept", path)


async def go_on_after_a_power_cut(harness: Harness, kept: Path, path: Path) -> None:
    await harness.close()
    if is_there(kept):
        restore(harness, kept)
    harness._uploads.clear()  # what the first run knew is gone
    await harness.reopen()
    await harness.send(path)
    harness.engine.queue.start(harness.engine.queue.uploads)
    harness.engine.queue.resume_all()
    harness.engine.queue.use_existing(harness.engine.queue.uploads)
    await harness.until(lambda: all(each.is_done for each in harness.engine.queue.uploads.values()))

    harness.assets_expected = 1
    assert {each.asset_id for each in harness.engine.queue.uploads.values()} <= {harness.assets[0]["id"]}


@pytest.mark.parametrize(("size", "durable"), [(5_000, 1), (320_000, 1), (8_100_000, 3)])
async def test_a_file_waits_for_the_disk_once_and_a_large_one_also_where_it_would_be_sent_again(
    harness: Harness, size: int, durable: int
) -> None:
    waited: list[None] = []
    save = harness.engine.journal.save

    def counted(*uploads: Upload) -> "Future[None]":
        waited.append(None)
        return save(*uploads)

    harness.engine.journal.save = counted  # type: ignore[method-assign]  # only the engine knows what it awaits
    (upload,) = await harness.upload(image(harness.folder / "a.png", size))
    assert (upload.is_done, len(waited)) == (True, durable)


async def test_a_large_file_is_not_sent_again_after_a_power_cut_at_its_end(
    harness: Harness, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"

    def on_change(upload: Upload) -> None:
        if upload.state is UploadState.STORED and not kept.exists():
            snapshot(harness, kept)
            harness.engine.queue.pause([upload.id])  # who has no power calls nobody

    harness.listener.on_change = on_change
    path = video(harness.folder / "a.mp4", 8_100_000)
    await harness.send(path)
    await harness.until(kept.exists)
    await go_on_after_a_power_cut(harness, kept, path)
    assert len(harness.calls("put")) == 1


async def test_a_large_file_is_not_sent_again_because_its_progress_could_not_be_saved(
    harness: Harness,
) -> None:
    breaking: list[asyncio.Task[None]] = []

    def on_change(upload: Upload) -> None:
        if upload.state is UploadState.SENDING and not breaking:
            breaking.append(asyncio.create_task(set_pragma(harness, "query_only = ON")))

    harness.engine.queue.fail_unrecorded()
    harness.listener.on_change = on_change
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 8_100_000))
    assert upload.problem
    assert upload.problem.code == NotRecordedError.code
    assert UploadState.STORED in harness.listener.states[upload.id]

    await set_pragma(harness, "query_only = OFF")
    harness.engine.queue.retry([upload.id])
    await harness.until(lambda: upload.is_done)
    assert len(harness.calls("put")) == 1
