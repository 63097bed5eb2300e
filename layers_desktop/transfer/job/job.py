"""One upload: presign, PUT, finalize (or the one inline call of small files), with retries until it ends."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.domain.errors import IllegalMoveError, UploaderError
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.i18n import tr_plural
from layers_desktop.domain.network_errors import ConnectionBrokenError
from layers_desktop.domain.project import Asset
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.local.store.journal_errors import NotRecordedError
from layers_desktop.media.api_filename import api_filename
from layers_desktop.transfer.intake.source_file import FileStream, read_whole, require_unchanged
from layers_desktop.transfer.job.content_claim import (
    ContentBusyError,
    ContentClaim,
    drop_expired,
    unknown_outcome,
)
from layers_desktop.transfer.job.job_context import JobContext, StopReason
from layers_desktop.transfer.job.retry_handler import RetryHandler
from layers_desktop.transfer.job.retry_policy import Failure, Stage
from layers_desktop.transfer.limits.account_sessions import AccountSession, SignedOutError
from layers_desktop.transfer.limits.concurrency import presigned_slot
from layers_desktop.transfer.limits.rate_limiter import WritePriority
from layers_desktop.transfer.upload_method import UploadMethod, inline_size, upload_method

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient

STALL_SECONDS = 30.0
_CHECKS = 6
# Bytes: what is larger is not to be sent again after a power cut.
_LARGE = 8_000_000

Answer = TypeVar("Answer")


# Past this part of its life a signed URL is not expected to last for the whole PUT.
_EXPIRING = 0.8


async def with_stall_timeout(
    transfer: Coroutine[Any, Any, Answer],
    bytes_moved: Callable[[], int | None],
    host: str,
    stall_seconds: float = STALL_SECONDS,
) -> Answer:
    """Return what `transfer` returns; cancel it when `bytes_moved` stops growing.

    The count is read a few times in each `stall_seconds`: one cancelled timer for each chunk would slow the
    event loop.

    Args:
        transfer: Sends the bytes.
        bytes_moved: Bytes moved so far, or None once only the answer is waited for.
        host: Of the other side, named in the error.
        stall_seconds: Seconds without a byte after which the transfer is given up.

    Raises:
        ConnectionBrokenError: Nothing moved for that long.
    """
    task = asyncio.ensure_future(transfer)
    try:
        await _watch(task, bytes_moved, stall_seconds)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # retrieved, or asyncio reports it as lost
    if task.cancelled():
        # Translators: A reason; stands in parentheses.
        silent = tr_plural("no data for {n} second", "no data for {n} seconds", round(stall_seconds))
        raise ConnectionBrokenError(host, silent)
    return task.result()


async def _watch(
    task: asyncio.Future[Any], bytes_moved: Callable[[], int | None], stall_seconds: float
) -> None:
    """Return when the task is done, or when too many checks in a row saw no byte."""
    before, idle = bytes_moved(), 0
    while idle < _CHECKS:
        done, _ = await asyncio.wait([task], timeout=stall_seconds / _CHECKS)
        if done:
            return
        now = bytes_moved()
        idle = idle + 1 if now == before and now is not None else 0
        before = now


class Job:
    """Brings one upload to an end. The scheduler owns it, starts it, and may interrupt it.

    Attributes:
        stop_reason: Why it is to stop; the scheduler makes that move when the job has ended.
    """

    def __init__(self, upload: Upload, context: JobContext) -> None:
        self.upload = upload
        self.stop_reason: StopReason | None = None
        self._context = context
        self._files = context.validator.files
        self._retry = RetryHandler(upload, context)
        self._claim = ContentClaim(upload, context)
        self._signed: SignedPut | None = None
        self._signed_at = 0.0
        self._client_in_use = self._session.client
        self._stage = Stage.PRESIGN
        self._is_creating_asset = False
        self._task: asyncio.Task[None] | None = None
        self._cancel: Callable[[], None] = lambda: None
        upload.attempt += 1

    def start(self, task: asyncio.Task[None], cancel: Callable[[], None]) -> None:
        """Remember the task that runs this job, and how to cancel it."""
        self._task, self._cancel = task, cancel

    async def wait_ended(self) -> None:
        """Return when the task that runs this job has ended, however it did."""
        if self._task:
            await asyncio.wait([self._task])

    def interrupt(self, reason: StopReason) -> None:
        """Stop at once, or when the answer of a call that makes an asset has come."""
        if self.stop_reason is not StopReason.CANCEL:
            self.stop_reason = reason
        if not self._is_creating_asset:
            self._cancel()

    async def run(self) -> None:
        """Return when the upload has ended, or when the job was interrupted between two calls."""
        while not self._is_over:
            await self._context.sessions.holds.wait_until_lifted(self.upload.account)
            self._retry.begin_attempt()
            try:
                await self._continue()
            except IllegalMoveError:
                raise  # a fault of this program is reported, not tried again
            except SignedOutError:
                await self._retry.wait_for_key(self._stage)
            except ContentBusyError:
                await self._claim.wait_for_owner()
            except UploaderError as error:
                if not self.stop_reason:
                    await self._handle(error)

    async def _continue(self) -> None:
        """Go on from where the upload stands, to its end or an error."""
        if self.upload.fingerprint is None or self.upload.kind is None:
            raise FileChangedError  # an earlier run ended before it was inspected
        now = self._context.wall_clock()
        drop_expired(self.upload, now - self._context.limits.timings.upload_id_life, now)
        if upload_method(self.upload) is UploadMethod.INLINE:
            await self._send_inline()
            return
        async with self._claim.hold():
            if self.upload.remote.may_have_arrived:
                await self._finalize_known()
            else:
                await self._send()
                await self._finalize()

    async def _finalize_known(self) -> None:
        """Finalize what was sent; from the first such call on the file is not compared any more."""
        self._stage = Stage.FINALIZE
        remote = self.upload.remote
        if not remote.stored and remote.finalize_key is None:
            await require_unchanged(self._files, self.upload.path, self.upload.fingerprint, or_gone=True)
        await self._finalize()

    async def _handle(self, error: UploaderError) -> None:
        failure = Failure(
            self._stage,
            error,
            url_is_expiring=self._is_url_expiring(),
            all_bytes_sent=self.upload.remote.bytes_handed_over,
            key_was_replaced=self._client_in_use is not self._session.client,
        )
        if not await self._retry.handle(failure):
            self._signed = None

    # ---------------------------------------------------------------- stages
    async def _send(self) -> None:
        """Presign just in time, and put the bytes."""
        concurrency, size = self._context.limits.concurrency, self.upload.size or 0
        exclusive = self._retry.needs_exclusive_slot
        if self._has_url:
            async with concurrency.slot(size, exclusive=exclusive):
                if self._has_url:  # else it got too old while a slot was waited for
                    await self._put()
                    return
        self.upload.remote = ServerState(presign_key=self.upload.remote.presign_key or str(uuid.uuid4()))
        limiter = self._session.rate_limiter
        async with presigned_slot(
            concurrency, limiter, size, self._presign, exclusive=exclusive, file=self.upload.id
        ):
            await self._put()

    async def _presign(self) -> None:
        self._stage = Stage.PRESIGN
        upload = self.upload
        upload.start_presigning()
        self._context.recorder.notify(upload)  # saved along with the answer: without one, nothing is lost
        asked_at = self._context.clock()
        signed = await self._client.presign(
            self._project_id, self._description(), upload.remote.presign_key or ""
        )
        # A replayed answer may name an expired URL; either way its key is used up.
        upload.remote = ServerState(upload_id=signed.upload_id, presigned_at=self._context.wall_clock())
        self._signed, self._signed_at = signed, asked_at

    async def _put(self) -> None:
        self._stage = Stage.PUT
        upload, signed = self.upload, self._signed
        if signed is None or upload.fingerprint is None:
            return
        upload.start_sending()
        await self._save_progress()
        self._context.recorder.notify(upload)
        await with_stall_timeout(
            self._context.http.put(signed, self._stream(), upload.fingerprint.size),
            lambda: None if upload.remote.bytes_handed_over else upload.bytes_sent,
            urlsplit(signed.url).hostname or "",
            self._context.limits.timings.stall,
        )
        await require_unchanged(self._files, upload.path, upload.fingerprint)
        upload.mark_stored()
        self._context.recorder.notify(upload)  # saved along with the key of finalize

    async def _stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes and count them; that all were sent is saved before the answer is waited for."""
        upload = self.upload
        if upload.fingerprint is None:
            return
        body = FileStream(upload.path, upload.fingerprint, self._files)
        bandwidth = self._context.limits.bandwidth
        # Under Qt nothing else closes an asynchronous generator that is left in the middle.
        async with aclosing(body.chunks()) as chunks:
            async for chunk in chunks:
                for piece in bandwidth.pieces(chunk):
                    await bandwidth.wait_for(len(piece))
                    yield piece
                    upload.bytes_sent += len(piece)
        upload.sha256 = body.sha256
        upload.remote.bytes_handed_over = True
        await self._save_progress()

    async def _save_progress(self) -> None:
        """Save how far the PUT got, which is waited for only where it saves sending much again."""
        self._context.recorder.save_soon(self.upload)
        if (self.upload.size or 0) > _LARGE:
            await self._context.recorder.flush()  # where that fails, `_recorded` says so

    async def _finalize(self) -> None:
        self._stage = Stage.FINALIZE
        upload = self.upload
        priority = WritePriority.FINALIZE if upload.remote.stored else WritePriority.PROBE
        upload.start_finalizing()
        key = upload.remote.finalize_key or str(uuid.uuid4())
        async with self._recorded(finalize_key=key):
            async with self._permit(priority):
                asset = await self._client.finalize(
                    self._project_id, upload.remote.upload_id or "", upload.sha256, key
                )
            self._finish(asset)

    async def _send_inline(self) -> None:
        self._stage = Stage.INLINE
        upload = self.upload
        if upload.fingerprint is None:
            return
        upload.start_sending_inline()
        reading = partial(read_whole, upload.path, upload.fingerprint)
        data, upload.sha256 = await self._files.ask(upload.path, reading)
        key = upload.remote.inline_key or str(uuid.uuid4())
        name = upload.remote.inline_name or api_filename(Path(upload.filename or upload.path))
        since = upload.remote.inline_since
        marks = {"inline_name": name, "inline_since": since or self._context.wall_clock()}
        async with self._claim.hold(upload.sha256), self._recorded(inline_key=key, **marks):
            # The slot is for the call alone: saving before and after it keeps no other from calling.
            async with (
                self._context.limits.concurrency.inline_slot(upload.account),
                self._permit(WritePriority.INLINE, inline_size(len(data))),
            ):
                with unknown_outcome(upload.remote, since):
                    asset = await self._client.upload_inline(self._project_id, self._description(), data, key)
            upload.bytes_sent = len(data)
            self._finish(asset)

    def _finish(self, asset: Asset) -> None:
        self.upload.finish(asset.id, self._context.wall_clock(), asset.url)
        self._claim.keep_until(self._context.recorder.finish(self.upload))

    @asynccontextmanager
    async def _recorded(self, **marks: Any) -> AsyncIterator[None]:
        """Save that an asset may come of the calls inside; from their permit on none is interrupted.

        A job that ends before has called nothing, and the marks are taken back.
        """
        before = self.upload.remote
        self.upload.remote = replace(before, **marks)
        try:
            await self._context.recorder.save(self.upload)
            self._context.recorder.notify(self.upload)
            yield
        except (asyncio.CancelledError, NotRecordedError):
            if not self._is_creating_asset:
                self.upload.remote = before
            raise
        finally:
            self._is_creating_asset = False

    @asynccontextmanager
    async def _permit(self, priority: WritePriority, size: int = 0) -> AsyncIterator[None]:
        """Hold a permit of the rate limiter until the answer, but not while that is saved.

        A call of this size waits for the speed limit last: once its bytes have had their time, they go.
        """
        async with self._session.rate_limiter.acquire(priority, self.upload.id) as permit:
            permit.is_used = False
            await self._context.limits.bandwidth.wait_for_whole(size)
            permit.is_used = self._is_creating_asset = True
            yield

    # --------------------------------------------------------------- reading
    @property
    def _session(self) -> AccountSession:
        """The session of this upload's own account."""
        return self._context.sessions.of(self.upload.account)

    @property
    def _client(self) -> "LayersClient":
        self._client_in_use = self._session.connected_client
        return self._client_in_use

    @property
    def _project_id(self) -> str:
        return self.upload.project.id if self.upload.project else ""

    def _description(self) -> MediaDescription:
        upload = self.upload
        if upload.kind is None or upload.mime_type is None or upload.size is None:
            raise FileChangedError
        name = upload.remote.inline_name or api_filename(Path(upload.filename or upload.path))
        return MediaDescription(upload.kind, upload.mime_type, name, upload.size, upload.sha256)

    @property
    def _is_over(self) -> bool:
        return self.upload.is_at_rest or self.stop_reason is not None or self._retry.has_ended

    @property
    def _has_url(self) -> bool:
        return self._signed is not None and not self._is_url_expiring()

    def _is_url_expiring(self) -> bool:
        if self._signed is None:
            return False
        return self._context.clock() - self._signed_at > self._signed.lifetime * _EXPIRING
