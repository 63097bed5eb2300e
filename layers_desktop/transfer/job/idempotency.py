"""Who goes first with a content: of several programs, or several rows, that send the same only one does.

Before the first call that leads to an asset an upload takes the claim to its content, and keeps it to the
end of that try, so that nobody waits for what is paused, has failed or stands before a gate. Who comes after
looks at what came of it: an ID is offered as that of a duplicate known beforehand. Where it is open whether
there is one, the same question is asked anew, for which Layers has one answer.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from http import HTTPStatus

from layers_desktop.domain.file_errors import FileError, SameContentUnderWayError
from layers_desktop.domain.network_errors import OutcomeUnknownError, ProxyAwayError, UnreachableError
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.content_locks import ContentLock
from layers_desktop.transfer.intake.source_file import sample_checksum, sha256_of
from layers_desktop.transfer.job.context import JobContext
from layers_desktop.transfer.limits.account_sessions import SignedOutError

_LOOK_AGAIN = 0.3


class ContentBusyError(Exception):
    """The same content is being sent by another, or was sent meanwhile."""


class ContentClaim:
    """Lets one upload go on when its content is nobody else's at this moment."""

    def __init__(self, upload: Upload, context: JobContext) -> None:
        self._upload = upload
        self._context = context
        self._locks = context.recorder.content_locks
        self._blocked_by: str | None = None
        self._asked: set[str | None] = set()

    @asynccontextmanager
    async def held(self, sha256: str | None = None) -> AsyncIterator[None]:
        """Hold the claim to the upload's content; its checksum tells it, or else a sample of the file.

        Raises:
            NotFirstError: It is another's, and `give_way` waits for that; or its ID is there by now.
        """
        content = None if self._upload.is_wanted_again else sha256 or await self._sample()
        if content is None:
            yield
            return
        lock, was_in_doubt = self._acquire(content), self._upload.remote.may_have_asset
        try:
            await self._check_known_asset(lock, sha256)
        except BaseException:
            self._locks.restore(lock)  # not having looked to the end is no reason not to look
            raise
        try:
            yield
        finally:
            self._release(lock, was_in_doubt=was_in_doubt)

    async def wait_for_owner(self) -> None:
        """Return as soon as it makes sense to try again."""
        content, self._blocked_by = self._blocked_by, None
        if content is None:
            return
        self._wait(SameContentUnderWayError(by_this_program=self._locks.is_own(content)))
        self._context.recorder.record(self._upload)
        while self._locks.is_taken(content):  # noqa: ASYNC110  # no event comes from another program
            await asyncio.sleep(_LOOK_AGAIN)

    # ----------------------------------------------------------------- parts
    def _acquire(self, content: str) -> ContentLock:
        project_id = self._upload.project.id if self._upload.project else ""
        name = "\0".join((self._upload.account, project_id, str(self._upload.size), content))
        lock = self._locks.try_take(name)
        if lock is None:
            self._blocked_by = name
            raise ContentBusyError
        return lock

    def _release(self, lock: ContentLock, *, was_in_doubt: bool) -> None:
        """Give it up; who was there last itself, before a pause or a failure, need not look back.

        Who came in doubt has not looked back, and has to once it turns out that there is no asset.
        """
        upload = self._upload
        is_open = upload.remote.may_have_asset or was_in_doubt
        left = self._locks.release(lock, is_settled=upload.is_done or not is_open)
        self._locks.last_seen.pop(upload.id, None)
        if not (upload.is_done or was_in_doubt):
            self._locks.last_seen[upload.id] = left

    async def _sample(self) -> str | None:
        """Return None for a file that cannot be read: its own way says why."""
        try:
            return await asyncio.to_thread(sample_checksum, self._upload.path, self._upload.size or 0)
        except FileError:
            return None

    def _may_be_known(self, lock: ContentLock) -> bool:
        """Whether another may have been through with this content since this upload's file was looked at."""
        if (
            lock.found in {0, self._locks.last_seen.get(self._upload.id)}
            or self._upload.remote.may_have_asset
        ):
            return False
        looked_at = min(self._upload.added_at, self._locks.begun_at)
        return lock.was_left_open or lock.last_used >= looked_at

    async def _check_known_asset(self, lock: ContentLock, sha256: str | None) -> None:
        """Go on only if nobody was through with this content."""
        upload = self._upload
        if not self._may_be_known(lock):
            return
        if sha256 is None and upload.remote.may_have_arrived:
            sha256 = upload.sha256
        if sha256 is None and upload.fingerprint:
            sha256 = await asyncio.to_thread(sha256_of, upload.path, upload.fingerprint)
        if sha256 is None:
            return
        if await self._context.validator.offer_known_id(upload, sha256):
            upload.remote = ServerState()
            await self._context.recorder.record_durably(upload)
            raise ContentBusyError
        if other := await self._find_unknown_outcome(sha256):
            self._repeat_request_of(other)
            await self._context.recorder.record_durably(upload)
            raise ContentBusyError

    async def _find_unknown_outcome(self, sha256: str) -> Upload | None:
        """Return an upload of this content to this project whose outcome can be asked for."""
        mine, oldest = self._upload, self._context.wall_clock() - self._context.limits.timings.upload_id_life
        for each in await self._context.recorder.unknown_outcomes(sha256):
            is_new = (each.remote.inline_since or oldest) >= oldest and _request_key(each) not in self._asked
            if each.id != mine.id and is_new and each.project == mine.project:
                return each
        return None

    def _repeat_request_of(self, other: Upload) -> None:
        """Ask Layers what the other has asked, to the letter: there is one answer for both."""
        upload = self._upload
        self._wait()
        self._asked.add(_request_key(other))
        upload.sha256, upload.remote = other.sha256, replace(other.remote)
        upload.kind, upload.mime_type = other.kind, other.mime_type

    def _wait(self, why: SameContentUnderWayError | None = None) -> None:
        upload = self._upload
        if upload.remote.may_have_arrived:
            stage = UploadState.FINALIZING
        elif upload.state is UploadState.SENDING_INLINE:
            stage = UploadState.SENDING_INLINE
        else:
            stage = UploadState.PRESIGNING
        upload.wait(stage, self._context.clock(), why.problem if why else None)


def _request_key(upload: Upload) -> str | None:
    """Return what Layers knows the question by that is open; once answered, it is not asked again."""
    return upload.remote.upload_id or upload.remote.inline_key


_DAY = 86_400.0
_QUARTER = 90 * _DAY


@contextmanager
def unknown_outcome(remote: ServerState, earlier: float | None) -> Iterator[None]:
    """Take back the mark that an asset may come of the inline call inside, where Layers says that none did.

    Args:
        remote: Its `inline_since` is the mark.
        earlier: What it was before the call.
    """
    try:
        yield
    except (UnreachableError, ProxyAwayError, SignedOutError):
        remote.inline_since = earlier
        raise
    except ApiError as error:
        if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            remote.inline_since = earlier
        raise


def is_abandoned(upload: Upload, now: float) -> bool:
    """Whether nothing is lost by forgetting what a command left that nobody has repeated.

    After a day Layers has collected what was never finalized, and whoever repeats the command begins anew
    in any case. Only where an asset may have come of a call whose answer was lost does the row still tell
    something: the asset itself, by asking finalize again, or that the person should look for it. That is
    kept for a quarter of a year.

    Args:
        upload: What was left.
        now: Wall-clock seconds.
    """
    remote = upload.remote
    last = max(upload.added_at, remote.presigned_at or 0.0, remote.inline_since or 0.0)
    return now - last > (_QUARTER if remote.may_have_asset else _DAY)


def drop_expired(upload: Upload, oldest: float) -> None:
    """Begin anew where an `uploadId` is past its life: the bytes were collected, no asset came of them.

    Unless finalize was asked and its answer was lost: asking again gives the asset, however late.

    Args:
        upload: Its `remote` is forgotten.
        oldest: Wall-clock seconds; what was agreed before this is too old.

    Raises:
        OutcomeUnknownError: An inline call is too old to be repeated without making a second asset.
    """
    remote = upload.remote
    was_asked = remote.may_have_arrived and remote.finalize_key is not None
    if remote.presigned_at is not None and remote.presigned_at < oldest and not was_asked:
        upload.remote = ServerState()
    if remote.inline_since is not None and remote.inline_since < oldest:
        upload.remote = ServerState()
        raise OutcomeUnknownError(upload.project.name if upload.project else "")
