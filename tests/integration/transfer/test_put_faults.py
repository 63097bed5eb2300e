import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, video

MEGABYTE = 1_000_000
SIZE = 5 * MEGABYTE
# What the system's own buffers may have taken beyond what the store wanted.
BUFFERED = 4 * MEGABYTE


@pytest.mark.parametrize("dialect", ["s3", "r2"])
async def test_an_url_that_expired_before_the_put_is_signed_anew(harness: Harness, dialect: str) -> None:
    harness.control.fault("put", "expired", times=2, dialect=dialect)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 3


async def test_a_url_that_was_given_out_too_old_is_signed_anew(harness: Harness) -> None:
    harness.control.fault("presign", "short_url", seconds=0)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 2


@pytest.mark.parametrize("dialect", ["s3", "r2", "ceph"])
async def test_an_old_url_that_is_refused_twice_is_signed_anew_twice(harness: Harness, dialect: str) -> None:
    harness.control.fault("presign", "altered", times=2, fields={"expiresAt": "2026-01-01T00:00:00Z"})
    harness.control.fault("put", "expired", times=2, dialect=dialect)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 3


async def test_a_url_that_keeps_expiring_ends_the_file_with_its_own_words(harness: Harness) -> None:
    harness.control.fault("put", "expired", times=None)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.problem
    assert upload.problem.code == "URL_KEPT_EXPIRING"
    assert len(harness.calls("presign")) == 3


async def test_expiry_with_the_connection_cut_in_mid_body_is_seen_for_what_it_is(harness: Harness) -> None:
    """What looks like a broken line on an old URL is an expired one: the same URL is not tried again."""
    harness.control.fault("presign", "short_url", seconds=2)
    harness.control.fault("put", "slow", bytes_per_second=3 * MEGABYTE, after_bytes=0)
    (upload,) = await harness.send(video(harness.folder / "a.mp4", 60 * MEGABYTE))
    await harness.until(lambda: upload.bytes_sent)
    await asyncio.sleep(2.7)  # the URL is old by then; the server's Date knows whole seconds only
    harness.control.reset_storage()
    await harness.ended([upload])

    assert upload.is_done
    assert len(harness.calls("presign")) == 2
    assert len(harness.calls("finalize")) == 1


async def test_expiry_in_mid_body_is_found_out_by_trying(harness: Harness) -> None:
    harness.control.fault("put", "expired_mid_body")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 2


@pytest.mark.parametrize("dialect", ["s3", "r2"])
async def test_a_store_that_says_in_mid_body_that_the_url_expired_is_heard(
    harness: Harness, dialect: str
) -> None:
    harness.control.fault("put", "expired_early", dialect=dialect, after_bytes=MEGABYTE)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 40 * MEGABYTE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 2
    assert harness.bytes_received < 40 * MEGABYTE + 2 * BUFFERED


async def test_a_store_that_refuses_in_mid_body_is_told_as_what_it_said(harness: Harness) -> None:
    harness.control.fault("put", "refuse_early", times=None, after_bytes=MEGABYTE)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 40 * MEGABYTE))

    assert upload.state is UploadState.FAILED
    assert upload.problem
    assert upload.problem.code == "EntityTooLarge"
    assert len(harness.calls("presign")) == 2
    assert harness.bytes_received < 2 * (MEGABYTE + BUFFERED)


async def test_a_signature_that_does_not_match_is_made_anew_once(harness: Harness) -> None:
    harness.control.fault("presign", "bad_signature")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 2


async def test_a_signature_that_never_matches_ends_the_file(harness: Harness) -> None:
    harness.control.fault("presign", "bad_signature", times=None)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.problem
    assert upload.problem.code == "SignatureDoesNotMatch"
    assert upload.can_retry
    assert len(harness.calls("presign")) == 2


@pytest.mark.parametrize("cut", ["reset", "close"])
async def test_a_connection_that_breaks_half_way_costs_that_half(harness: Harness, cut: str) -> None:
    harness.control.fault("put", cut, fraction=0.5)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 40 * MEGABYTE))

    assert upload.is_done
    assert harness.bytes_received == 60 * MEGABYTE
    assert len(harness.calls("presign")) == 1


async def test_a_line_that_keeps_breaking_ends_the_file_after_five_tries(harness: Harness) -> None:
    harness.control.fault("put", "reset", times=None, after_bytes=1000)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))

    assert upload.state is UploadState.FAILED
    assert upload.can_retry
    assert len(harness.calls("put")) == 5


async def test_a_line_that_breaks_ever_farther_on_is_slow_and_not_dead(harness: Harness) -> None:
    for step in range(1, 7):
        harness.control.fault("put", "reset", after_bytes=step * 12 * MEGABYTE)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 90 * MEGABYTE))

    assert upload.is_done
    assert len(harness.calls("put")) == 7


async def test_a_store_that_stops_reading_is_left_and_tried_again(harness: Harness) -> None:
    harness.control.fault("put", "stop_reading", after_bytes=MEGABYTE)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 30 * MEGABYTE))

    assert upload.is_done
    assert len(harness.calls("put")) == 2


@pytest.mark.parametrize("ending", ["stored_then_close", "stored_then_reset"])
async def test_a_lost_answer_to_a_large_put_costs_no_second_put(harness: Harness, ending: str) -> None:
    harness.control.fault("put", ending)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 200 * MEGABYTE))

    assert upload.is_done
    assert harness.bytes_received == 200 * MEGABYTE
    assert (len(harness.calls("presign")), len(harness.calls("put"))) == (1, 1)


async def test_lost_answers_one_after_the_other_never_make_two_assets(harness: Harness) -> None:
    harness.control.fault("put", "stored_then_close")
    harness.control.fault("finalize", "executed_then_close", times=2)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert harness.bytes_received == SIZE
    assert len(harness.calls("finalize")) == 3


@pytest.mark.parametrize("ending", ["discarded_then_close", "discarded_then_reset"])
async def test_bytes_that_were_handed_over_and_lost_are_sent_again(harness: Harness, ending: str) -> None:
    harness.control.fault("put", ending, times=2)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert harness.bytes_received == 3 * SIZE


@pytest.mark.parametrize(
    ("refusal", "details"),
    [
        *((name, {}) for name in ("slow_down", "too_many_requests", "error", "stored_then_error")),
        ("error", {"status": 498, "code": "Rate Limited"}),  # Swift's own
        ("error", {"status": 503, "code": "XMinioServerNotInitialized"}),
    ],
)
async def test_a_store_that_asks_for_less_gets_it_later(
    harness: Harness, refusal: str, details: dict[str, Any]
) -> None:
    harness.control.fault("put", refusal, times=2, **details)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert len(harness.calls("presign")) == 1
    assert len(harness.calls("put")) == 3


async def test_slow_down_halves_the_slots(harness: Harness) -> None:
    slots = harness.engine.queue._context.limits.concurrency  # how many go at once is nobody else's business
    harness.control.fault("put", "slow_down", times=1)
    await harness.upload(video(harness.folder / "a.mp4", SIZE))
    assert slots.limit == 1


@pytest.mark.parametrize("lie", ["captive_html", "captive_redirect"])
async def test_a_store_that_lies_alone_ends_its_file_and_holds_no_queue(harness: Harness, lie: str) -> None:
    """Layers itself can be reached: what stands before the store will not go away by waiting for ever."""
    harness.control.fault("put", lie, times=None)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))

    assert upload.state is UploadState.FAILED
    assert len(harness.calls("put")) == 5
    assert harness.engine.queue.hold is None


async def test_a_store_that_lies_once_costs_one_more_put(harness: Harness) -> None:
    harness.control.fault("put", "captive_html")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))

    assert upload.is_done
    assert len(harness.calls("put")) == 2


async def test_a_silent_answer_is_given_up_in_the_end(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers_desktop.api.storage._RESPONSE_TIMEOUT", 0.5)  # a minute is long for a test
    harness = await make_harness(shared_sandbox).open(quick_limits())
    harness.control.fault("put", "stored_then_silence")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))

    assert upload.is_done
    assert harness.bytes_received == SIZE


async def test_many_faults_at_once_lose_nothing_and_double_nothing(harness: Harness) -> None:
    faults: list[dict[str, Any]] = [
        {"stage": "presign", "fault": "error", "times": 3},
        {"stage": "put", "fault": "reset", "times": 3},
        {"stage": "put", "fault": "stored_then_close", "times": 3, "skip": 3},
        {"stage": "put", "fault": "expired", "times": 2, "skip": 6},
        {"stage": "finalize", "fault": "executed_then_close", "times": 3},
        {"stage": "finalize", "fault": "unavailable", "times": 3, "skip": 5},
        {"stage": "inline", "fault": "executed_then_reset", "times": 5},
        {"stage": "inline", "fault": "rate_limit", "times": 2, "skip": 7, "retry_after": "1"},
    ]
    for fault in faults:
        harness.control.fault(**fault)
    paths = [video(harness.folder / f"{number}.mp4", 60_000 * number + 1_000) for number in range(30)]
    uploads = await harness.upload(*paths)

    assert unfinished(uploads) == []


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (403, "AccessDenied", "Request is not yet valid"),
        (403, "AccessDenied", "Request is not valid yet"),
        (
            403,
            "RequestTimeTooSkewed",
            "The difference between our time and yours is too large.",
        ),
        (400, "RequestTimeout", "Your socket connection was not read from within the timeout period."),
        (400, "IncompleteBody", "You did not provide the number of bytes specified."),
        (409, "OperationAborted", "A conflicting operation is in progress."),
        (408, "RequestTimeout", "The server has waited too long for the request."),
        (499, "ClientDisconnected", "Client disconnected before response was ready"),  # MinIO
        (307, "TemporaryRedirect", "Please re-send this request to the specified temporary endpoint."),
    ],
)
async def test_what_a_store_refuses_for_the_moment_is_sent_again_in_a_while(
    harness: Harness, status: int, code: str, message: str
) -> None:
    harness.control.fault("put", "error", times=3, status=status, code=code, message=message)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.is_done
    assert len(harness.calls("presign")) == 1


async def test_a_token_that_has_expired_is_presigned_anew(harness: Harness) -> None:
    harness.control.fault("put", "error", status=400, code="ExpiredToken", message="The token has expired.")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.is_done
    assert len(harness.calls("presign")) == 2


async def test_an_object_that_is_there_already_is_asked_for_and_not_sent_again(harness: Harness) -> None:
    """A URL signed with `If-None-Match` takes one PUT, whose answer was lost."""
    harness.control.fault("put", "stored_then_error", status=412, code="PreconditionFailed", message=" ")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", SIZE))
    assert upload.is_done
    assert [len(harness.calls(stage)) for stage in ("presign", "put", "finalize")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (501, "NotImplemented", "The file storage refused the upload (501, NotImplemented)."),
        (301, "PermanentRedirect", "The file storage refused the upload (301, PermanentRedirect)."),
        (403, "InvalidAccessKeyId", "The file storage refused the upload (403, InvalidAccessKeyId)."),
        (507, "XMinioStorageFull", "The file storage has no room left (507, XMinioStorageFull)."),
        (403, "QuotaExceeded", "The file storage has no room left (403, QuotaExceeded)."),
    ],
)
async def test_what_a_store_never_takes_is_presigned_anew_once_and_told_in_true_words(
    harness: Harness, status: int, code: str, title: str
) -> None:
    harness.control.fault("put", "error", times=None, status=status, code=code, message=" ")
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.problem
    assert (upload.problem.title, upload.problem.code) == (title, code)
    assert len(harness.calls("presign")) == len(harness.calls("put")) == 2


async def test_a_limit_of_speed_lets_no_file_seem_to_stall_behind_others(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess
) -> None:
    limits = quick_limits()
    limits.bandwidth.rate = 400_000
    harness = await make_harness(shared_sandbox).open(limits)
    large = video(harness.folder / "large.mp4", 400_000)
    small = [image(harness.folder / f"{number}.png", 200_000) for number in range(8)]
    uploads = await harness.upload(large, *small)
    assert unfinished(uploads) == []
    assert len(harness.calls("put")) == 1
