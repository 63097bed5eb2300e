"""The uploads of this program and what is to become of them. The only writer of their state."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, can_change_kind, can_change_project, can_locate
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import Journal
from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.recheck import Rechecker
from layers_desktop.transfer.intake.validator import UploadValidator, offer_id_of_same_file, revalidate
from layers_desktop.transfer.job.context import JobContext, QueueLimits, StopReason
from layers_desktop.transfer.limits.account_access import AccountSessions
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.progress import ProgressTotals
from layers_desktop.transfer.queue.accounts import AccountRemoval, LegacyUploadMigration, QueueAccounts
from layers_desktop.transfer.queue.connectivity import ConnectivityMonitor
from layers_desktop.transfer.queue.scheduler import Scheduler
from layers_desktop.transfer.recorder import QueueListener, UploadRecorder
from layers_desktop.transfer.tasks import OwnedTasks, Report


class UploadChanges:
    """Carries out choices; what was refused on its way goes on with them, from the beginning."""

    def __init__(self, recorder: UploadRecorder, rechecker: Rechecker) -> None:
        self._recorder = recorder
        self._rechecker = rechecker

    def set_kind(self, uploads: Iterable[Upload], kind: MediaKind) -> None:
        """Take these for this kind, and hold them against its rules."""
        changed = [each for each in uploads if can_change_kind(each) and each.kind is not None]
        for upload in changed:
            upload.kind, upload.kind_is_guessed = kind, False
            if upload.can_change:
                revalidate(upload)
        self._recorder.record(*changed)
        self._restart(upload for upload in changed if not upload.can_change)

    def set_project(self, uploads: Iterable[Upload], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for that lies with its file."""
        changed = [upload for upload in uploads if can_change_project(upload)]
        for upload in changed:
            upload.project = project
        self._recorder.record(*changed)
        self._rechecker.check_again(each for each in changed if each.can_change and not each.is_rejected)
        self._restart(upload for upload in changed if not upload.can_change)

    def locate(self, upload: Upload, path: Path) -> None:
        """Take this for the upload's file; what had been started goes on with it."""
        upload.path = path
        upload.starts_when_ready = upload.starts_when_ready or upload.is_finished
        self._rechecker.check_relocated(upload)

    def use_existing(self, uploads: Iterable[Upload]) -> None:
        """Take the ID that the project has for the same content."""
        for upload in uploads:
            if upload.can_reuse:
                upload.finish_with_existing(time.time())
                self._recorder.finish_soon(upload)

    def upload_again(self, uploads: Iterable[Upload]) -> None:
        """Send content that the project has already as a new asset."""
        for upload in uploads:
            if upload.state is UploadState.DUPLICATE:
                upload.request_new_asset()
                self._recorder.record(upload)

    def _restart(self, refused: Iterable[Upload]) -> None:
        """Look at what Layers refused, and send it as soon as that is done: no asset came of it."""
        uploads = list(refused)
        for upload in uploads:
            upload.remote = ServerState()
            upload.starts_when_ready = True
        self._rechecker.recheck(uploads)


# Above this part of the way a file is let finish when everything else is paused.
_NEARLY_THERE = 0.9


class UploadQueue:
    """Holds the uploads, takes the person's commands, and tells its one listener.

    Commands return at once; an upload whose state does not allow a command is left alone.

    Args:
        report: Told of faults of the program itself.

    Attributes:
        accounts: Takes the keys.
    """

    def __init__(
        self,
        storage: HttpClients,
        journal: Journal,
        validator: UploadValidator,
        listener: QueueListener,
        report: Report,
        limits: QueueLimits | None = None,
    ) -> None:
        self._uploads: dict[UploadId, Upload] = {}
        self._by_path: defaultdict[Path, list[Upload]] = defaultdict(list)
        self._listener = listener
        self._tasks = OwnedTasks(report)
        self._calls = OwnedTasks(report)
        self._holds = QueueHolds(self._holds_changed)
        self._recorder = UploadRecorder(journal, listener, self._holds, self._calls)
        limits = limits or QueueLimits()
        self._context = JobContext(
            sessions=AccountSessions(
                limits.rate_limiter, lambda: RateLimiter(window=limits.rate_limiter.window)
            ),
            storage=storage,
            limits=limits,
            holds=self._holds,
            recorder=self._recorder,
            validator=validator,
            check_network=self._check_network,
        )
        self._connectivity = ConnectivityMonitor(self._holds, self._tasks, self._context.sessions.any_client)
        self._rechecker = Rechecker(self._uploads, self._recorder, self._tasks, validator, self.start)
        self._changes = UploadChanges(self._recorder, self._rechecker)
        self._scheduler = Scheduler(self._context, self._tasks, listener)
        migration = LegacyUploadMigration(self._uploads, self._recorder, self._scheduler, self._rechecker)
        sessions = self._context.sessions
        self.accounts = QueueAccounts(sessions, self._holds, self._uploads, self._holds_changed, migration)
        parties = (self.accounts, self._scheduler, self._rechecker, self._recorder)
        self._removal = AccountRemoval(*parties, self.cancel, self.remove)

    # --------------------------------------------------------------- reading
    @property
    def uploads(self) -> Mapping[UploadId, Upload]:
        """Every upload, in the order added; live."""
        return self._uploads

    @property
    def hold(self) -> Hold | None:
        """What holds the whole queue or the account shown, if anything."""
        return self._holds.current

    @property
    def is_held(self) -> bool:
        """Whether nothing goes on until a gate opens."""
        return not any(self._context.can_run(account) for account, _ in self._context.sessions)

    @property
    def totals(self) -> ProgressTotals:
        """How far everything is that was started."""
        return self._recorder.totals

    @property
    def scheduler(self) -> Scheduler:
        """The order in which those that wait go."""
        return self._scheduler

    # ------------------------------------------------------------ connection
    def try_network_now(self) -> None:
        """Look at once whether the network is back."""
        self._connectivity.try_now()

    def try_daily_limit_now(self) -> None:
        """Do not wait for tomorrow to see whether Layers takes more."""
        self._context.release_daily_holds()

    def warn_not_persistent(self, problem: Problem) -> None:
        """Say that the journal does not outlive the program, and why: uploads go on under that notice."""
        self._recorder.warn_not_persistent(problem)

    # -------------------------------------------------------------- commands
    def add(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Take in new uploads; return those that are new: a file whose outcome is open is not added twice."""
        fresh: list[Upload] = []
        for upload in self._removal.redirect(uploads):
            if not self._has_one_for_the_file_of(upload):
                offer_id_of_same_file(upload, self._by_path.get(upload.path, ()))
                self._insert(upload)
                fresh.append(upload)
        self._recorder.add(fresh)
        self._rechecker.watch_unstable(fresh)
        self._rechecker.resume_checks([each for each in fresh if each.state is UploadState.CHECKING])
        return fresh

    def recover(self, uploads: Sequence[Upload]) -> None:
        """Take in what an earlier run left: what was under way is paused at the stage it had reached."""
        self.accounts.assign_accounts(uploads)
        for upload in uploads:
            if upload.is_ready and upload.starts_when_ready:
                upload.enqueue()
            if upload.can_pause or (upload.is_being_checked and upload.starts_when_ready):
                upload.pause()
            self._insert(upload)
        self._recorder.add(uploads)
        self._rechecker.resume_checks(uploads)

    def restore(self, uploads: Sequence[Upload]) -> None:
        """Put back what was removed, where it stood."""
        self.accounts.assign_accounts(uploads)
        everything = sorted([*self._uploads.values(), *uploads], key=lambda upload: upload.added_at)
        self._uploads.clear()
        self._by_path.clear()
        for upload in everything:
            self._insert(upload)
        self._recorder.add(uploads)
        self._rechecker.watch_unstable(uploads)
        self._scheduler.submit([upload for upload in uploads if upload.state is UploadState.QUEUED])

    def remove(self, ids: Iterable[UploadId]) -> list[Upload]:
        """Take uploads off the list, but for those that a job holds; return what was taken."""
        those = self._known(dict.fromkeys(ids))
        removed = [each for each in those if each.can_remove and not self._scheduler.has_job(each)]
        for upload in removed:
            del self._uploads[upload.id]
            self._by_path[upload.path].remove(upload)
        self._scheduler.forget(removed)
        self._recorder.remove(removed)
        return removed

    def start(self, ids: Iterable[UploadId]) -> None:
        """Send these, as soon as there is room."""
        self._enqueue(upload for upload in self._known(ids) if upload.can_start)

    def start_when_ready(self, ids: Iterable[UploadId]) -> None:
        """Send these, those that are still being looked at as soon as that is done."""
        self.start(ids := list(ids))
        waiting = [upload for upload in self._known(ids) if upload.is_being_checked or upload.is_ready]
        for upload in waiting:
            upload.starts_when_ready = True
        if waiting:
            self._recorder.record(*waiting)

    def retry(self, ids: Iterable[UploadId]) -> None:
        """Try these again, with fresh counts; what was stored is not sent again."""
        self._enqueue(upload for upload in self._known(ids) if upload.can_retry)

    def resume(self, ids: Iterable[UploadId]) -> None:
        """Let paused uploads go on, and those whose pause is still under way."""
        those = list(self._known(ids))
        for upload in those:
            self._scheduler.undo_pause(upload)
        self._enqueue(upload for upload in those if upload.can_resume)

    def pause(self, ids: Iterable[UploadId]) -> None:
        """Stop these until they are resumed."""
        self._interrupt(ids, StopReason.PAUSE)

    def cancel(self, ids: Iterable[UploadId]) -> None:
        """Stop these for good."""
        self._interrupt(ids, StopReason.CANCEL)

    def pause_all(self) -> None:
        """Start nothing more, and stop what is not nearly there."""
        self._holds.add(HoldReason.PAUSED)
        far = self._scheduler.let_finish(_is_nearly_there)
        self.pause([*far, *(each.id for each in self._uploads.values() if each.state is UploadState.QUEUED)])

    def resume_all(self) -> None:
        """Let everything that was paused go on."""
        self._holds.lift(HoldReason.PAUSED)
        self.resume(self._uploads)

    def set_kind(self, ids: Iterable[UploadId], kind: MediaKind) -> None:
        """Take these for this kind, and hold them against its rules."""
        self._changes.set_kind(self._known(ids), kind)

    def set_project(self, ids: Iterable[UploadId], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for that lies with its file."""
        self._changes.set_project(self._known(ids), project)

    def locate(self, upload_id: UploadId, path: Path) -> bool:
        """Go on with this file in place of one that is gone; return False where the list has it already."""
        upload = self._uploads.get(upload_id)
        if upload is None or not can_locate(upload):
            return True
        if any(each.project == upload.project and each is not upload for each in self._by_path[path]):
            return False
        self._by_path[upload.path].remove(upload)
        self._by_path[path].append(upload)
        self._changes.locate(upload, path)
        return True

    async def move_or_drop_account(self, account: str, project: Project | None) -> list[Upload]:
        """Send what is left of this account elsewhere, or drop it; return what stays: it may have an ID."""
        return await self._removal.move_or_drop(account, project)

    def check_again(self, ids: Iterable[UploadId]) -> None:
        """Look at the files of these anew."""
        self._rechecker.check_again(self._known(ids))

    def use_existing(self, ids: Iterable[UploadId]) -> None:
        """Take the ID that the project has for the same content."""
        self._changes.use_existing(self._known(ids))

    def upload_again(self, ids: Iterable[UploadId]) -> None:
        """Send content that the project has already as a new asset."""
        self._changes.upload_again(self._known(ids))

    async def close(self) -> None:
        """Stop everything, and return when what was done is written down."""
        await self._tasks.close()
        await self._calls.wait_idle()

    # ----------------------------------------------------------------- parts
    def _known(self, ids: Iterable[UploadId]) -> Iterator[Upload]:
        return iter([self._uploads[each] for each in ids if each in self._uploads])

    def _insert(self, upload: Upload) -> None:
        self.accounts.mark_missing_key(upload)
        self._uploads[upload.id] = upload
        self._by_path[upload.path].append(upload)

    def _has_one_for_the_file_of(self, upload: Upload) -> bool:
        others = self._by_path.get(upload.path, ())
        return any(each.project == upload.project and _stands_for_its_file(each) for each in others)

    def _enqueue(self, uploads: Iterable[Upload]) -> None:
        queued = list(uploads)
        for upload in queued:
            upload.enqueue()
            self.accounts.mark_missing_key(upload)
        if queued:
            self._scheduler.submit(queued)  # first, so that whoever is told may already cancel
            self._recorder.record(*queued)

    def _interrupt(self, ids: Iterable[UploadId], why: StopReason) -> None:
        for upload in self._known(ids):
            if self._scheduler.interrupt(upload, why):
                self._recorder.record(upload)

    async def _check_network(self) -> None:
        await self._connectivity.check()

    def _holds_changed(self) -> None:
        if self._holds.is_active(HoldReason.OFFLINE):
            self._connectivity.keep_probing()
        self.accounts.mark_missing_keys()
        self._listener.hold_changed(self._holds.current)
        self._scheduler.dispatch()


def _stands_for_its_file(upload: Upload) -> bool:
    """Whether adding its file anew could make a second asset, so that this one is to be gone on with."""
    return not upload.is_finished or (upload.remote.may_have_asset and not upload.is_done)


def _is_nearly_there(upload: Upload) -> bool:
    return upload.remote.may_have_arrived or upload.bytes_sent >= _NEARLY_THERE * (upload.size or 1)
