"""One upload: what may be asked of it, and the moves that it can make."""

from dataclasses import dataclass

from layers_desktop.domain import upload_state
from layers_desktop.domain.errors import IllegalMoveError, Problem, Remedy
from layers_desktop.domain.file_errors import SameContentUnderWayError
from layers_desktop.domain.upload_record import BatchId, ServerState, Tries, UploadId, UploadRecord
from layers_desktop.domain.upload_state import UploadState

__all__ = ["BatchId", "Tries", "Upload", "UploadId"]


@dataclass(slots=True, eq=False)
class Upload(UploadRecord):
    """One file on its way. Only the queue moves it; everybody may read it."""

    @property
    def account(self) -> str:
        """Whose project it goes to, and with whose key; empty while there is no project."""
        return self.project.account if self.project else ""

    @property
    def size(self) -> int | None:
        """Bytes, or None while nobody has looked."""
        return self.fingerprint.size if self.fingerprint else None

    @property
    def is_active(self) -> bool:
        """Whether a job holds it."""
        return self.state in upload_state.ACTIVE_STATES

    @property
    def is_sending(self) -> bool:
        """Whether bytes of it are under way."""
        return self.state in {UploadState.SENDING, UploadState.SENDING_INLINE}

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing becomes of it by itself any more."""
        return self.is_finished or self.needs_attention

    @property
    def gives_way(self) -> bool:
        """Whether it waits while the same content is being sent by somebody else."""
        why = self.problem if self.state is UploadState.WAITING else None
        return why is not None and why.code == SameContentUnderWayError.code

    @property
    def shows_progress(self) -> bool:
        """Whether how far its bytes are is the news of it, rather than what becomes of it next."""
        return self.is_sending and not self.is_pausing and not self.finishes_first

    @property
    def is_ready(self) -> bool:
        """Whether it waits for the person's word."""
        return self.state is UploadState.READY

    @property
    def is_rejected(self) -> bool:
        """Whether it cannot be sent as it is."""
        return self.state is UploadState.REJECTED

    @property
    def is_being_checked(self) -> bool:
        """Whether nobody knows yet what it is."""
        return self.state in upload_state.BEING_CHECKED_STATES

    @property
    def can_be_checked(self) -> bool:
        """Whether looking at its file anew means something."""
        return self.state in upload_state.EXAMINED_STATES

    @property
    def can_reuse(self) -> bool:
        """Whether there is an ID to take instead of sending."""
        return self.state is UploadState.DUPLICATE and self.asset_id is not None

    @property
    def is_duplicate_in_batch(self) -> bool:
        """Whether an earlier file of the same drop has the same content."""
        return self.state is UploadState.DUPLICATE and self.asset_id is None

    @property
    def is_done(self) -> bool:
        """Whether it has its asset ID."""
        return self.state is UploadState.DONE

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in {UploadState.DONE, UploadState.FAILED, UploadState.CANCELLED}

    @property
    def is_unfinished(self) -> bool:
        """Whether it was started and has not ended."""
        return self.is_started or self.state is UploadState.PAUSED

    @property
    def is_started(self) -> bool:
        """Whether it comes to its end without anybody's help."""
        return self.is_active or self.state is UploadState.QUEUED

    @property
    def needs_attention(self) -> bool:
        """Whether it stands still until somebody decides."""
        return self.state in {UploadState.REJECTED, UploadState.DUPLICATE, UploadState.FAILED}

    @property
    def can_start(self) -> bool:
        """Whether the Upload button would take it."""
        return self.is_ready and self.project is not None

    @property
    def can_change(self) -> bool:
        """Whether its kind and project may still be chosen."""
        return self.state in upload_state.CHANGEABLE_STATES

    @property
    def can_cancel(self) -> bool:
        """Whether cancelling means something."""
        return self.is_unfinished

    @property
    def can_pause(self) -> bool:
        """Whether pausing means something."""
        return self.is_started and not self.is_pausing

    @property
    def can_resume(self) -> bool:
        """Whether it was paused."""
        return self.state is UploadState.PAUSED

    @property
    def can_unpause(self) -> bool:
        """Whether it was paused, or told to pause and has not come to it yet."""
        return self.can_resume or self.is_pausing

    @property
    def can_retry(self) -> bool:
        """Whether trying again may help."""
        if self.state is UploadState.FAILED:
            return self.problem is None or self.problem.can_retry
        return self.state is UploadState.CANCELLED

    @property
    def can_remove(self) -> bool:
        """Whether it may leave the list without anything being stopped."""
        return not self.is_active

    @property
    def is_worth_remembering(self) -> bool:
        """Whether the next attempt must know how far this one came."""
        return self.is_unfinished or self.remote.may_have_arrived or self.remote.inline_key is not None

    def start_checking(self) -> None:
        """The file is being looked at; what was known of an earlier end or offer no longer counts."""
        self._move(UploadState.CHECKING)
        self.asset_id = self.finished_at = None

    def mark_unstable(self) -> None:
        """The file is still being written; it is looked at again later."""
        self._move(UploadState.SETTLING)

    def mark_ready(self) -> None:
        """Nothing stands against sending it."""
        self._move(UploadState.READY)
        self.asset_id = None

    def reject(self, problem: Problem) -> None:
        """It cannot be sent as it is."""
        self._move(UploadState.REJECTED)
        self.problem = problem

    def offer_duplicate(self, asset_id: str | None, problem: Problem) -> None:
        """The project has this content already, under this ID; without one, a file beside it is the same."""
        self._move(UploadState.DUPLICATE)
        self.asset_id = asset_id
        self.problem = problem

    def finish_with_existing(self, finished_at: float) -> None:
        """The person takes the ID that exists."""
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
        """It waits for a slot."""
        self._move(UploadState.QUEUED)
        self.starts_when_ready = False
        self.finished_at = None

    def start_presigning(self) -> None:
        """A signed URL is being asked for; what an older URL led to no longer counts."""
        self._move(UploadState.PRESIGNING)
        self.bytes_sent = 0

    def start_sending(self) -> None:
        """Its bytes go to the store."""
        self._move(UploadState.SENDING)
        self.bytes_sent = 0
        self.remote.bytes_handed_over = False
        self.remote.stored = False

    def start_sending_inline(self) -> None:
        """Its bytes go to Layers in the one call for small files."""
        self._move(UploadState.SENDING_INLINE)
        self.bytes_sent = 0

    def mark_stored(self) -> None:
        """The store has the file."""
        self._move(UploadState.STORED)
        self.remote.stored = True

    def start_finalizing(self) -> None:
        """Layers is asked for the asset ID."""
        self._move(UploadState.FINALIZING)

    def wait(
        self, stage: UploadState, until: float, problem: Problem | None = None, tries: Tries | None = None
    ) -> None:
        """It tries this stage again at this monotonic time; the problem says why."""
        if stage not in upload_state.STAGES:
            raise IllegalMoveError(f"nothing waits for {stage}")
        self._move(UploadState.WAITING)
        self.waiting_stage, self.waiting_until = stage, until
        self.problem, self.tries = problem, tries

    def mark_changed(self) -> None:
        """The file is not what it was: what was sent of it is worth nothing."""
        self._move(UploadState.CHANGED)
        self.remote = ServerState()
        self.bytes_sent, self.sha256 = 0, None

    def pause(self) -> None:
        """It stands still until it is resumed."""
        self._move(UploadState.PAUSED)

    def cancel(self, finished_at: float) -> None:
        """The person does not want it any more: a normal end."""
        self._end(UploadState.CANCELLED, finished_at)

    def fail(self, problem: Problem, finished_at: float) -> None:
        """It ends without an ID."""
        self._end(UploadState.FAILED, finished_at, problem)

    def finish(self, asset_id: str, finished_at: float) -> None:
        """It has its asset ID."""
        if not asset_id:
            raise IllegalMoveError("done without an asset ID")
        self._end(UploadState.DONE, finished_at)
        self.asset_id = asset_id

    def _end(self, target: UploadState, finished_at: float, problem: Problem | None = None) -> None:
        self._move(target)
        self.problem, self.finished_at = problem, finished_at

    def _move(self, target: UploadState) -> None:
        if target not in upload_state.LEGAL_MOVES[self.state]:
            raise IllegalMoveError(f"{self.state} cannot become {target}")
        self.state = target
        self.problem = None
        if target is not UploadState.WAITING:
            self.waiting_stage = self.waiting_until = self.tries = None
        self.is_pausing &= target in upload_state.ACTIVE_STATES
        self.finishes_first &= target in upload_state.ACTIVE_STATES - {UploadState.WAITING}


def can_locate(upload: Upload) -> bool:
    """Whether it stands still because its file is not where it was."""
    return has_remedy(upload, Remedy.FILE)


def can_change_kind(upload: Upload) -> bool:
    """Whether its kind may be chosen: before it is sent, or once it was refused as this kind."""
    return upload.can_change or has_remedy(upload, Remedy.KIND)


def can_change_project(upload: Upload) -> bool:
    """Whether its project may be chosen: before it is sent, or once its project is gone."""
    return upload.can_change or has_remedy(upload, Remedy.PROJECT)


def has_remedy(upload: Upload, remedy: Remedy) -> bool:
    """Whether it stands still until this is chosen anew."""
    return upload.needs_attention and upload.problem is not None and upload.problem.remedy == remedy
