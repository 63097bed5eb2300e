from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore.config import Config
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.sandbox.state.signing import ExpiredError, MismatchError, Signer, UnsignedError

SIGNER = Signer("sandbox", "not-so-secret")
ISSUED = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LIFE = timedelta(minutes=15)
HEADERS = {"host": "127.0.0.1:9", "content-type": "image/png", "content-length": "12"}
PATH = "/sandbox-uploads/prj_1/upl_1.png"
paths = st.text("abcXYZ019-_.~ é+%/", min_size=1).map(lambda text: "/" + text)


def signed(path: str = PATH) -> str:
    return SIGNER.query("PUT", path, HEADERS, ISSUED, LIFE)


def test_a_url_that_botocore_signs_is_accepted() -> None:
    client = botocore.session.get_session().create_client(
        "s3",
        endpoint_url="http://127.0.0.1:9",
        region_name="us-east-1",
        aws_access_key_id="sandbox",
        aws_secret_access_key="not-so-secret",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
        ),
    )
    wanted = {
        "Bucket": "sandbox-uploads",
        "Key": "prj_1/ü b.png",
        "ContentType": "image/png",
        "ContentLength": 12,
    }
    url = urlsplit(client.generate_presigned_url("put_object", Params=wanted, ExpiresIn=60))
    SIGNER.check("PUT", "/sandbox-uploads/prj_1/ü b.png", url.query, HEADERS, datetime.now(UTC))


@given(paths)
def test_what_was_signed_is_accepted_until_the_very_end_of_its_life(path: str) -> None:
    SIGNER.check("PUT", path, signed(path), HEADERS, ISSUED + LIFE)


def test_after_its_life_a_url_has_expired() -> None:
    with pytest.raises(ExpiredError):
        SIGNER.check("PUT", PATH, signed(), HEADERS, ISSUED + LIFE + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", PATH, HEADERS),
        ("PUT", PATH + "x", HEADERS),
        ("PUT", PATH, HEADERS | {"content-type": "image/PNG"}),
        ("PUT", PATH, HEADERS | {"content-length": "13"}),
        ("PUT", PATH, HEADERS | {"host": "127.0.0.1:10"}),
        ("PUT", PATH, {"host": HEADERS["host"], "content-length": "12"}),
    ],
)
def test_another_request_than_the_signed_one_does_not_match(
    method: str, path: str, headers: dict[str, str]
) -> None:
    with pytest.raises(MismatchError):
        SIGNER.check(method, path, signed(), headers, ISSUED)


def test_a_longer_life_than_the_signed_one_does_not_match() -> None:
    with pytest.raises(MismatchError):
        SIGNER.check("PUT", PATH, signed().replace("Expires=900", "Expires=9000"), HEADERS, ISSUED)


@pytest.mark.parametrize(
    "query", ["", "X-Amz-Signature=00", signed().replace("20260504T120000Z", "yesterday"), signed()[:-82]]
)
def test_a_query_without_a_whole_signature_is_unsigned(query: str) -> None:
    with pytest.raises(UnsignedError):
        SIGNER.check("PUT", PATH, query, HEADERS, ISSUED)
