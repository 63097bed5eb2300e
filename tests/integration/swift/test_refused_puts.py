"""What OpenStack Swift says to a PUT that is not as it was signed, and what is decided about it."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from layers_desktop.domain.server_errors import StorageError
from layers_desktop.transfer.job.retry_policy import RetryAction
from tests.integration.swift.clients import SIZE, TYPE, Refusal, SwiftClients, action_after, in_the_clear
from tests.integration.swift.conftest import Bucket, Layers
from tests.integration.swift.swift_server import Swift

MISMATCH = Refusal(403, "SignatureDoesNotMatch", is_expired=False, action=RetryAction.PRESIGN_ONCE)
EXPIRED = Refusal(403, "AccessDenied", is_expired=True, action=RetryAction.PRESIGN_AGAIN)
NO_XML = Refusal(400, None, is_expired=False, action=RetryAction.PRESIGN_ONCE)
OTHER_TYPE = {"Content-Type": "image/png"}


@pytest.fixture
async def sender(layers: Layers) -> AsyncIterator[SwiftClients]:
    async with SwiftClients.create(layers, in_the_clear()) as made:
        yield made


async def test_a_put_as_it_was_signed_is_stored(sender: SwiftClients, bucket: Bucket) -> None:
    signed = await sender.presign()
    await sender.put(signed)
    stored = bucket.file_of(signed.upload_id)
    assert stored is not None
    assert (stored.content, stored.mime_type) == (bytes(SIZE), TYPE)


@pytest.mark.parametrize("mime_type", ["video/MP4", "video/mp4; a=b", "image/png"])
async def test_another_type_is_a_mismatch(sender: SwiftClients, bucket: Bucket, mime_type: str) -> None:
    signed = await sender.presign()
    assert await sender.refusal(replace(signed, headers={"Content-Type": mime_type})) == MISMATCH
    assert bucket.file_of(signed.upload_id) is None


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1])
async def test_another_length_is_a_mismatch(sender: SwiftClients, bucket: Bucket, size: int) -> None:
    signed = await sender.presign()
    assert await sender.refusal(signed, size) == MISMATCH
    assert bucket.file_of(signed.upload_id) is None


@pytest.mark.parametrize(
    ("pattern", "tampered"),
    [
        (r"X-Amz-Signature=\w{8}", "X-Amz-Signature=00000000"),
        (r"X-Amz-Expires=\d+", "X-Amz-Expires=604800"),
        (r"\.mp4\?", ".mov?"),
    ],
)
async def test_a_tampered_url_is_a_mismatch(
    sender: SwiftClients, bucket: Bucket, pattern: str, tampered: str
) -> None:
    signed = await sender.presign()
    url = re.sub(pattern, tampered, signed.url)
    assert url != signed.url
    assert await sender.refusal(replace(signed, url=url)) == MISMATCH
    assert bucket.file_of(signed.upload_id) is None


async def test_an_expired_url_is_known_as_expired(
    sender: SwiftClients, bucket: Bucket, layers: Layers
) -> None:
    layers.control.fault("presign", "short_url")
    signed = await sender.presign()
    assert await sender.refusal(signed) == EXPIRED
    assert bucket.file_of(signed.upload_id) is None


async def test_a_refusal_in_html_is_a_refusal_and_no_lie_of_the_network(
    sender: SwiftClients, bucket: Bucket
) -> None:
    signed = await sender.presign()
    # Without a signature it is no request of S3: another part of Swift answers, in its own way.
    assert await sender.refusal(replace(signed, url=signed.url.partition("?")[0])) == NO_XML
    assert bucket.file_of(signed.upload_id) is None


async def test_a_refusal_while_the_body_is_going_out_is_told_as_what_it_was(sender: SwiftClients) -> None:
    size = 40_000_000
    signed = await sender.presign(size)
    assert await sender.refusal(replace(signed, headers=OTHER_TYPE), size) == MISMATCH


async def test_the_next_put_on_the_same_client_is_stored_after_a_refusal(
    sender: SwiftClients, bucket: Bucket
) -> None:
    signed = await sender.presign()
    assert await sender.refusal(replace(signed, headers=OTHER_TYPE)) == MISMATCH
    await sender.put(signed)
    assert bucket.file_of(signed.upload_id) is not None


async def test_more_puts_than_swift_takes_in_a_second_ask_for_fewer_at_once(
    sender: SwiftClients, bucket: Bucket, swift: Swift
) -> None:
    refusals = set()
    while not refusals:
        try:
            await sender.put(bucket.sign(swift.limited_endpoint, SIZE))
        except StorageError as error:
            refusals.add((error.status, error.is_slow_down, action_after(error)))
    assert refusals == {(503, True, RetryAction.REDUCE_CONCURRENCY)}


@pytest.mark.parametrize(
    ("parameters", "headers", "expected"),
    [
        ({"Bucket": "nowhere"}, {}, Refusal(404, "NoSuchBucket", False, RetryAction.PRESIGN_ONCE)),
        ({"Key": "k" * 1100}, {}, Refusal(400, "KeyTooLongError", False, RetryAction.PRESIGN_ONCE)),
        (
            {"ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg=="},
            {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="},
            Refusal(400, "BadDigest", False, RetryAction.RETRY),
        ),
        (
            {"IfNoneMatch": "*"},
            {"If-None-Match": "*"},
            Refusal(501, "NotImplemented", False, RetryAction.PRESIGN_ONCE),
        ),
    ],
    ids=["no bucket", "a key that is too long", "bytes that were damaged", "a condition"],
)
async def test_what_swift_refuses_for_other_reasons_is_decided_by_its_code(
    sender: SwiftClients,
    bucket: Bucket,
    swift: Swift,
    parameters: dict[str, str],
    headers: dict[str, str],
    expected: Refusal,
) -> None:
    signed = bucket.sign(swift.endpoint, SIZE, **parameters)
    refusal = await sender.refusal(replace(signed, headers={**signed.headers, **headers}))
    assert refusal == expected


async def test_an_address_valid_for_longer_than_may_be_is_presigned_anew(
    sender: SwiftClients, bucket: Bucket, swift: Swift
) -> None:
    refusal = await sender.refusal(bucket.sign(swift.endpoint, SIZE, expires=9_999_999))
    assert refusal == Refusal(400, "AuthorizationQueryParametersError", False, RetryAction.PRESIGN_ONCE)
