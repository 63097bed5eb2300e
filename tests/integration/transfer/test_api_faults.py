import re
from collections.abc import Callable
from typing import Any

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, mixed, video

NEW_KEY = "lp_canary_the_new_one_77c0"


async def test_files_of_every_family_get_one_asset_each(harness: Harness) -> None:
    uploads = await harness.upload(*mixed(harness.folder, 12))

    assert unfinished(uploads) == []
    assert harness.bytes_received == sum(size_of(upload) for upload in uploads if size_of(upload) >= 256_000)
    await harness.until(lambda: harness.listener.results)
    assert [result.done for result in harness.listener.results] == [12]


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("presign", {"fault": "error", "times": 2}),
        ("presign", {"fault": "bad_gateway", "times": 2}),
        ("presign", {"fault": "close"}),
        ("presign", {"fault": "executed_then_reset"}),
        ("presign", {"fault": "conflict"}),
        ("finalize", {"fault": "unavailable", "times": 6}),
        ("finalize", {"fault": "executed_then_close"}),
        ("finalize", {"fault": "executed_then_wrong_shape"}),
        ("finalize", {"fault": "executed_then_error", "times": 3}),
        ("finalize", {"fault": "reset", "times": 2}),
    ],
)
async def test_a_presigned_upload_comes_through_and_its_bytes_go_once(
    harness: Harness, stage: str, fault: dict[str, Any]
) -> None:
    harness.control.fault(stage, **fault)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))

    assert upload.is_done
    assert harness.bytes_received == upload.size
    assert len(harness.calls("presign")) <= 3


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "error", "times": 3},
        {"fault": "executed_then_close", "times": 2},
        {"fault": "executed_then_reset"},
        {"fault": "executed_then_error", "times": 2},
        {"fault": "executed_then_bad_gateway"},
        {"fault": "executed_then_wrong_shape"},
        {"fault": "conflict"},
        {"fault": "rate_limit", "retry_after": "1"},
    ],
)
async def test_a_small_file_whose_answer_is_lost_gets_one_asset(
    harness: Harness, fault: dict[str, Any]
) -> None:
    harness.control.fault("inline", **fault)
    (upload,) = await harness.upload(image(harness.folder / "a.png"))

    assert upload.is_done
    keys = {call["idempotency_key"] for call in harness.calls("inline")}
    assert len(keys) == (2 if fault["fault"] == "conflict" else 1)


async def test_finalize_that_finds_nothing_sends_the_file_once_more(harness: Harness) -> None:
    harness.control.fault("finalize", "object_not_found")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))

    assert upload.is_done
    assert harness.bytes_received == 2 * size_of(upload)
    assert len(harness.calls("presign")) == 2


async def test_finalize_that_never_finds_anything_ends_the_file_and_retry_mends_it(harness: Harness) -> None:
    harness.control.fault("finalize", "object_not_found", times=None)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.can_retry
    assert harness.bytes_received == 2 * size_of(upload)

    harness.control.clear_faults()
    harness.engine.queue.retry([upload.id])
    await harness.ended([upload])
    assert upload.is_done
    assert harness.bytes_received == 2 * size_of(upload)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("not_found", "NOT_FOUND"),
        ("payload_too_large", "PAYLOAD_TOO_LARGE"),
        ("validation", "VALIDATION_FAILED"),
    ],
)
async def test_what_layers_refuses_fails_at_once_with_its_own_sentence(
    harness: Harness, fault: str, code: str
) -> None:
    harness.control.fault("presign", fault)
    harness.control.fault("inline", fault)
    uploads = await harness.upload(video(harness.folder / "a.mp4"), image(harness.folder / "b.png"))

    assert [upload.problem and upload.problem.code for upload in uploads] == [code, code]
    assert harness.bytes_received == 0
    assert len(harness.calls("presign")) == len(harness.calls("inline")) == 1


async def test_a_refusal_is_not_replayed_to_a_retry(harness: Harness) -> None:
    """Layers keeps a refusal under the Idempotency-Key: a retry with the same key could never succeed."""
    harness.control.fault("presign", "not_found")
    harness.control.fault("inline", "not_found")
    uploads = await harness.upload(video(harness.folder / "a.mp4"), image(harness.folder / "b.png"))
    harness.engine.queue.retry(upload.id for upload in uploads)
    await harness.ended(uploads)

    assert unfinished(uploads) == []
    for stage in ("presign", "inline"):
        assert len({call["idempotency_key"] for call in harness.calls(stage)}) == 2


async def test_what_fails_for_good_does_not_stop_the_others(harness: Harness) -> None:
    paths = [image(harness.folder / f"{number}.png", 2_000 + number) for number in range(200)]
    harness.control.fault("inline", "error", times=None, filename="77.png")
    uploads = await harness.upload(*paths)

    failed = [upload for upload in uploads if not upload.is_done]
    assert [upload.path.name for upload in failed] == ["77.png"]
    assert failed[0].can_retry


async def test_a_file_that_is_tried_in_vain_counts_its_tries_and_names_them_at_its_end(
    harness: Harness,
) -> None:
    harness.control.fault("inline", "error", times=None)
    seen: list[tuple[int, int]] = []

    def note(upload: Upload) -> None:
        if upload.tries and upload.problem:
            seen.append((upload.tries.next, upload.tries.maximum))

    harness.listener.on_change = note
    (upload,) = await harness.upload(image(harness.folder / "a.png"))

    assert seen == [(2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]
    assert upload.problem
    assert upload.problem.title.endswith("(500). Still not working after 6 tries.")
    assert (upload.tries, upload.can_retry) == (None, True)


@pytest.mark.parametrize("retry_after", ["1", "date+1", "soon", None])
async def test_429_holds_everybody_and_uses_up_no_try(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess, retry_after: str | None
) -> None:
    harness = await make_harness(shared_sandbox).open(quick_limits(presign_tries=1))
    harness.control.fault("inline", "rate_limit", times=4, skip=3, retry_after=retry_after)
    paths = [image(harness.folder / f"{number}.png", 2_000 + number) for number in range(50)]
    uploads = await harness.upload(*paths)

    assert unfinished(uploads) == []
    assert len(harness.calls("inline")) == 50 + 4
    assert harness.listener.saw(HoldReason.BUDGET)
    await harness.until(lambda: harness.engine.queue.hold is None)


async def test_after_a_429_nobody_calls_before_the_time_that_was_named(harness: Harness) -> None:
    harness.control.fault("inline", "rate_limit", skip=20, retry_after="2")
    paths = [image(harness.folder / f"{number}.png", 2_000 + number) for number in range(60)]
    await harness.upload(*paths)

    calls = harness.calls("inline")
    (refused,) = [call for call in calls if call["status"] == 429]
    after = [call["started_at"] - refused["ended_at"] for call in calls]
    # Six are under way at a time: the other five could not know of the refusal.
    assert len([seconds for seconds in after if 0 < seconds < 1.95]) <= 5


async def test_two_429_in_a_row_are_said_to_be_somebody_elses_doing(harness: Harness) -> None:
    harness.control.fault("inline", "rate_limit", times=2)
    (upload,) = await harness.upload(image(harness.folder / "a.png"))

    assert upload.is_done
    told = [hold.problem.title for hold in harness.listener.holds if hold and hold.problem]
    assert re.fullmatch(
        r"Layers asked this program to slow down \([\d,]+ calls a minute on your plan\).", told[0]
    )
    assert ["something else uses the same key" in title for title in told] == [False, True]


@pytest.mark.parametrize("fault", ["unauthorized", "forbidden_scope", "kill_switch"])
async def test_a_key_that_is_not_taken_holds_the_queue_until_there_is_another(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess], fault: str
) -> None:
    sandbox = start_sandbox("--no-budget", "--tier", "partner")
    harness = await make_harness(sandbox).open(quick_limits(presign_tries=1, put_tries=1))
    for stage in ("presign", "finalize", "inline"):
        harness.control.fault(stage, fault, times=None, skip=2)
    uploads = await harness.send(*mixed(harness.folder, 20))
    await harness.until(lambda: harness.engine.queue.hold)
    hold = harness.engine.queue.hold
    assert hold
    assert hold.reason is HoldReason.KEY
    assert hold.problem

    harness.control.clear_faults()
    harness.control.change_key(NEW_KEY)
    await harness.engine.sign_in(NEW_KEY)
    await harness.ended(uploads)
    assert unfinished(uploads) == []


async def test_a_key_revoked_in_mid_batch_is_replaced_and_no_file_is_lost(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    sandbox = start_sandbox("--no-budget", "--tier", "partner")
    harness = await make_harness(sandbox).open(quick_limits(presign_tries=1))
    harness.control.fault("put", "latency", seconds=0.2, times=None)
    uploads = await harness.send(*mixed(harness.folder, 30))
    await harness.until(lambda: sum(upload.is_done for upload in uploads) > 3)
    harness.control.change_key(sandbox.api_key, accepted=False)
    await harness.until(lambda: harness.engine.queue.hold)
    assert not any(upload.is_finished and not upload.is_done for upload in uploads)

    harness.control.change_key(NEW_KEY)
    await harness.engine.sign_in(NEW_KEY)
    await harness.ended(uploads)
    assert unfinished(uploads) == []
    assert harness.bytes_received == sum(size_of(upload) for upload in uploads if size_of(upload) >= 256_000)


async def test_taking_the_key_away_in_mid_batch_holds_every_file(harness: Harness) -> None:
    harness.control.fault("put", "latency", seconds=0.2, times=None)
    uploads = await harness.send(*mixed(harness.folder, 24))
    await harness.until(lambda: sum(upload.is_done for upload in uploads) > 2)
    harness.engine.queue.accounts.disconnect(harness.project.account)
    await harness.until(lambda: not any(upload.is_sending for upload in uploads))
    assert not any(upload.needs_attention for upload in uploads)

    await harness.engine.sign_in(harness.sandbox.api_key)
    await harness.ended(uploads)
    assert unfinished(uploads) == []


async def test_a_project_that_is_gone_fails_its_files_and_no_others(harness: Harness) -> None:
    (other, *_) = [each for each in await harness.engine.list_projects() if each != harness.project]
    first = await harness.drop(video(harness.folder / "a.mp4"), image(harness.folder / "b.png"))
    gone = type(other)("prj_that_was_deleted", "Gone", account=other.account)
    harness.engine.queue.set_project([upload.id for upload in first], gone)
    await harness.until(lambda: all(upload.is_ready for upload in first))
    harness.engine.queue.start(upload.id for upload in first)
    second = await harness.upload(image(harness.folder / "c.png"))
    await harness.ended(first)

    assert [upload.problem and upload.problem.code for upload in first] == ["NOT_FOUND", "NOT_FOUND"]
    assert second[0].is_done


async def test_an_inline_call_of_yesterday_is_not_repeated_behind_the_persons_back(
    harness: Harness,
) -> None:
    """Its key is no longer replayed: the file may be there, and a second call would double it."""
    harness.control.fault("inline", "executed_then_silence")
    await harness.send(image(harness.folder / "a.png"))
    await harness.until(lambda: harness.assets)
    await harness.reopen()
    (left,) = harness.engine.queue.uploads.values()
    assert left.remote.inline_since
    left.remote.inline_since -= 24 * 3600
    harness.engine.queue.resume([left.id])
    await harness.ended([left])

    assert left.problem
    assert left.problem.code == "OUTCOME_UNKNOWN"
    assert len(harness.calls("inline")) == 1
    harness.assets_expected = 1

    # The person has looked, and wants it again.
    harness.engine.queue.retry([left.id])
    await harness.ended([left])
    assert left.is_done
    harness.assets_expected = 2


async def test_finalize_that_was_asked_before_a_long_sleep_is_asked_again(harness: Harness) -> None:
    """The asset may exist: a new upload would double it, however old the `uploadId` is."""
    harness.control.fault("finalize", "executed_then_silence")
    await harness.send(video(harness.folder / "a.mp4"))
    await harness.until(lambda: harness.assets)
    await harness.reopen()
    (left,) = harness.engine.queue.uploads.values()
    assert left.remote.presigned_at
    left.remote.presigned_at -= 48 * 3600
    harness.engine.queue.resume([left.id])
    await harness.ended([left])

    assert left.is_done
    assert harness.bytes_received == left.size


def size_of(upload: Upload) -> int:
    return upload.size or 0
