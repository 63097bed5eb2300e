"""What a person chooses anew for a file that stands still: where it lies, its kind, its project, the day."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload, can_change_kind, can_locate
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.bench import Bench, quick_pace
from tests.integration.transfer.footage import image, mixed, video

MEGABYTE = 1_000_000


async def lost_during_the_put(bench: Bench, path: Path) -> Upload:
    """Return the upload of a file that was moved away, to `moved`, while it was sent."""
    bench.control.fault("put", "reset", after_bytes=1000)
    (upload,) = await bench.drop(path)
    bench.listener.on_change = lambda each: move_away(path) if each.state is UploadState.WAITING else None
    bench.engine.queue.start([upload.id])
    await bench.ended([upload])
    bench.listener.on_change = lambda _: None
    await bench.until(lambda: bench.listener.results)
    assert upload.problem
    assert upload.problem.code == "FILE_MISSING"
    return upload


def move_away(path: Path) -> None:
    path.rename(path.parent.parent / f"moved-{path.name}")


async def done(bench: Bench, upload: Upload) -> None:
    await bench.until(lambda: upload.is_done or upload.is_finished)
    assert upload.is_done


# ------------------------------------------------------------------------------------ the file
async def test_a_file_that_moved_while_it_was_sent_goes_on_where_it_is(bench: Bench) -> None:
    path = video(bench.folder / "in" / "a.mp4", 20 * MEGABYTE)
    upload = await lost_during_the_put(bench, path)
    moved = bench.folder / "moved-a.mp4"

    assert bench.engine.queue.locate(upload.id, moved)
    await done(bench, upload)
    assert upload.path == moved


async def test_another_content_in_its_place_is_sent_as_what_it_is(bench: Bench) -> None:
    upload = await lost_during_the_put(bench, video(bench.folder / "in" / "a.mp4", 20 * MEGABYTE))
    other = video(bench.folder / "b.mp4", 900_000)

    bench.engine.queue.locate(upload.id, other)
    await done(bench, upload)
    assert upload.size == 900_000


async def test_where_it_was_found_outlives_the_program(bench: Bench) -> None:
    upload = await lost_during_the_put(bench, video(bench.folder / "in" / "a.mp4", 20 * MEGABYTE))
    bench.engine.queue.pause_all()
    bench.engine.queue.locate(upload.id, bench.folder / "moved-a.mp4")
    await bench.until(lambda: upload.state is UploadState.QUEUED)

    (left,) = await bench.reopen()
    assert left.path == bench.folder / "moved-a.mp4"
    bench.engine.queue.resume([left.id])
    await done(bench, left)


@pytest.mark.parametrize("is_same", [True, False], ids=["the same content", "another content"])
async def test_a_lost_answer_is_asked_for_again_with_the_same_content_only(
    bench: Bench, is_same: bool
) -> None:
    path = image(bench.folder / "a.png")
    found = bench.folder / "found.png"
    if is_same:
        shutil.copy2(path, found)
    else:
        image(found)
    bench.control.fault("inline", "executed_then_close")
    (upload,) = await bench.drop(path)
    bench.listener.on_change = lambda each: path.unlink() if each.state is UploadState.WAITING else None
    bench.engine.queue.start([upload.id])
    await bench.ended([upload])
    bench.listener.on_change = lambda _: None
    assert can_locate(upload)

    bench.engine.queue.locate(upload.id, found)
    await done(bench, upload)
    # What was made of the lost file stays: it is another one.
    bench.assets_expected = 1 if is_same else 2


async def test_a_file_that_was_never_there_is_looked_at_and_waits_for_the_word(bench: Bench) -> None:
    (upload,) = await bench.drop(bench.folder / "gone.png")
    assert upload.is_rejected
    assert can_locate(upload)

    bench.engine.queue.locate(upload.id, image(bench.folder / "there.png"))
    await bench.until(lambda: upload.is_ready)
    assert upload.kind is MediaKind.IMAGE


async def test_a_file_that_is_in_the_list_already_takes_no_second_place(bench: Bench) -> None:
    there = image(bench.folder / "there.png")
    upload, _ = await bench.drop(bench.folder / "gone.png", there)

    assert not bench.engine.queue.locate(upload.id, there)
    assert upload.is_rejected
    assert upload.path == bench.folder / "gone.png"


async def test_a_file_that_waits_for_the_project_under_its_former_name_takes_no_second_place(
    bench: Bench,
) -> None:
    there = image(bench.folder / "there.png")
    (upload,) = await bench.drop(bench.folder / "gone.png")
    bench.project = replace(bench.project, name="Acme Coffee for iOS")
    await bench.drop(there)

    assert not bench.engine.queue.locate(upload.id, there)


async def test_a_row_that_lacks_no_file_stays_with_its_own(bench: Bench) -> None:
    (upload,) = await bench.drop(image(bench.folder / "a.png"))
    bench.engine.queue.locate(upload.id, image(bench.folder / "b.png"))
    assert upload.path == bench.folder / "a.png"


# ------------------------------------------------------------------------------------ the kind
@pytest.mark.parametrize("fault", ["payload_too_large", "validation"])
@pytest.mark.parametrize(("stage", "size"), [("inline", 5_000), ("presign", 300_000)])
async def test_what_was_refused_as_one_kind_goes_on_as_another(
    bench: Bench, fault: str, stage: str, size: int
) -> None:
    bench.control.fault(stage, fault)
    (upload,) = await bench.upload(image(bench.folder / "a.png", size))
    assert can_change_kind(upload)

    bench.engine.queue.set_kind([upload.id], MediaKind.LOGO)
    await done(bench, upload)
    assert upload.kind is MediaKind.LOGO


async def test_a_kind_that_cannot_be_is_told_before_anything_is_sent(bench: Bench) -> None:
    bench.control.fault("presign", "validation")
    (upload,) = await bench.upload(video(bench.folder / "a.mp4"))
    bench.engine.queue.set_kind([upload.id], MediaKind.AUDIO)
    await bench.until(lambda: upload.is_rejected)

    assert upload.problem
    assert upload.problem.code == "KIND_MISMATCH"
    assert len(bench.calls("presign")) == 1


# --------------------------------------------------------------------------------- the project
async def test_files_of_a_project_that_is_gone_go_on_to_another(bench: Bench) -> None:
    (other, *_) = [each for each in await bench.engine.list_projects() if each != bench.project]
    bench.control.fault("presign", "not_found")
    bench.control.fault("inline", "not_found")
    uploads = await bench.upload(video(bench.folder / "a.mp4"), image(bench.folder / "b.png"))
    assert [each.is_done for each in uploads] == [False, False]

    bench.engine.queue.set_project([each.id for each in uploads], other)
    for upload in uploads:
        await done(bench, upload)
    assert {each.project for each in uploads} == {other}


# ------------------------------------------------------------------------------------- the day
async def test_at_the_end_of_the_days_limit_nobody_calls_until_it_is_said_to_go_on(bench: Bench) -> None:
    bench.control.fault("inline", "rate_limit", times=None, retry_after="36000")
    bench.control.fault("presign", "rate_limit", times=None, retry_after="36000")
    uploads = await bench.send(*mixed(bench.folder, 40))
    queue = bench.engine.queue
    await bench.until(lambda: queue.hold and queue.hold.reason is HoldReason.DAY)
    assert queue.hold
    assert queue.hold.problem
    assert queue.hold.problem.code == "DAILY_LIMIT"
    # Those that were under way at that moment, and nobody after them.
    await bench.until(lambda: queue.accounts.rate_limiter._in_flight == 0)
    asked = len(bench.calls("inline")) + len(bench.calls("presign"))
    assert asked <= 20

    bench.control.clear_faults()
    queue.accounts.sessions.release_daily_holds()
    for upload in uploads:
        await done(bench, upload)


async def test_a_new_day_is_noticed_by_itself(bench: Bench) -> None:
    await bench.reopen(quick_pace(longest_window=0.5))
    bench.control.fault("inline", "rate_limit", retry_after="1")
    uploads = await bench.upload(*mixed(bench.folder, 4))

    assert all(upload.is_done for upload in uploads)
    assert bench.listener.saw(HoldReason.DAY)
