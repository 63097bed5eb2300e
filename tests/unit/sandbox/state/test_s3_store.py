from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest
from botocore.exceptions import ClientError

from layers_desktop.sandbox.state.asset_store import StoredUpload
from layers_desktop.sandbox.state.s3_store import S3ObjectStore
from layers_desktop.sandbox.state.signing import Signer


class Head(BaseHTTPRequestHandler):
    """A store that has one object of 12 bytes, and lets nobody look at another."""

    def do_HEAD(self) -> None:
        name = self.path.rpartition("/")[2]
        self.send_response({"there": 200, "secret": 403}.get(name, 404))
        self.send_header("Content-Length", "12" if name == "there" else "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's word
        pass


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3ObjectStore]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    with ThreadingHTTPServer(("127.0.0.1", 0), Head) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        made = S3ObjectStore(f"http://127.0.0.1:{server.server_port}", "bucket", "us-east-1")
        yield made
        made.close()
        server.shutdown()


async def test_the_url_signs_type_and_length_and_no_header_besides(store: S3ObjectStore) -> None:
    upload = StoredUpload("u", "p", "p/u.png", "image", "image/png", "a.png", 12, None, 0.0)
    url = urlsplit(await store.presign(upload, 60))
    headers = {"host": url.netloc, "content-type": "image/png", "content-length": "12"}
    signer = Signer("somebody", "something")
    signer.check("PUT", unquote(url.path), url.query, headers, datetime.now(UTC))
    assert "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&" in url.query
    assert url.path == "/bucket/p/u.png"


async def test_the_size_of_an_object_comes_from_the_store(store: S3ObjectStore) -> None:
    stored = await store.stat("p/there")
    assert stored is not None
    assert (stored.size, stored.sha256) == (12, None)
    assert await store.stat("p/nowhere") is None


async def test_a_store_that_refuses_is_an_error_and_not_a_missing_object(store: S3ObjectStore) -> None:
    with pytest.raises(ClientError):
        await store.stat("p/secret")
