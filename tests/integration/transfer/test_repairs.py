"""What a person chooses anew for a file that stands still: where it lies, its kind, its project, the day."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload, can_change_kind, can_locate
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.harness import Harness, quick_limits
from tests.integration.transfer.media_files import image, mixed, video

MEGABYTE = 1_000_000


async def lost_during_the_put(harness: Harness, path: Path) -> Upload:
    """Return the upload of a file that was moved away, to `moved`, while it was sent."""
    harness.control.fault("put", "reset", after_bytes=1000)
    (upload,) = await harness.drop(path)
    harness.listener.on_change = lambda each: move_away(path) if each.state is UploadState.WAITING else None
    harness.engine.queue.start([upload.id])
    await harness.ended([upload])
    harness.listener.on_change = lambda _: None
    await harness.until(lambda: harness.listener.results)
    assert upload.problem
    assert upload.problem.code == "FILE_MISSING"
    return upload


def move_away(path: Path) -> None:
    path.rename(path.parent.parent / f"moved-{path.name}")


async def done(harness: Harness, upload: Upload) -> None:
    await harness.until(lambda: upload.is_done or upload.is_finished)
    assert upload.is_done


# ------------------------------------------------------------------------------------ the file
async def test_a_file_that_moved_while_it_was_sent_goes_on_where_it_is(harness: Harness) -> None:
    path = video(harness.folder / "in" / "a.mp4", 20 * MEGABYTE)
    upload = await lost_during_the_put(harness, path)
    moved = harness.folder / "moved-a.mp4"

    assert harness.engine.queue.locate(upload.id, moved)
    await done(harness, upload)
    assert upload.path == moved


async def test_another_content_in_its_place_is_sent_as_what_it_is(harness: Harness) -> None:
    upload = await lost_during_the_put(harness, video(harness.folder / "in" / "a.mp4", 20 * MEGABYTE))
    other = video(harness.folder / "b.mp4", 900_000)

    harness.engine.queue.locate(upload.id, other)
    await done(harness, upload)
    assert upload.size == 900_000


async def test_where_it_was_found_outlives_the_program(harness: Harness) -> None:
    upload = await lost_during_the_put(harness, video(harness.folder / "in" / "a.mp4", 20 * MEGABYTE))
    harness.engine.queue.pause_all()
    harness.engine.queue.locate(upload.id, harness.folder / "moved-a.mp4")
    await harness.until(lambda: upload.state is UploadState.QUEUED)

    (left,) = await harness.reopen()
    assert left.path == harness.folder / "moved-a.mp4"
    harness.engine.queue.resume([left.id])
    await done(harness, left)


@pytest.mark.parametrize("is_same", [True, False], ids=["the same content", "another content"])
async def test_a_lost_answer_is_asked_for_again_with_the_same_content_only(
    harness: Harness, is_same: bool
) -> None:
    path = image(harness.folder / "a.png")
    found = harness.folder / "found.png"
    if is_same:
        shutil.copy2(path, found)
    else:
        image(found)
    harness.control.fault("inline", "executed_then_close")
    (upload,) = await harness.drop(path)
    harness.listener.on_change = lambda each: path.unlink() if each.state is UploadState.WAITING else None
    harness.engine.queue.start([upload.id])
    await harness.ended([upload])
    harness.listener.on_change = lambda _: None
    assert can_locate(upload)

    harness.engine.queue.locate(upload.id, found)
    await done(harness, upload)
    # What was made of the lost file stays: it is another one.
    harness.assets_expected = 1 if is_same else 2


async def test_a_file_that_was_never_there_is_looked_at_and_waits_for_the_word(harness: Harness) -> None:
    (upload,) = await harness.drop(harness.folder / "gone.png")
    assert upload.is_rejected
    assert can_locate(upload)

    harness.engine.queue.locate(upload.id, image(harness.folder / "there.png"))
    await harness.until(lambda: upload.is_ready)
    assert upload.kind is MediaKind.IMAGE


async def test_a_file_that_is_in_the_list_already_takes_no_second_place(harness: Harness) -> None:
    there = image(harness.folder / "there.png")
    upload, _ = await harness.drop(harness.folder / "gone.png", there)

    assert not harness.engine.queue.locate(upload.id, there)
    assert upload.is_rejected
    assert upload.path == harness.folder / "gone.png"


async def test_a_file_that_waits_for_the_project_under_its_former_name_takes_no_second_place(
    harness: Harness,
) -> None:
    there = image(harness.folder / "there.png")
    (upload,) = await harness.drop(harness.folder / "gone.png")
    harness.project = replace(harness.project, name="Acme Coffee for iOS")
    await harness.drop(there)

    assert not harness.engine.queue.locate(upload.id, there)


async def test_a_row_that_lacks_no_file_stays_with_its_own(harness: Harness) -> None:
    (upload,) = await harness.drop(image(harness.folder / "a.png"))
    harness.engine.queue.locate(upload.id, image(harness.folder / "b.png"))
    assert upload.path == harness.folder / "a.png"


# ------------------------------------------------------------------------------------ the kind
@pytest.mark.parametrize("fault", ["payload_too_large", "validation"])
@pytest.mark.parametrize(("stage", "size"), [("inline", 5_000), ("presign", 300_000)])
async def test_what_was_refused_as_one_kind_goes_on_as_another(
    harness: Harness, fault: str, stage: str, size: int
) -> None:
    harness.control.fault(stage, fault)
    (upload,) = await harness.upload(image(harness.folder / "a.png", size))
    assert can_change_kind(upload)

    harness.engine.queue.set_kind([upload.id], MediaKind.LOGO)
    await done(harness, upload)
    assert upload.kind is MediaKind.LOGO


async def test_a_kind_that_cannot_be_is_told_before_anything_is_sent(harness: Harness) -> None:
    harness.control.fault("presign", "validation")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    harness.engine.queue.set_kind([upload.id], MediaKind.AUDIO)
    await harness.until(lambda: upload.is_rejected)

    assert upload.problem
    assert upload.problem.code == "KIND_MISMATCH"
    assert len(harness.calls("presign")) == 1


async def test_an_id_is_offered_only_while_it_is_of_the_kind_that_was_chosen(harness: Harness) -> None:
    path = image(harness.folder / "a.png")
    await harness.upload(path)
    await harness.reopen()
    (upload,) = await harness.drop(path)
    assert upload.can_reuse

    harness.engine.queue.set_kind([upload.id], MediaKind.LOGO)
    await harness.until(lambda: upload.is_ready)
    harness.engine.queue.set_kind([upload.id], MediaKind.IMAGE)
    await harness.until(lambda: upload.can_reuse)


# --------------------------------------------------------------------------------- the project
@pytest.mark.parametrize("fault", ["not_found", "validation", "payload_too_large"])
async def test_files_that_a_project_refused_go_on_to_another(harness: Harness, fault: str) -> None:
    (other, *_) = [each for each in await harness.engine.list_projects() if each != harness.project]
    harness.control.fault("presign", fault)
    harness.control.fault("inline", fault)
    uploads = await harness.upload(video(harness.folder / "a.mp4"), image(harness.folder / "b.png"))
    assert [each.is_done for each in uploads] == [False, False]

    harness.engine.queue.set_project([each.id for each in uploads], other)
    for upload in uploads:
        await done(harness, upload)
    assert {each.project for each in uploads} == {other}


@pytest.mark.parametrize("fault", ["close", "executed_then_close"])
async def test_what_may_have_arrived_in_one_project_is_sent_to_no_other(harness: Harness, fault: str) -> None:
    (other, *_) = [each for each in await harness.engine.list_projects() if each != harness.project]
    harness.control.fault("inline", fault, times=None)
    (upload,) = await harness.upload(image(harness.folder / "b.png"))
    assert upload.remote.may_have_asset
    harness.control.clear_faults()
    harness.engine.queue.set_project([upload.id], other)
    assert upload.project == harness.project
    harness.engine.queue.retry([upload.id])
    await done(harness, upload)


# ------------------------------------------------------------------------------------- the day
async def test_at_the_end_of_the_days_limit_nobody_calls_until_it_is_said_to_go_on(harness: Harness) -> None:
    harness.control.fault("inline", "rate_limit", times=None, retry_after="36000")
    harness.control.fault("presign", "rate_limit", times=None, retry_after="36000")
    uploads = await harness.send(*mixed(harness.folder, 40))
    queue = harness.engine.queue
    await harness.until(lambda: queue.hold and queue.hold.reason is HoldReason.DAY)
    assert queue.hold
    assert queue.hold.problem
    assert queue.hold.problem.code == "DAILY_LIMIT"
    # Those that were under way at that moment, and nobody after them.
    await harness.until(lambda: queue.accounts.rate_limiter._in_flight == 0)
    asked = len(harness.calls("inline")) + len(harness.calls("presign"))
    assert asked <= 20

    harness.control.clear_faults()
    queue.accounts.sessions.release_daily_holds()
    for upload in uploads:
        await done(harness, upload)


async def test_a_new_day_is_noticed_by_itself(harness: Harness) -> None:
    await harness.reopen(quick_limits(longest_window=0.5))
    harness.control.fault("inline", "rate_limit", retry_after="1")
    uploads = await harness.upload(*mixed(harness.folder, 4))

    assert all(upload.is_done for upload in uploads)
    assert harness.listener.saw(HoldReason.DAY)


async def test_a_file_that_looks_broken_is_sent_where_the_person_says_so(harness: Harness) -> None:
    path = image(harness.folder / "odd.jpg")
    path.write_bytes(b"\x01" * 5_000)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    (upload,) = await harness.drop(path)
    assert (upload.is_rejected, upload.can_upload_anyway) == (True, True)
    harness.engine.queue.upload_anyway([upload.id])
    await harness.until(lambda: upload.is_ready)
    harness.engine.queue.start([upload.id])
    await done(harness, upload)
    assert [asset["mimeType"] for asset in harness.assets] == ["image/jpeg"]


async def test_a_file_that_waits_is_refused_for_a_kind_that_cannot_be_and_no_longer_for_another(
    harness: Harness,
) -> None:
    (upload,) = await harness.drop(image(harness.folder / "a.png"))
    harness.engine.queue.set_kind([upload.id], MediaKind.AUDIO)
    assert upload.is_rejected
    harness.engine.queue.set_kind([upload.id], MediaKind.LOGO)
    assert (upload.is_ready, upload.problem) == (True, None)
    harness.engine.queue.start([upload.id])
    await done(harness, upload)
    assert [asset["kind"] for asset in harness.assets] == ["logo"]
