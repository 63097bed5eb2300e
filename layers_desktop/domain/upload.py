"""One upload: the questions about its state, and the moves from state to state."""

from dataclasses import dataclass

from layers_desktop.domain import upload_state
from layers_desktop.domain.errors import IllegalMoveError, Problem, Remedy
from layers_desktop.domain.file_errors import (
    FileOnlineOnlyError,
    NotAsNamedError,
    SameContentUnderWayError,
    UnfinishedDownloadError,
)
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_record import BatchId, ServerState, Tries, UploadId, UploadRecord
from layers_desktop.domain.upload_state import UploadState

__all__ = ["BatchId", "Tries", "Upload", "UploadId"]

_DOUBTED = frozenset({FileOnlineOnlyError.code, NotAsNamedError.code, UnfinishedDownloadError.code})


@dataclass(slots=True, eq=False)
class Upload(UploadRecord):
    """One upload. Only the queue and its jobs change it; any code may read it."""

    @property
    def account(self) -> str:
        """The account of its project, whose key sends it; empty while there is no project."""
        return self.project.account if self.project else ""

    @property
    def size(self) -> int | None:
        """Bytes, or None before its first inspection."""
        return self.fingerprint.size if self.fingerprint else None

    @property
    def is_active(self) -> bool:
        """Whether a job is sending it, or waits to try again."""
        return self.state in upload_state.ACTIVE_STATES

    @property
    def is_sending(self) -> bool:
        """Whether its bytes are being sent."""
        return self.state in {UploadState.SENDING, UploadState.SENDING_INLINE}

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing happens to it any more without the person."""
        return self.is_finished or self.needs_attention

    @property
    def waits_for_same_content(self) -> bool:
        """Whether it waits because another upload is sending the same content."""
        reason = self.problem if self.state is UploadState.WAITING else None
        return reason is not None and reason.code == SameContentUnderWayError.code

    @property
    def shows_progress(self) -> bool:
        """Whether its progress is to be shown, and not that it waits, or is about to pause or to finish."""
        is_as_usual = not self.is_pausing and not self.finishes_first and self.limited_until is None
        return self.is_sending and is_as_usual

    @property
    def is_ready(self) -> bool:
        """Whether it can be started."""
        return self.state is UploadState.READY

    @property
    def is_rejected(self) -> bool:
        """Whether it cannot be sent as it is."""
        return self.state is UploadState.REJECTED

    @property
    def is_being_checked(self) -> bool:
        """Whether its file has not been inspected to the end."""
        return self.state in upload_state.BEING_CHECKED_STATES

    @property
    def will_start(self) -> bool:
        """Whether it is sent by itself once its file was inspected, unless something speaks against it."""
        return self.starts_when_ready and self.is_being_checked

    @property
    def can_be_checked(self) -> bool:
        """Whether its file can be inspected again."""
        return self.state in upload_state.EXAMINED_STATES

    @property
    def can_upload_anyway(self) -> bool:
        """Whether it only looks broken or unfinished, and the person has the last word."""
        return self.is_rejected and self.problem is not None and self.problem.code in _DOUBTED

    @property
    def can_reuse(self) -> bool:
        """Whether its project has an asset of the same content, whose ID can be used."""
        return self.state is UploadState.DUPLICATE and self.asset_id is not None

    @property
    def is_duplicate_in_batch(self) -> bool:
        """Whether an earlier file of the same drop has the same content."""
        return self.state is UploadState.DUPLICATE and self.asset_id is None

    @property
    def may_be_duplicate(self) -> bool:
        """Whether its project, or its drop, has or may have the same content."""
        return self.state is UploadState.DUPLICATE or (self.is_ready and self.sha256 is not None)

    def can_be(self, kind: MediaKind | None) -> bool:
        """Whether an asset of this kind, None where that is unknown, is what the person wants of it."""
        return not self.kind_is_chosen or kind in {None, self.kind}

    @property
    def is_done(self) -> bool:
        """Whether it has its asset ID."""
        return self.state is UploadState.DONE

    @property
    def is_cancelled(self) -> bool:
        """Whether a person cancelled it."""
        return self.state is UploadState.CANCELLED

    @property
    def is_finished(self) -> bool:
        """Whether it has ended: done, failed or cancelled."""
        return self.state in {UploadState.DONE, UploadState.FAILED, UploadState.CANCELLED}

    @property
    def is_unfinished(self) -> bool:
        """Whether it was started and has not ended."""
        return self.is_started or self.state is UploadState.PAUSED

    @property
    def is_started(self) -> bool:
        """Whether it is queued or active."""
        return self.is_active or self.state is UploadState.QUEUED

    @property
    def needs_attention(self) -> bool:
        """Whether it goes on only when the person decides."""
        return self.state in {UploadState.REJECTED, UploadState.DUPLICATE, UploadState.FAILED}

    @property
    def can_start(self) -> bool:
        """Whether the Upload button starts it."""
        return self.is_ready and self.project is not None and self.project.is_found

    @property
    def seeks_project(self) -> bool:
        """Whether its project is known by name only, and is not found yet."""
        return self.project is not None and not self.project.is_found

    @property
    def can_change(self) -> bool:
        """Whether its kind and project may still be changed."""
        return self.state in upload_state.CHANGEABLE_STATES

    @property
    def can_cancel(self) -> bool:
        """Whether it can be cancelled."""
        return self.is_unfinished

    @property
    def can_pause(self) -> bool:
        """Whether it can be paused."""
        return self.is_started and not self.is_pausing

    @property
    def can_resume(self) -> bool:
        """Whether it is paused."""
        return self.state is UploadState.PAUSED

    @property
    def can_unpause(self) -> bool:
        """Whether it is paused, or is to pause as soon as its job stops."""
        return self.can_resume or self.is_pausing

    @property
    def can_retry(self) -> bool:
        """Whether trying again may help."""
        if self.state is UploadState.FAILED:
            return self.problem is None or self.problem.can_retry
        return self.state is UploadState.CANCELLED

    @property
    def can_remove(self) -> bool:
        """Whether it can be removed from the list without stopping anything."""
        return not self.is_active

    @property
    def must_be_kept(self) -> bool:
        """Whether the journal must keep it, because another attempt would go on from here."""
        return self.is_unfinished or self.remote.may_have_arrived or self.remote.inline_key is not None

    def start_checking(self) -> None:
        """Its file is being inspected; an earlier end or offer no longer counts."""
        self._move(UploadState.CHECKING)
        self.asset_id = self.asset_url = self.finished_at = None

    def mark_unstable(self) -> None:
        """Its file is still being written and is inspected again later."""
        self._move(UploadState.SETTLING)

    def mark_ready(self) -> None:
        """It can be sent."""
        self._move(UploadState.READY)
        self.asset_id = self.asset_url = None

    def reject(self, problem: Problem) -> None:
        """It cannot be sent as it is."""
        self._move(UploadState.REJECTED)
        self.problem = problem

    def offer_duplicate(self, asset_id: str | None, problem: Problem, asset_url: str | None = None) -> None:
        """Its project has the same content, under this ID; or, without one, an earlier file of the drop."""
        self._move(UploadState.DUPLICATE)
        self.asset_id, self.asset_url = asset_id, asset_url
        self.problem = problem

    def finish_with_existing(self, finished_at: float) -> None:
        """The person uses the ID that exists."""
        if not self.can_reuse:
            raise IllegalMoveError(f"{self.state} offers no ID to reuse")
        self._end(UploadState.DONE, finished_at)
        self.is_reused = True

    def request_new_asset(self) -> None:
        """The person wants a second asset of content that the project has."""
        if self.state is not UploadState.DUPLICATE:
            raise IllegalMoveError(f"{self.state} is no duplicate")
        self.mark_ready()
        self.is_wanted_again = True

    def enqueue(self) -> None:
        """It waits for a job."""
        self._move(UploadState.QUEUED)
        self.starts_when_ready = False
        self.finished_at = None

    def start_presigning(self) -> None:
        """A signed URL is being requested; bytes sent to an older one no longer count."""
        self._move(UploadState.PRESIGNING)
        self.bytes_sent = 0

    def start_sending(self) -> None:
        """Its bytes are being sent to the storage."""
        self._move(UploadState.SENDING)
        self.bytes_sent = 0
        self.remote.bytes_handed_over = False
        self.remote.stored = False

    def start_sending_inline(self) -> None:
        """Its bytes are being sent to the API in one call."""
        self._move(UploadState.SENDING_INLINE)
        self.bytes_sent = 0

    def mark_stored(self) -> None:
        """The storage has the file."""
        self._move(UploadState.STORED)
        self.remote.stored = True

    def start_finalizing(self) -> None:
        """The asset ID is being requested."""
        self._move(UploadState.FINALIZING)

    def wait(
        self, stage: UploadState, until: float, problem: Problem | None = None, tries: Tries | None = None
    ) -> None:
        """It tries this stage again at this monotonic time; the problem says why it waits."""
        if stage not in upload_state.STAGES:
            raise IllegalMoveError(f"{stage} is no stage to wait for")
        self._move(UploadState.WAITING)
        self.waiting_stage, self.waiting_until = stage, until
        self.problem, self.tries = problem, tries

    def mark_changed(self) -> None:
        """Its file has changed, and what was sent of it is useless."""
        self._move(UploadState.CHANGED)
        self.remote = ServerState()
        self.bytes_sent, self.sha256 = 0, None

    def pause(self) -> None:
        """It stops until it is resumed."""
        self._move(UploadState.PAUSED)

    def cancel(self, finished_at: float) -> None:
        """The person has stopped it: a normal end, no failure."""
        self._end(UploadState.CANCELLED, finished_at)

    def fail(self, problem: Problem, finished_at: float) -> None:
        """It ends without an asset ID."""
        self._end(UploadState.FAILED, finished_at, problem)

    def finish(self, asset_id: str, finished_at: float, asset_url: str | None = None) -> None:
        """It has its asset ID, and its address where Layers told one."""
        if not asset_id:
            raise IllegalMoveError("done without an asset ID")
        self._end(UploadState.DONE, finished_at)
        self.asset_id, self.asset_url = asset_id, asset_url

    def _end(self, target: UploadState, finished_at: float, problem: Problem | None = None) -> None:
        self._move(target)
        self.problem, self.finished_at = problem, finished_at

    def _move(self, target: UploadState) -> None:
        if target not in upload_state.LEGAL_MOVES[self.state]:
            raise IllegalMoveError(f"{self.state} cannot become {target}")
        self.state = target
        self.problem = self.limited_until = None
        if target is not UploadState.WAITING:
            self.waiting_stage = self.waiting_until = self.tries = None
        self.is_pausing &= target in upload_state.ACTIVE_STATES
        self.finishes_first &= target in upload_state.ACTIVE_STATES - {UploadState.WAITING}


def can_locate(upload: Upload) -> bool:
    """Whether it failed because its file is missing, so that another path may be chosen."""
    return has_remedy(upload, Remedy.FILE)


def can_change_kind(upload: Upload) -> bool:
    """Whether its kind may be changed: before it is sent, or after it was refused as this kind."""
    return upload.can_change or has_remedy(upload, Remedy.KIND)


def can_change_project(upload: Upload) -> bool:
    """Whether its project may be changed: before it is sent, or after it failed without an asset."""
    has_failed = upload.state is UploadState.FAILED and not upload.remote.may_have_asset
    return upload.can_change or has_remedy(upload, Remedy.PROJECT) or has_failed


def has_remedy(upload: Upload, remedy: Remedy) -> bool:
    """Whether it goes on once the person has changed this."""
    return upload.needs_attention and upload.problem is not None and upload.problem.remedy == remedy
