"""HTTP of the object storage: one request at a time, errors in XML."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http.client import responses
from xml.sax.saxutils import escape

import h11

from layers_desktop.sandbox.settings import Dialect
from layers_desktop.sandbox.state.fault_rules import Fault

CHUNK = 1 << 20
MAX_HEAD_BYTES = 64 * 1024


class StorageRefusalError(Exception):
    """A request is refused with an XML error of S3 or R2."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    @property
    def xml(self) -> bytes:
        """The body of the response, as S3 and R2 send it."""
        parts = {
            "Code": self.code,
            "Message": self.message,
            "RequestId": secrets.token_hex(8).upper(),
            "HostId": secrets.token_urlsafe(32),
        }
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'.encode()


def expired(dialect: Dialect | str) -> StorageRefusalError:
    """Return the error for an expired URL, as S3, R2 or Ceph has it."""
    if dialect == "r2":
        return StorageRefusalError(400, "ExpiredRequest", "Request has expired")
    return StorageRefusalError(403, "AccessDenied", "" if dialect == "ceph" else "Request has expired")


def chunked_refused(dialect: Dialect | str) -> StorageRefusalError:
    """Return the error for a chunked body, which neither store accepts."""
    if dialect == "r2":
        return no_length()
    return StorageRefusalError(
        501, "NotImplemented", "A header you provided implies functionality that is not there."
    )


def no_length() -> StorageRefusalError:
    """Return the error for a body without Content-Length."""
    return StorageRefusalError(
        411, "MissingContentLength", "You must provide the Content-Length HTTP header."
    )


def entity_too_large() -> StorageRefusalError:
    """Return the error for a body over the cap."""
    return StorageRefusalError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum size.")


def signature_mismatch() -> StorageRefusalError:
    """Return the error for a request that is not the one that was signed."""
    return StorageRefusalError(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request line with its headers, whose names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


class HttpExchange:
    """One request on a connection, and its response.

    Attributes:
        received: The bytes of the body read so far.
        slowed_by: The fault that says how fast the body is read; None for no limit.
    """

    def __init__(self, head: RequestHead, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = head
        self.reader = reader
        self.writer = writer
        self.received = 0
        self.slowed_by: Fault | None = None

    @property
    def length(self) -> int:
        """The bytes of the body.

        Raises:
            StorageRefusalError: 411 without Content-Length.
        """
        text = self.head.headers.get("content-length")
        if text is None:
            raise no_length()
        return int(text)

    async def read(self, end: int) -> bytes:
        """Return the next bytes before the offset `end`, at most a chunk.

        Raises:
            ConnectionError: The client has gone.
        """
        speed = self.slowed_by.speed if self.slowed_by else None
        limit = CHUNK if speed is None else max(1, speed // 20)
        chunk = await self.reader.read(min(limit, end - self.received))
        if not chunk:
            raise ConnectionResetError("the client closed in the middle of the body")
        self.received += len(chunk)
        if speed:
            await asyncio.sleep(len(chunk) / speed)
        return chunk

    async def send_continue(self) -> None:
        """Ask for the body, if the client waits for that (`Expect: 100-continue`)."""
        if self.head.headers.get("expect", "").lower() == "100-continue":
            self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await self.writer.drain()

    async def respond(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Send a complete response."""
        lines = [f"HTTP/1.1 {status} {responses.get(status, 'Status of its own')}"]
        all_headers = {"Date": formatdate(usegmt=True), **headers, "Content-Length": str(len(body))}
        lines += [f"{name}: {value}" for name, value in all_headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        await self.writer.drain()

    async def drain(self, end: int) -> None:
        """Read and discard the body up to the offset `end`."""
        while self.received < end:
            await self.read(end)


async def next_exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> HttpExchange | None:
    """Return the next request of a connection, or None at its end.

    Raises:
        h11.RemoteProtocolError: It is not HTTP.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
    connection.receive_data(head)
    event = connection.next_event()
    if not isinstance(event, h11.Request):
        raise h11.RemoteProtocolError("the head of a request was expected")
    path, _, query = event.target.decode("ascii").partition("?")
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in event.headers}
    return HttpExchange(RequestHead(event.method.decode("ascii"), path, query, headers), reader, writer)
