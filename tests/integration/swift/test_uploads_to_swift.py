"""The whole way, from the command line to an object in OpenStack Swift."""

import hashlib
import uuid
from pathlib import Path

import pytest

from layers_desktop.api.client import LayersClient
from layers_desktop.api.requests import MediaDescription
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.server_errors import ApiError
from tests.integration.swift.clients import in_the_clear
from tests.integration.swift.conftest import Bucket, Layers


def test_a_picture_and_a_film_arrive_to_the_byte_and_become_assets(
    layers: Layers, bucket: Bucket, picture: Path, film: Path
) -> None:
    outcome = layers.upload(picture, film)
    assert (outcome.exit_code, outcome.told) == (0, "")
    for said, file, mime_type in zip(outcome.files, (picture, film), ("image/png", "video/mp4"), strict=True):
        [asset] = layers.assets(file)
        assert said["assetId"] == asset["id"]
        stored = bucket.file_of(asset["uploadId"])
        assert stored is not None
        assert stored.mime_type == mime_type == asset["mimeType"]
        assert hashlib.sha256(stored.content).hexdigest() == said["sha256"]
        assert stored.content == file.read_bytes()
        assert asset["size"] == len(stored.content)
        assert [len(layers.calls(stage, file)) for stage in ("presign", "finalize")] == [1, 1]
    assert layers.control.counters()["puts"] == 0  # none went to the sandbox's own storage


async def test_finalize_asks_swift_and_tells_of_an_object_that_never_came(layers: Layers) -> None:
    client = LayersClient(layers.url, layers.api_key, in_the_clear())
    [project, *_] = await client.projects()
    media = MediaDescription(MediaKind.IMAGE, "image/png", "never.png", 300_000)
    signed = await client.presign(project.id, media, str(uuid.uuid4()))
    with pytest.raises(ApiError) as caught:
        await client.finalize(project.id, signed.upload_id, None, str(uuid.uuid4()))
    await client.aclose()
    assert (caught.value.status, caught.value.code) == (404, "OBJECT_NOT_FOUND")


@pytest.mark.parametrize("fault", ["short_url", "bad_signature"])
def test_a_url_that_swift_refuses_is_presigned_anew_and_the_file_is_done(
    layers: Layers, bucket: Bucket, picture: Path, fault: str
) -> None:
    layers.control.fault("presign", fault)
    outcome = layers.upload(picture)
    assert outcome.exit_code == 0
    refused, taken = layers.calls("presign", picture)
    assert bucket.file_of(refused["upload_id"]) is None
    stored = bucket.file_of(taken["upload_id"])
    assert stored is not None
    assert stored.content == picture.read_bytes()
    [asset] = layers.assets(picture)
    assert outcome.files[0]["assetId"] == asset["id"]
    assert len(layers.calls("finalize", picture)) == 1


def test_a_signature_that_swift_refuses_twice_fails_the_file_and_no_secret_is_written_down(
    layers: Layers, picture: Path, home: Path
) -> None:
    layers.control.fault("presign", "bad_signature", times=None)
    outcome = layers.upload(picture)
    assert outcome.exit_code == 2
    [failed] = outcome.files
    assert failed["error"]["code"] == "SignatureDoesNotMatch"
    assert failed["error"]["requestId"].startswith("tx")  # as Swift numbers them
    assert len(layers.calls("presign", picture)) == 2
    assert layers.calls("finalize", picture) == layers.assets(picture) == []
    written = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in written)
    for path in written:
        content = path.read_bytes()
        assert b"X-Amz-" not in content, path
        assert layers.api_key.encode() not in content, path
