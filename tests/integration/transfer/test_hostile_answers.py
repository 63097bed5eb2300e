"""Answers of the documented form whose parts nobody should believe."""

import resource
from typing import Any

import pytest

from layers_desktop.api import connection_trace
from tests.integration.transfer.harness import Harness
from tests.integration.transfer.media_files import image, video

NO_IDS = {
    "two lines": "asset_1\nasset_2",
    "an escape sequence": "\x1b[2Jasset",
    "a lone surrogate": "asset_\ud800",
    "blanks": "asset 1",
    "empty": "",
    "a number": 17,
    "a list": ["asset_1"],
    "null": None,
    "too long": "a" * 257,
    "a step of a path": "..",
}
SIGNED_BY_NOBODY = (
    "Host",
    "Transfer-Encoding",
    "Cookie",
    "Authorization",
    "connection",
    "Upgrade",
    "Expect",
    "X-Api-Key",
)


@pytest.mark.parametrize("value", NO_IDS.values(), ids=NO_IDS)
@pytest.mark.parametrize("stage", ["finalize", "inline"])
async def test_an_asset_id_that_is_none_ends_its_file_alone_and_retry_asks_again(
    harness: Harness, stage: str, value: object
) -> None:
    fields = {"assetId": value, "mediaId": value}
    harness.control.fault(stage, "altered", filename="bad", fields=fields)
    bad = video(harness.folder / "bad") if stage == "finalize" else image(harness.folder / "bad")
    poisoned, sound = await harness.upload(bad, image(harness.folder / "good.png"))
    assert sound.is_done
    assert poisoned.problem
    assert (poisoned.problem.code, poisoned.problem.can_retry) == ("UNUSABLE_ANSWER", True)
    assert poisoned.problem.text.isprintable()

    harness.engine.queue.retry([poisoned.id])
    await harness.ended([poisoned])
    assert poisoned.is_done
    assert len(harness.calls("put")) == (1 if stage == "finalize" else 0)


@pytest.mark.parametrize(
    "fields",
    [
        *({"uploadId": value} for value in NO_IDS.values()),
        *({"url": value, "signedUrl": value} for value in ("", 17, "https://a b", "https://a\r\nb")),
        {"method": "POST"},
        {"method": None},
        *({"headers": {name: "x"}} for name in SIGNED_BY_NOBODY),
        {"headers": {"Content-Type": "image/png\r\nCookie: a"}},
        {"headers": {f"X-{number}": "x" for number in range(65)}},
        {"headers": {"X-Long": "x" * 9_000}},
    ],
    ids=str,
)
async def test_a_presigned_upload_that_cannot_be_one_is_refused_before_a_byte(
    harness: Harness, fields: dict[str, Any]
) -> None:
    harness.control.fault("presign", "altered", fields=fields)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.problem
    assert upload.problem.code == "UNUSABLE_ANSWER"
    assert harness.calls("put") == []

    harness.engine.queue.retry([upload.id])
    await harness.ended([upload])
    assert upload.is_done


@pytest.mark.parametrize("host", ["xn--a.invalid", "[::1", "a..b", "xn--", f"{'a' * 64}.invalid"])
async def test_an_address_with_a_host_that_cannot_be_ends_its_file(harness: Harness, host: str) -> None:
    url = f"https://{host}/k?X-Amz-Signature=1"
    harness.control.fault("presign", "altered", fields={"url": url, "signedUrl": url})
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.problem
    assert upload.problem.code == "UNUSABLE_ANSWER"


async def test_a_project_without_a_usable_id_is_left_out_and_names_are_made_safe(harness: Harness) -> None:
    items = [
        {"id": "prj_1\x1b[2J", "name": "Escaping"},
        {"id": "prj_2", "name": "A\x1b[2J\u202e\ud800 name\nof two lines"},
    ]
    harness.control.fault("projects", "altered", fields={"items": items, "nextCursor": None})
    (project,) = await harness.engine.list_projects()
    assert project.id == "prj_2"
    assert project.name.isprintable()


async def test_a_refusal_is_shown_on_one_line_whatever_it_says(harness: Harness) -> None:
    harness.control.fault("inline", "validation", message="No.\x1b[2J\n\ud800\u202eend", code="A\nB")
    (upload,) = await harness.upload(image(harness.folder / "a.png"))
    assert upload.problem
    assert "\x1b" not in f"{upload.problem}"
    assert upload.problem.text.isprintable()


@pytest.mark.parametrize("fault", ["gzip_bomb", "endless_body", "endless_interim"])
@pytest.mark.parametrize("stage", ["inline", "presign", "finalize"])
async def test_an_answer_without_bounds_is_left_and_asked_for_again(
    harness: Harness, stage: str, fault: str
) -> None:
    harness.control.fault(stage, fault)
    before = peak_memory()
    make = image if stage == "inline" else video
    (upload,) = await harness.upload(make(harness.folder / "a"))
    assert upload.is_done
    assert peak_memory() - before < 64 * 1024 * 1024


@pytest.mark.parametrize("fault", ["trickled_interim", "trickled_headers", "trickled_body"])
async def test_an_answer_that_never_ends_is_given_up(
    harness: Harness, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_trace, "RESPONSE_TIMEOUT", 0.5)
    harness.control.fault("inline", fault)
    (upload,) = await harness.upload(image(harness.folder / "a.png"), seconds=15)
    assert upload.is_done
    assert len(harness.calls("inline")) == 2


UNBOUNDED = ("gzip_bomb", "endless_body", "endless_interim")
TRICKLED = ("trickled_interim", "trickled_headers", "trickled_body")
# While the bytes go out, once they are all there, and once they are kept.
MOMENTS = (("", 0.5), ("", 1.0), ("stored_then_", 1.0))


@pytest.mark.parametrize("fault", [*UNBOUNDED, *TRICKLED])
@pytest.mark.parametrize(("prefix", "fraction"), MOMENTS)
async def test_an_answer_of_the_store_without_bounds_or_end_is_left_and_the_file_is_done(
    harness: Harness, prefix: str, fraction: float, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_trace, "RESPONSE_TIMEOUT", 0.5)
    harness.control.fault("put", prefix + fault, fraction=fraction)
    before = peak_memory()
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 5_000_000), seconds=30)
    assert upload.is_done
    assert peak_memory() - before < 64 * 1024 * 1024


@pytest.mark.parametrize("fault", [*UNBOUNDED, *TRICKLED])
async def test_a_store_that_answers_without_end_and_takes_no_byte_meanwhile_is_left(
    harness: Harness, fault: str
) -> None:
    harness.control.fault("put", fault, fraction=0.1)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4", 40_000_000), seconds=30)
    assert upload.is_done
    assert len(harness.calls("put")) == 2


@pytest.mark.parametrize("status", [300, 304, 600, 999])
async def test_an_error_with_no_status_of_an_error_is_no_refusal_of_what_was_done(
    harness: Harness, status: int
) -> None:
    content = '{"error": {"code": "NOT_FOUND", "message": "It is not there."}}'
    answer = f"HTTP/1.1 {status} Reason\r\nContent-Length: {len(content)}\r\n\r\n{content}"
    harness.control.fault("finalize", "executed_then_raw", message=answer)
    (upload,) = await harness.upload(video(harness.folder / "a.mp4"))
    assert upload.is_done
    assert len(harness.calls("put")) == 1


async def test_a_budget_beyond_all_measure_is_believed_up_to_a_sane_one(harness: Harness) -> None:
    headers = {
        "X-RateLimit-Limit": "1000000000000",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "1",
        "X-RateLimit-Endpoint-Class": "write",
    }
    harness.control.fault("inline", "altered", headers=headers)
    before = peak_memory()
    paths = [image(harness.folder / f"{number}.png") for number in range(5)]
    uploads = await harness.upload(*paths, seconds=15)
    assert all(upload.is_done for upload in uploads)
    assert peak_memory() - before < 64 * 1024 * 1024


def peak_memory() -> int:
    """Return the most bytes that this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
