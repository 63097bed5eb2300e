import http.client
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from layers_desktop.sandbox.state.asset_store import StoredUpload
from layers_desktop.sandbox.state.discarding_store import SinkObjectStore


class Head(BaseHTTPRequestHandler):
    """A server that has one object of 12 bytes and fails at another."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_HEAD(self) -> None:
        name = self.path.rpartition("/")[2]
        self.close_connection = name == "last"  # without a word, as a server does whose patience is over
        self.send_response({"there": 200, "broken": 500}.get(name, 404))
        self.send_header("Content-Length", "12" if name == "there" else "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's word
        pass


@pytest.fixture
def sink() -> Iterator[SinkObjectStore]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Head) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        made = SinkObjectStore(f"http://127.0.0.1:{server.server_port}/objects/")
        yield made
        made.close()
        server.shutdown()


async def test_the_address_is_that_of_the_object_in_the_sink(sink: SinkObjectStore) -> None:
    upload = StoredUpload("u", "p", "p/u.png", "image", "image/png", "a.png", 12, None, 0.0)
    assert (await sink.presign(upload, 60)).endswith("/objects/p/u.png")


async def test_the_size_of_an_object_comes_from_the_sink(sink: SinkObjectStore) -> None:
    stored = await sink.stat("p/there")
    assert stored is not None
    assert (stored.size, stored.sha256) == (12, None)
    assert await sink.stat("p/nowhere") is None


async def test_a_sink_that_fails_is_an_error_and_not_a_missing_object(sink: SinkObjectStore) -> None:
    with pytest.raises(http.client.HTTPException):
        await sink.stat("p/broken")


async def test_an_idle_connection_that_the_server_has_closed_is_not_used_again(sink: SinkObjectStore) -> None:
    assert await sink.stat("p/last") is None
    stored = await sink.stat("p/there")
    assert stored is not None
