"""The way of one file: presign, PUT, finalize (or the one call for small files), until it has an end."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from layers_desktop.api.requests import MediaDescription, SignedPut
from layers_desktop.domain.errors import IllegalMoveError, UploaderError
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import Remote
from layers_desktop.media.api_filename import api_filename
from layers_desktop.transfer.intake.source_file import FileBody, read_whole, require_unchanged
from layers_desktop.transfer.job.context import Desk, Interruption
from layers_desktop.transfer.job.idempotency import (
    NotFirstError,
    Precedence,
    forget_what_is_too_old,
    inline_doubt,
)
from layers_desktop.transfer.job.retry import Recovery
from layers_desktop.transfer.job.retry_policy import Stage, Trouble
from layers_desktop.transfer.job.stall_timeout import unless_stalled
from layers_desktop.transfer.limits.account_access import Access, SignedOutError
from layers_desktop.transfer.limits.concurrency import presigned_slot
from layers_desktop.transfer.limits.rate_limiter import WritePriority

if TYPE_CHECKING:  # the window's start does not wait for what speaks HTTP
    from layers_desktop.api.client import LayersClient

# Past this part of its life a URL is not trusted to last for the whole PUT.
_OLD = 0.8


class Job:
    """Brings one upload to an end. The queue owns it, starts it, and may interrupt it.

    Attributes:
        interruption: What the person asked for meanwhile; applied by the queue when the job has stopped.
    """

    def __init__(self, upload: Upload, desk: Desk) -> None:
        self.upload = upload
        self.interruption: Interruption | None = None
        self._desk = desk
        self._recovery = Recovery(upload, desk)
        self._precedence = Precedence(upload, desk)
        self._signed: SignedPut | None = None
        self._signed_at = 0.0
        self._caller = self._access.client
        self._stage = Stage.PRESIGN
        self._is_deciding = False
        self._task: asyncio.Task[None] | None = None
        self._cancel: Callable[[], None] = lambda: None
        upload.attempt += 1

    def start(self, task: asyncio.Task[None], cancel: Callable[[], None]) -> None:
        """Remember the task that runs this job, and how its owner cancels it."""
        self._task, self._cancel = task, cancel

    async def ended(self) -> None:
        """Return when the task that runs this job has ended, however it did."""
        if self._task:
            await asyncio.wait([self._task])

    def interrupt(self, why: Interruption) -> None:
        """Stop as soon as that leaves no doubt: a call that makes an asset is waited for."""
        if self.interruption is not Interruption.CANCEL:
            self.interruption = why
        if not self._is_deciding:
            self._cancel()

    async def run(self) -> None:
        """Return when the upload has an end, or when the job was interrupted between two calls."""
        while not self._is_over:
            await self._desk.gates.passed(self.upload.account)
            self._recovery.begin_try()
            try:
                await self._go_on()
            except IllegalMoveError:
                raise  # a fault of this program is reported, not tried again
            except SignedOutError:
                await self._recovery.wait_for_key(self._stage)
            except NotFirstError:
                await self._precedence.give_way()
            except UploaderError as error:
                if not self.interruption:
                    await self._recover(error)

    async def _go_on(self) -> None:
        """Take the way from where the upload stands."""
        if self.upload.fingerprint is None or self.upload.kind is None:
            raise FileChangedError  # an earlier run ended before it was looked at
        patience = self._desk.patience
        forget_what_is_too_old(self.upload, self._desk.wall_clock() - patience.upload_id_life)
        if self._goes_inline():
            await self._send_inline()
            return
        async with self._precedence.claimed():
            if self.upload.remote.may_have_arrived:
                await self._settle()
            else:
                await self._send()
                await self._finalize()

    async def _settle(self) -> None:
        """Ask for the asset of what was sent; once that was asked, another file must not take its place."""
        self._stage = Stage.FINALIZE
        remote = self.upload.remote
        if not remote.stored and remote.finalize_key is None:
            await require_unchanged(self.upload.path, self.upload.fingerprint, or_gone=True)
        await self._finalize()

    async def _recover(self, error: UploaderError) -> None:
        trouble = Trouble(
            self._stage,
            error,
            url_is_old=self._is_url_old(),
            all_handed_over=self.upload.remote.bytes_handed_over,
            key_was_replaced=self._caller is not self._access.client,
        )
        if not await self._recovery.after(trouble):
            self._signed = None

    # ---------------------------------------------------------------- stages
    async def _send(self) -> None:
        """Presign just in time, and put the bytes."""
        slots, size, alone = self._desk.slots, self.upload.size or 0, self._recovery.needs_to_be_alone
        if self._has_url:
            async with slots.sending(size, alone=alone):
                if self._has_url:  # else it grew old while a slot was waited for
                    await self._put()
                    return
        # Written down before the turn: from there on every moment counts.
        self.upload.remote = Remote(presign_key=self.upload.remote.presign_key or str(uuid.uuid4()))
        await self._desk.ledger.save(self.upload)
        async with presigned_slot(slots, self._access.budget, size, self._presign, alone=alone):
            await self._put()

    async def _presign(self) -> None:
        self._stage = Stage.PRESIGN
        upload = self.upload
        upload.start_presigning()
        self._desk.ledger.tell(upload)  # its key is written down: there is nothing else to lose
        asked_at = self._desk.clock()
        signed = await self._client.presign(
            self._project_id, self._description(), upload.remote.presign_key or ""
        )
        # A replayed answer names a URL of long ago: its key has done its work either way.
        upload.remote = Remote(upload_id=signed.upload_id, presigned_at=self._desk.wall_clock())
        self._signed, self._signed_at = signed, asked_at

    async def _put(self) -> None:
        self._stage = Stage.PUT
        upload, signed = self.upload, self._signed
        if signed is None or upload.fingerprint is None:
            return
        upload.start_sending()
        await self._desk.ledger.write(upload)  # with what presign has answered just now
        await unless_stalled(
            self._desk.storage.put(signed, self._body(), upload.fingerprint.size),
            lambda: None if upload.remote.bytes_handed_over else upload.bytes_sent,
            urlsplit(signed.url).hostname or "",
            self._desk.patience.stall,
        )
        await require_unchanged(upload.path, upload.fingerprint)
        upload.mark_stored()
        self._desk.ledger.tell(upload)  # written down along with the key of what asks for the asset

    async def _body(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes, counted; the last one is written down before the answer is waited for."""
        upload = self.upload
        if upload.fingerprint is None:
            return
        body = FileBody(upload.path, upload.fingerprint)
        # Under Qt nobody else closes a generator that is left in the middle.
        async with aclosing(body.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
                upload.bytes_sent += len(chunk)
        upload.sha256 = body.sha256
        upload.remote.bytes_handed_over = True
        await self._desk.ledger.save(upload)

    async def _finalize(self) -> None:
        self._stage = Stage.FINALIZE
        upload = self.upload
        priority = WritePriority.FINALIZE if upload.remote.stored else WritePriority.PROBE
        upload.start_finalizing()
        key = upload.remote.finalize_key or str(uuid.uuid4())
        async with self._marked(finalize_key=key):
            async with self._turn(priority):
                asset = await self._client.finalize(
                    self._project_id, upload.remote.upload_id or "", upload.sha256, key
                )
            await self._end_well(asset.id)

    async def _send_inline(self) -> None:
        self._stage = Stage.INLINE
        upload = self.upload
        if upload.fingerprint is None:
            return
        upload.start_sending_inline()
        data, upload.sha256 = await asyncio.to_thread(read_whole, upload.path, upload.fingerprint)
        key = upload.remote.inline_key or str(uuid.uuid4())
        name = upload.remote.inline_name or api_filename(upload.path)
        since = upload.remote.inline_since
        marks = {"inline_name": name, "inline_since": since or self._desk.wall_clock()}
        async with self._precedence.claimed(upload.sha256), self._marked(inline_key=key, **marks):
            # The slot is for the call alone: what the disk takes before and after keeps nobody from calling.
            async with self._desk.slots.sending_inline(upload.account), self._turn(WritePriority.INLINE):
                with inline_doubt(upload.remote, since):
                    asset = await self._client.upload_inline(self._project_id, self._description(), data, key)
            upload.bytes_sent = len(data)
            await self._end_well(asset.id)

    async def _end_well(self, asset_id: str) -> None:
        self.upload.finish(asset_id, self._desk.wall_clock())
        await self._desk.ledger.finish(self.upload)

    @asynccontextmanager
    async def _marked(self, **marks: Any) -> AsyncIterator[None]:
        """Write down that an asset may come to be; from the turn in here on interruptions are held off.

        Who is interrupted before the turn comes has asked nothing, and the marks are taken back.
        """
        before = self.upload.remote
        self.upload.remote = replace(before, **marks)
        try:
            await self._desk.ledger.write(self.upload)
            yield
        except asyncio.CancelledError:
            if not self._is_deciding:
                self.upload.remote = before
            raise
        finally:
            self._is_deciding = False

    @asynccontextmanager
    async def _turn(self, priority: WritePriority) -> AsyncIterator[None]:
        """Take a turn of the budget, which ends with the answer: what the disk takes after it is not lost."""
        async with self._access.budget.write(priority):
            self._is_deciding = True
            yield

    # ------------------------------------------------------------- questions
    @property
    def _access(self) -> Access:
        """What the account of this file's project calls with; never another's."""
        return self._desk.accesses.of(self.upload.account)

    @property
    def _client(self) -> "LayersClient":
        self._caller = self._access.connected_client
        return self._caller

    @property
    def _project_id(self) -> str:
        return self.upload.project.id if self.upload.project else ""

    def _description(self) -> MediaDescription:
        upload = self.upload
        if upload.kind is None or upload.mime_type is None or upload.size is None:
            raise FileChangedError
        name = upload.remote.inline_name or api_filename(upload.path)
        return MediaDescription(upload.kind, upload.mime_type, name, upload.size, upload.sha256)

    def _goes_inline(self) -> bool:
        """Whether one call is enough; an upload that was begun otherwise goes on as it began."""
        remote = self.upload.remote
        is_begun = remote.presign_key is not None or remote.upload_id is not None
        return not is_begun and (self.upload.size or 0) < self._desk.inline_limit

    @property
    def _is_over(self) -> bool:
        return self.upload.is_at_rest or self.interruption is not None or self._recovery.has_ended

    @property
    def _has_url(self) -> bool:
        return self._signed is not None and not self._is_url_old()

    def _is_url_old(self) -> bool:
        if self._signed is None:
            return False
        return self._desk.clock() - self._signed_at > self._signed.lifetime * _OLD
