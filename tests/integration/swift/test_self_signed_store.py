"""Storage with a certificate that no authority signed, before an API that is reached without trouble."""

from dataclasses import replace
from pathlib import Path

import pytest

from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.domain.network_errors import UntrustedCertificateError
from layers_desktop.transfer.job.retry_policy import RetryAction
from tests.integration.swift.clients import SwiftClients, action_after
from tests.integration.swift.conftest import Bucket, Layers
from tests.integration.swift.swift_server import Swift


def test_a_file_gets_its_asset_where_a_ca_file_vouches_for_the_store(
    layers_with_tls_store: Layers,
    swift: Swift,
    bucket: Bucket,
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(swift.certificate))
    outcome = layers_with_tls_store.upload(picture)
    assert (outcome.exit_code, outcome.told) == (0, "")
    [asset] = layers_with_tls_store.assets(picture)
    assert outcome.files[0]["assetId"] == asset["id"]
    stored = bucket.file_of(asset["uploadId"])
    assert stored is not None
    assert stored.content == picture.read_bytes()


def test_a_file_fails_without_another_try_where_nothing_vouches_for_the_store(
    layers_with_tls_store: Layers, bucket: Bucket, picture: Path
) -> None:
    outcome = layers_with_tls_store.upload(picture)
    assert outcome.exit_code == 2
    [failed] = outcome.files
    assert failed["error"]["code"] == "UNTRUSTED"
    assert "self-signed" in failed["error"]["message"]
    [presigned] = layers_with_tls_store.calls("presign", picture)
    assert bucket.file_of(presigned["upload_id"]) is None
    assert layers_with_tls_store.calls("finalize", picture) == []


async def test_the_system_does_not_trust_the_store_and_that_ends_the_matter(
    layers_with_tls_store: Layers,
) -> None:
    async with SwiftClients.create(layers_with_tls_store, Route(create_ssl_context())) as sender:
        signed = await sender.presign()
        with pytest.raises(UntrustedCertificateError) as caught:
            await sender.put(signed)
    assert action_after(caught.value) is RetryAction.FAIL


async def test_a_refusal_under_tls_while_the_body_is_going_out_is_told_as_what_it_was(
    layers_with_tls_store: Layers, swift: Swift
) -> None:
    size = 40_000_000
    async with SwiftClients.create(
        layers_with_tls_store, Route(create_ssl_context(str(swift.certificate)))
    ) as sender:
        signed = await sender.presign(size)
        refusal = await sender.refusal(replace(signed, headers={"Content-Type": "image/png"}), size)
    assert (refusal.status, refusal.store_code) == (403, "SignatureDoesNotMatch")
