import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.local.store.journal import DATABASE_NAME, Journal, Origin
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.engine import ApiTarget, Engine
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.bench import Bench, quick_pace, unfinished
from tests.integration.transfer.footage import image, mixed, video


async def set_pragma(bench: Bench, pragma: str) -> None:
    """Let SQLite itself refuse: root may write everything, and a full disk is nobody's wish."""
    read = bench.engine.journal._database.read
    await read(lambda connection: connection.execute(f"PRAGMA {pragma}"))


def is_there(path: str) -> bool:
    return Path(path).exists()


@pytest.mark.parametrize(
    ("broken", "mended"),
    [("max_page_count = 1", "max_page_count = 100000"), ("query_only = ON", "query_only = OFF")],
)
async def test_a_journal_that_cannot_be_written_stops_no_upload(
    bench: Bench, broken: str, mended: str
) -> None:
    await set_pragma(bench, broken)
    uploads = await bench.upload(*mixed(bench.folder, 40))
    assert unfinished(uploads) == []
    assert bench.engine.queue.hold
    assert bench.engine.queue.hold.reason is HoldReason.DISK

    await set_pragma(bench, mended)
    more = await bench.upload(image(bench.folder / "after.png"))
    assert more[0].is_done
    assert bench.engine.queue.hold is None
    assert len(await bench.engine.history.search()) == 41


async def test_a_history_that_cannot_be_read_finds_no_duplicate_and_stops_no_upload(bench: Bench) -> None:
    await set_pragma(bench, "query_only = OFF")
    change = bench.engine.journal._database.transact
    await change(lambda connection: connection.execute("ALTER TABLE history RENAME TO lost"))
    uploads = await bench.upload(*mixed(bench.folder, 6))
    await change(lambda connection: connection.execute("ALTER TABLE lost RENAME TO history"))

    assert unfinished(uploads) == []


async def test_a_broken_journal_is_set_aside_and_the_work_goes_on(bench: Bench) -> None:
    await bench.upload(image(bench.folder / "before.png"))
    await bench.close()
    (database,) = bench.home.rglob(DATABASE_NAME)
    database.write_bytes(b"no database" * 1_000)
    await bench.open()
    uploads = await bench.upload(*mixed(bench.folder, 4))

    assert unfinished(uploads) == []
    assert bench.engine.quarantined_journal
    assert bench.engine.quarantined_journal.exists()


async def test_without_a_place_for_the_journal_uploads_go_on_under_a_notice(bench: Bench) -> None:
    await bench.close()
    (database,) = bench.home.rglob(DATABASE_NAME)
    shutil.rmtree(database.parent)
    database.parent.write_bytes(b"a file where the folder should be")
    await bench.open()
    uploads = await bench.upload(*mixed(bench.folder, 6))

    assert unfinished(uploads) == []
    gate = bench.engine.queue.hold
    assert gate
    assert gate.reason is HoldReason.DISK
    assert gate.problem
    folder = bench.engine._temporary_folder  # where the journal is meanwhile
    assert folder
    assert is_there(folder.name)
    await bench.close()
    assert not is_there(folder.name)


async def test_a_journal_in_use_by_another_program_is_waited_for_and_stops_no_upload(
    make_bench: Callable[..., Bench], shared_sandbox: SandboxProcess
) -> None:
    bench = make_bench(shared_sandbox)
    await bench.open()
    await bench.close()
    (database,) = bench.home.rglob(DATABASE_NAME)
    opening = await Journal.open(database.parent, Origin.WINDOW, busy_seconds=0.05)
    target = ApiTarget(shared_sandbox.url, "127.0.0.1", database.parent)
    bench.engine = Engine(target, opening, bench.listener, bench.faults.append, quick_pace())
    bench._opened.append(bench.engine)
    await bench.engine.sign_in(shared_sandbox.api_key)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    uploads = await bench.upload(image(bench.folder / "a.png"), video(bench.folder / "b.mp4"))
    assert unfinished(uploads) == []
    assert bench.listener.saw(HoldReason.DISK)

    other.execute("ROLLBACK")
    other.close()
    await bench.upload(image(bench.folder / "c.png"))
    assert len(await bench.engine.history.search()) == 3


# ------------------------------------------------------ the end at every moment
def snapshot(bench: Bench, to: Path) -> None:
    """Keep what a power cut at this moment would leave of the journal."""
    (database,) = bench.home.rglob(DATABASE_NAME)
    to.mkdir()
    for path in database.parent.glob(f"{DATABASE_NAME}*"):
        if not path.name.endswith(("-shm", ".lock")):
            shutil.copy(path, to)


def restore(bench: Bench, kept: Path) -> None:
    (database,) = bench.home.rglob(DATABASE_NAME)
    for path in database.parent.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    for path in kept.iterdir():
        shutil.copy(path, database.parent)


@pytest.mark.parametrize("way", ["inline", "presigned"])
@pytest.mark.parametrize("moment", range(1, 11))
async def test_an_end_at_any_moment_is_gone_on_from_with_one_asset(
    bench: Bench, tmp_path: Path, moment: int, way: str
) -> None:
    kept, told = tmp_path / "kept", 0

    def on_change(_: Upload) -> None:
        nonlocal told
        told += 1
        if told == moment:
            snapshot(bench, kept)

    bench.listener.on_change = on_change
    path = image(bench.folder / "a.png") if way == "inline" else video(bench.folder / "a.mp4")
    (upload,) = await bench.send(path)
    await bench.until(lambda: kept.exists() or upload.is_done)
    await bench.close()
    if kept.exists():
        restore(bench, kept)
    bench._uploads.clear()  # what the first run knew is gone
    await bench.reopen()
    await bench.send(path)
    bench.engine.queue.start(bench.engine.queue.uploads)
    bench.engine.queue.resume_all()
    bench.engine.queue.use_existing(bench.engine.queue.uploads)
    await bench.until(lambda: all(each.is_done for each in bench.engine.queue.uploads.values()))

    bench.assets_expected = 1
    assert {each.asset_id for each in bench.engine.queue.uploads.values()} <= {bench.assets[0]["id"]}
