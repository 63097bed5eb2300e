"""No second asset of one content, however often and by whomever it is sent.

Of several programs, or several rows, that send the same content to the same project only one does so at a
time: before the first call that leads to an asset a job locks the content, and it holds the lock to the end
of its try, so that nobody waits for what is paused, has failed or is held. The next one first looks at what
came of it. An ID in the history is offered, as for any known duplicate. Where it is unknown whether there is
an asset, the same request is repeated, to which Layers gives one answer.

The rest is how long an unknown outcome can be found out: calls of which an asset may have come though no
answer arrived.
"""

import asyncio
from asyncio import Future
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from layers_desktop.domain.file_errors import FileError, SameContentUnderWayError
from layers_desktop.domain.network_errors import OutcomeUnknownError, ProxyUnreachableError, UnreachableError
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.content_locks import ContentLock
from layers_desktop.transfer.intake.source_file import sample_checksum, sha256_of
from layers_desktop.transfer.job.job_context import JobContext
from layers_desktop.transfer.limits.account_sessions import SignedOutError

_POLL_SECONDS = 0.3
_DAY = 86_400.0
_QUARTER_YEAR = 90 * _DAY
# A call that was made later than now, by more than clocks are set: its age is not known.
_MOST_AHEAD = 3_600.0


class ContentBusyError(Exception):
    """Another upload is sending the same content, or has sent it meanwhile."""


class ContentClaim:
    """Lets one upload be sent only while no other sends the same content."""

    def __init__(self, upload: Upload, context: JobContext) -> None:
        self._upload = upload
        self._context = context
        self._recorder = context.recorder
        self._locks = context.recorder.content_locks
        self._blocking_content: str | None = None
        self._repeated_requests: set[str | None] = set()
        self._last_write: Future[None] | None = None

    def keep_until(self, writing: "Future[None]") -> None:
        """Keep the lock after `hold` until this is written: who has it next must find the asset."""
        self._last_write = writing

    @asynccontextmanager
    async def hold(self, sha256: str | None = None) -> AsyncIterator[None]:
        """Hold the lock of the upload's content, which the checksum or else a sample of the file tells apart.

        Raises:
            ContentBusyError: Another holds it, and `wait_for_owner` waits for that; or the asset of the same
                content is known by now.
        """
        content = None if self._upload.is_wanted_again else sha256 or await self._sample()
        if content is None:
            yield
            return
        lock, was_unknown = self._acquire(content), self._upload.remote.may_have_asset
        try:
            await self._check_known_asset(lock, sha256)
        except BaseException:
            self._locks.restore(lock)  # the next try has to check what this one may not have checked
            raise
        try:
            yield
        finally:
            release = partial(self._release, lock, was_unknown=was_unknown)
            if self._last_write is None:
                release()
            else:
                self._last_write.add_done_callback(lambda _: release())

    async def wait_for_owner(self) -> None:
        """Return when the lock that was missing is free, at once if none was."""
        content, self._blocking_content = self._blocking_content, None
        if content is None:
            return
        self._wait(SameContentUnderWayError(by_this_program=self._locks.is_own(content)))
        self._recorder.record(self._upload)
        while self._locks.is_held(content):  # noqa: ASYNC110  # no event comes from another program
            await asyncio.sleep(_POLL_SECONDS)

    # ----------------------------------------------------------------- private
    def _acquire(self, content: str) -> ContentLock:
        project_id = self._upload.project.id if self._upload.project else ""
        name = "\0".join((self._upload.account, project_id, str(self._upload.size), content))
        lock = self._recorder.try_lock(name)
        if lock is None:
            self._blocking_content = name
            raise ContentBusyError
        return lock

    def _release(self, lock: ContentLock, *, was_unknown: bool) -> None:
        """Release the lock; this upload need not check its own use of it when it is resumed or retried.

        Unless its outcome was unknown at the beginning: then it has checked nothing, and has to once it
        turns out that there is no asset.
        """
        upload = self._upload
        is_unknown = upload.remote.may_have_asset or was_unknown
        use = self._locks.release(lock, is_settled=upload.is_done or not is_unknown)
        self._recorder.checked_uses.pop(upload.id, None)
        if not (upload.is_done or was_unknown):
            self._recorder.checked_uses[upload.id] = use

    async def _sample(self) -> str | None:
        """Return a checksum of parts of the file; None where it cannot be read, as sending it will report."""
        try:
            sampling = partial(sample_checksum, self._upload.path, self._upload.size or 0)
            return await self._context.validator.files.ask(self._upload.path, sampling)
        except FileError:
            return None

    def _may_be_known(self, lock: ContentLock) -> bool:
        """Whether another may have sent this content since this upload's file was checked."""
        previous = lock.previous_use
        if previous is None or previous == self._recorder.checked_uses.get(self._upload.id):
            return False
        # Whenever it was: the clock that says so may be another program's, and wrong.
        return not self._upload.remote.may_have_asset

    async def _check_known_asset(self, lock: ContentLock, sha256: str | None) -> None:
        """Raise ContentBusyError where another has sent this content, with the upload moved accordingly."""
        upload = self._upload
        if not self._may_be_known(lock):
            return
        if sha256 is None and upload.remote.may_have_arrived:
            sha256 = upload.sha256
        if sha256 is None and upload.fingerprint:
            hashing = partial(sha256_of, upload.path, upload.fingerprint)
            sha256 = await self._context.validator.files.ask(upload.path, hashing)
        if sha256 is None:
            return
        if await self._context.validator.offer_known_id(upload, sha256):
            upload.remote = ServerState()
        elif other := await self._find_unknown_outcome(sha256):
            self._repeat_request_of(other)
        else:
            return
        self._recorder.record(upload)
        raise ContentBusyError

    async def _find_unknown_outcome(self, sha256: str) -> Upload | None:
        """Return an upload of this content to this project whose outcome can be found out."""
        now = self._context.wall_clock()
        oldest = now - self._context.limits.timings.upload_id_life
        for other in await self._recorder.unknown_outcomes(sha256):
            if other.id == self._upload.id or other.project != self._upload.project:
                continue
            if not self._upload.can_be(other.kind):
                continue
            is_repeatable = oldest <= (other.remote.inline_since or oldest) <= now + _MOST_AHEAD
            if is_repeatable and _request_id(other) not in self._repeated_requests:
                return other
        return None

    def _repeat_request_of(self, other: Upload) -> None:
        """Prepare the very request of the other upload: there is one answer for both."""
        upload = self._upload
        self._wait()
        self._repeated_requests.add(_request_id(other))
        upload.sha256, upload.remote = other.sha256, replace(other.remote)
        upload.kind, upload.mime_type = other.kind, other.mime_type

    def _wait(self, reason: SameContentUnderWayError | None = None) -> None:
        upload = self._upload
        if upload.remote.may_have_arrived:
            stage = UploadState.FINALIZING
        elif upload.state is UploadState.SENDING_INLINE:
            stage = UploadState.SENDING_INLINE
        else:
            stage = UploadState.PRESIGNING
        upload.wait(stage, self._context.clock(), reason.problem if reason else None)


@contextmanager
def unknown_outcome(remote: ServerState, earlier: float | None) -> Iterator[None]:
    """Take back the mark that an asset may come of the inline call inside, where it is certain that none did.

    Args:
        remote: Its `inline_since` is the mark.
        earlier: What it was before the call.
    """
    try:
        yield
    except (UnreachableError, ProxyUnreachableError, SignedOutError):
        remote.inline_since = earlier
        raise
    except ApiError as error:
        if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            remote.inline_since = earlier
        raise


def is_abandoned(upload: Upload, now: float) -> bool:
    """Whether nothing is lost by forgetting what a command left unfinished and nobody has repeated.

    After a day Layers has collected what was never finalized, and a repeated command begins anew in any
    case. Only where an asset may have come of a call whose answer was lost is the row still of use: to find
    the asset by finalizing once more, or to tell the person to look for it. That is kept for 90 days.

    Args:
        upload: What was left.
        now: Wall-clock seconds.
    """
    remote = upload.remote
    last = max(upload.added_at, remote.presigned_at or 0.0, remote.inline_since or 0.0)
    return now - last > (_QUARTER_YEAR if remote.may_have_asset else _DAY)


def drop_expired(upload: Upload, oldest: float, now: float) -> None:
    """Begin anew where an `uploadId` is past its life: its bytes were collected, no asset came of them.

    Unless finalize was called and its answer was lost: calling it again gives the asset, however late.

    Args:
        upload: Its `remote` is replaced.
        oldest: Wall-clock seconds; what the server answered before this is too old.
        now: Wall-clock seconds.

    Raises:
        OutcomeUnknownError: An inline call is too old to be repeated without making a second asset, or the
            clock was set back so far since then that nobody knows.
    """
    remote = upload.remote
    was_finalized = remote.may_have_arrived and remote.finalize_key is not None
    if remote.presigned_at is not None and remote.presigned_at < oldest and not was_finalized:
        upload.remote = ServerState()
    if remote.inline_since is not None and not oldest <= remote.inline_since <= now + _MOST_AHEAD:
        upload.remote = ServerState()
        raise OutcomeUnknownError(upload.project.name if upload.project else "")


def _request_id(upload: Upload) -> str | None:
    """Return what Layers knows the open request by; once it is answered, it is not repeated."""
    return upload.remote.upload_id or upload.remote.inline_key
