"""The server of the object storage: it accepts PUTs to signed URLs and nothing else."""

import asyncio
import contextlib
import secrets
import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import unquote

import h11

from layers_desktop.sandbox.api_responses import close_transport
from layers_desktop.sandbox.composition import Services
from layers_desktop.sandbox.media_requests import size_cap
from layers_desktop.sandbox.state.asset_store import StoredObject, StoredUpload
from layers_desktop.sandbox.state.call_log import LoggedCall
from layers_desktop.sandbox.state.fault_rules import Fault
from layers_desktop.sandbox.state.object_stores import BUCKET, IncomingObject
from layers_desktop.sandbox.state.signing import ExpiredError, MismatchError, SigningError
from layers_desktop.sandbox.storage.http_exchange import (
    CHUNK,
    HttpExchange,
    StorageRefusalError,
    chunked_refused,
    entity_too_large,
    expired,
    next_exchange,
    signature_mismatch,
)
from layers_desktop.sandbox.storage.put_faults import (
    ConnectionFaultError,
    EarlyRefusalError,
    apply_after_body,
    apply_before_body,
    apply_mid_body,
    is_mid_body,
    keeps_object,
)

DRAIN_SECONDS = 30.0
# A reset discards what the client has not read yet: the time that an early response has to arrive.
LINGER_SECONDS = 0.25


class StorageServer:
    """Listens on 127.0.0.1; logs every request, and counts and refuses those that carry an API key."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._dialect = services.settings.dialect
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended_urls: set[str] = set()
        self._puts_at_once = 0
        self._server: asyncio.Server | None = None

    async def start(self, port: int, tls: ssl.SSLContext | None) -> str:
        """Start listening, with TLS if a context is given; return the origin."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", port, limit=CHUNK, ssl=tls, start_serving=False
        )
        listener = self._server.sockets[0]
        # By default a system buffers up to 32 MB, so that half of a file would be all of it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)
        await self._server.start_serving()
        address = listener.getsockname()
        return f"{self._services.settings.scheme}://{address[0]}:{address[1]}"

    def reset_connections(self) -> int:
        """Reset every connection; return how many there were."""
        writers = list(self._writers)
        for writer in writers:
            close_transport(writer.transport, reset=True)
        return len(writers)

    async def stop(self) -> None:
        """Stop listening, and end the requests in progress."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is served by a task")
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            # Clients that disconnect in the middle are expected here.
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await self._serve_requests(reader, writer)
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.close()

    async def _serve_requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while exchange := await next_exchange(reader, writer):
                if not await self._respond(exchange):
                    return
        except (h11.RemoteProtocolError, asyncio.LimitOverrunError):
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    async def _respond(self, exchange: HttpExchange) -> bool:
        """Respond to one request; return whether the connection can be used for another."""
        entry = self._services.log.begin("put", exchange.head.method, exchange.head.path)
        try:
            await self._put(exchange, entry)
        except ConnectionFaultError as fault:
            entry.end(fault.status)
            return False
        except StorageRefusalError as refusal:
            entry.end(refusal.status, refusal.code)
            await self._refuse(exchange, refusal)
            return False
        finally:
            entry.bytes_received = exchange.received
            self._services.log.counters["storageBytesReceived"] += exchange.received
        return exchange.head.headers.get("connection", "").lower() != "close"

    async def _refuse(self, exchange: HttpExchange, refusal: StorageRefusalError) -> None:
        headers = {"Content-Type": "application/xml", "Connection": "close", **refusal.headers}
        await exchange.respond(refusal.status, headers, refusal.xml)
        if isinstance(refusal, EarlyRefusalError):
            await asyncio.sleep(LINGER_SECONDS)
            return
        # Closing with unread bytes would reset the connection, and the client would not see the response.
        with contextlib.suppress(TimeoutError, StorageRefusalError, ValueError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await exchange.drain(exchange.length)

    async def _put(self, exchange: HttpExchange, entry: LoggedCall) -> None:
        self._refuse_keys(exchange)
        upload = self._upload(exchange)
        entry.upload_id, entry.filename = upload.id, upload.filename
        self._check(exchange, upload)
        fault = self._services.faults.strike("put", upload.filename)
        entry.fault = fault.fault if fault else None
        if fault:
            await apply_before_body(fault, exchange, self._dialect)
        await exchange.send_continue()
        stored = await self._receive(exchange, upload, fault)
        entry.end(200)
        await exchange.respond(200, {"ETag": f'"{(stored.sha256 or "")[:32]}"', **_request_id()})

    def _refuse_keys(self, exchange: HttpExchange) -> None:
        if {"x-api-key", "authorization"} & set(exchange.head.headers):
            self._services.log.counters["leakedKeys"] += 1
            raise StorageRefusalError(400, "InvalidArgument", "Only one auth mechanism allowed.")

    def _upload(self, exchange: HttpExchange) -> StoredUpload:
        if exchange.head.method != "PUT":
            raise StorageRefusalError(405, "MethodNotAllowed", "The specified method is not allowed here.")
        bucket, _, key = unquote(exchange.head.path).removeprefix("/").partition("/")
        upload = self._services.assets.find_upload_by_object(key)
        if bucket != BUCKET or upload is None:
            raise signature_mismatch()
        return upload

    def _check(self, exchange: HttpExchange, upload: StoredUpload) -> None:
        head = exchange.head
        if "transfer-encoding" in head.headers:
            self._services.log.counters["chunkedPuts"] += 1
            raise chunked_refused(self._dialect)
        if head.query in self._ended_urls:
            raise expired(self._dialect)
        try:
            self._services.signer.check(
                head.method, unquote(head.path), head.query, head.headers, datetime.now(UTC)
            )
        except SigningError as error:
            raise self._signature_refusal(error) from error
        if exchange.length > size_cap(upload.kind, self._services.settings.unit):
            raise entity_too_large()

    def _signature_refusal(self, error: SigningError) -> StorageRefusalError:
        if isinstance(error, ExpiredError):
            return expired(self._dialect)
        if isinstance(error, MismatchError):
            return signature_mismatch()
        return StorageRefusalError(403, "AccessDenied", "Access Denied")

    async def _receive(
        self, exchange: HttpExchange, upload: StoredUpload, fault: Fault | None
    ) -> StoredObject:
        counters = self._services.log.counters
        counters["puts"] += 1
        counters["putsOfFinalizedUploads"] += self._services.assets.find_asset(upload.id) is not None
        self._puts_at_once += 1
        counters["putsAtOnceMax"] = max(counters["putsAtOnceMax"], self._puts_at_once)
        incoming = IncomingObject(self._services.settings.directory, upload.object_key)
        try:
            await self._read_body(exchange, incoming, fault)
            return await self._commit(exchange, incoming, fault)
        finally:
            self._puts_at_once -= 1
            incoming.discard()

    async def _read_body(self, exchange: HttpExchange, incoming: IncomingObject, fault: Fault | None) -> None:
        if fault and is_mid_body(fault):
            await _copy(exchange, incoming, fault.offset(exchange.length))
            if fault.fault == "expired_mid_body":
                self._ended_urls.add(exchange.head.query)
            await apply_mid_body(fault, exchange, self._dialect)
        await _copy(exchange, incoming, exchange.length)

    async def _commit(
        self, exchange: HttpExchange, incoming: IncomingObject, fault: Fault | None
    ) -> StoredObject:
        stored = await asyncio.to_thread(incoming.commit, keep=keeps_object(fault))
        if keeps_object(fault):
            self._services.assets.add_object(stored)
        if fault:
            await apply_after_body(fault, exchange)
        return stored


async def _copy(exchange: HttpExchange, incoming: IncomingObject, end: int) -> None:
    while exchange.received < end:
        chunk = await exchange.read(end)
        await asyncio.to_thread(incoming.write, chunk)


def _request_id() -> dict[str, str]:
    return {"x-amz-request-id": secrets.token_hex(8).upper()}
