"""The uploads of this program and what is to become of them. The only writer of their state."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, can_change_kind, can_change_project, can_locate
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.transfer.background_tasks import OwnedTasks, Report
from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.rechecker import Rechecker
from layers_desktop.transfer.intake.validator import (
    UploadValidator,
    offer_id_of_same_file,
    revalidate,
)
from layers_desktop.transfer.job.job_context import JobContext, QueueLimits, StopReason
from layers_desktop.transfer.limits.account_sessions import AccountSessions
from layers_desktop.transfer.limits.connectivity import ConnectivityMonitor
from layers_desktop.transfer.limits.holds import Hold, HoldReason, QueueHolds
from layers_desktop.transfer.queue.accounts import QueueAccounts
from layers_desktop.transfer.queue.command_turns import CommandTurns
from layers_desktop.transfer.queue.scheduler import Scheduler, UploadPriorityQueue
from layers_desktop.transfer.upload_recorder import QueueListener, Unrecorded, UploadRecorder


class UploadQueue:
    """Holds the uploads, carries out the person's commands, and tells its one listener.

    Commands return at once, those on thousands go on; an upload whose state does not allow one is left alone.

    Args:
        report: Called with every fault of the program itself.

    Attributes:
        totals: How far everything is that was started.
        connectivity: Whether Layers can be reached.
        accounts: Gives accounts their keys and takes them away.
        waiting: The order in which queued uploads go.
        scheduler: The jobs under way.
    """

    def __init__(
        self,
        http: HttpClients,
        journal: Journal,
        validator: UploadValidator,
        listener: QueueListener,
        report: Report,
        limits: QueueLimits,
    ) -> None:
        self._uploads: dict[UploadId, Upload] = {}
        self._by_path: defaultdict[Path, list[Upload]] = defaultdict(list)
        self._listener = listener
        self._tasks = OwnedTasks(report)
        self._holds = QueueHolds(self._holds_changed)
        self._recorder = UploadRecorder(journal, listener, self._holds)
        self.totals = self._recorder.totals
        sessions = AccountSessions(limits.rate_limiter, self._holds)
        self.connectivity = ConnectivityMonitor(sessions, self._tasks)
        self.accounts = QueueAccounts(sessions, self._uploads)
        self._rechecker = Rechecker(self._uploads, self._recorder, self._tasks, validator, self._checked)
        self._context = JobContext(sessions, http, self._recorder, validator, self.connectivity, limits)
        self.waiting = UploadPriorityQueue()
        self.scheduler = Scheduler(self._uploads, self._context, self.waiting, self._tasks, listener)
        self._turns = CommandTurns(self._tasks, self.scheduler.more_to_come)

    # --------------------------------------------------------------- reading
    @property
    def uploads(self) -> Mapping[UploadId, Upload]:
        """Every upload, in the order added; live."""
        return self._uploads

    @property
    def hold(self) -> Hold | None:
        """What holds up all accounts or the one shown, if anything."""
        return self._holds.current

    @property
    def is_held(self) -> bool:
        """Whether no account can send anything."""
        sessions = self.accounts.sessions
        return not any(sessions.can_run(account) for account, _ in sessions)

    def warn_not_persistent(self, problem: Problem) -> None:
        """Say that the journal does not outlive the program, and why: a person decides what to do then."""
        self._recorder.warn_not_persistent(problem)

    def fail_unrecorded(self) -> None:
        """Let an upload fail, from now on, which would wait because the journal cannot tell of it."""
        self._recorder.unrecorded = Unrecorded.FAILS

    def go_on_unrecorded(self) -> None:
        """Let uploads go on, from now on, of which the journal cannot tell: a person wants it so."""
        self._recorder.go_on_unrecorded()

    def save_again(self) -> None:
        """Try now to write what could not be written."""
        self._recorder.save_again()

    @property
    def cannot_be_saved(self) -> bool:
        """Whether the list has changes that the journal could not take."""
        return self._holds.is_active(HoldReason.DISK)

    async def adopt(self, origin: Origin) -> list[Upload] | None:
        """Take over what earlier runs left; None, under a hold, where the journal cannot be written."""
        return await self._recorder.adopt(origin)

    # ----------------------------------------------------- adding and removing
    def add(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Add new uploads; return those that were added.

        Left out is a file that the list has already for the same project, with an outcome that is not known.
        """
        added: list[Upload] = []
        for upload in self.accounts.redirect(uploads):
            if not self._is_listed(upload):
                offer_id_of_same_file(upload, self._by_path.get(upload.path, ()))
                self._insert(upload)
                added.append(upload)
        self._recorder.add(added)
        self._rechecker.watch_unstable(added)
        self._rechecker.resume_checks([each for each in added if each.state is UploadState.CHECKING])
        return added

    def recover(self, uploads: Sequence[Upload]) -> None:
        """Add what an earlier run left: what was under way is paused at the stage it had reached."""
        self.accounts.migration.assign(uploads)
        for upload in uploads:
            upload.starts_when_ready &= upload.project is not None and not upload.seeks_project
            if upload.can_start and upload.starts_when_ready:
                upload.enqueue()
            if upload.can_pause or (upload.is_being_checked and upload.starts_when_ready):
                upload.pause()
            self._insert(upload)
        self._recorder.add(uploads)
        self._rechecker.resume_checks(uploads)

    def restore(self, uploads: Sequence[Upload]) -> None:
        """Put removed uploads back to their places."""
        self.accounts.migration.assign(uploads)
        everything = sorted([*self._uploads.values(), *uploads], key=lambda upload: upload.added_at)
        self._uploads.clear()
        self._by_path.clear()
        for upload in everything:
            self._insert(upload)
        self._recorder.add(uploads)
        self._rechecker.watch_unstable(uploads)
        self.scheduler.submit([upload for upload in uploads if upload.state is UploadState.QUEUED])

    def remove(self, ids: Iterable[UploadId]) -> list[Upload]:
        """Remove uploads from the list, except those that have a job; return what was removed."""
        candidates = self._known(dict.fromkeys(ids))
        removed = [each for each in candidates if each.can_remove and not self.scheduler.has_job(each)]
        for upload in removed:
            del self._uploads[upload.id]
            self._by_path[upload.path].remove(upload)
        self.scheduler.forget(removed)
        self._recorder.remove(removed)
        return removed

    # ---------------------------------------------------- starting and stopping
    def start(self, ids: Iterable[UploadId]) -> None:
        """Send these, as soon as a job is free."""
        self._turns.carry_out(
            lambda part: self._enqueue(each for each in part if each.can_start), self._known(ids)
        )

    def start_when_ready(self, ids: Iterable[UploadId]) -> None:
        """Send these; those that are still being checked, as soon as that is done."""
        uploads = self._known(ids)
        self.start(upload.id for upload in uploads)
        unready = [upload for upload in uploads if upload.is_being_checked or upload.is_ready]
        for upload in unready:
            upload.starts_when_ready = True
        self._recorder.record(*unready)

    def start_by_hand(self, ids: Iterable[UploadId]) -> None:
        """Send none of these before somebody starts them, whatever was wanted before."""
        held = [upload for upload in self._known(ids) if upload.starts_when_ready]
        for upload in held:
            upload.starts_when_ready = False
        self._recorder.record(*held)
        self.scheduler.end_batch_if_done()

    def retry(self, ids: Iterable[UploadId]) -> None:
        """Try these again, with fresh counts; what was stored is not sent again."""
        self._turns.carry_out(
            lambda part: self._enqueue(each for each in part if each.can_retry), self._known(ids)
        )

    def resume(self, ids: Iterable[UploadId]) -> None:
        """Let paused uploads go on, and those whose pause is still under way."""
        self._turns.carry_out(self._resume, self._known(ids))

    def pause(self, ids: Iterable[UploadId]) -> None:
        """Stop these until they are resumed."""
        self._turns.carry_out(partial(self._interrupt, reason=StopReason.PAUSE), self._known(ids))

    def cancel(self, ids: Iterable[UploadId]) -> None:
        """Stop these for good."""
        self._turns.carry_out(partial(self._interrupt, reason=StopReason.CANCEL), self._known(ids))

    def pause_all(self) -> None:
        """Start nothing more, and stop what is not nearly done."""
        self._turns.finish()
        self._holds.add(HoldReason.PAUSED)
        stopped = self.scheduler.let_finish()
        queued = [each for each in self._uploads.values() if each.state is UploadState.QUEUED]
        self.pause(upload.id for upload in [*stopped, *queued])

    def resume_all(self) -> None:
        """Let everything that was paused go on."""
        self._holds.lift(HoldReason.PAUSED)
        self.resume(self._uploads)

    # ------------------------------------------------------- choices of the person
    def set_kind(self, ids: Iterable[UploadId], kind: MediaKind) -> None:
        """Send these as this kind, and check them against its rules; what was refused as another is sent."""
        changed = [each for each in self._known(ids) if can_change_kind(each) and each.kind is not None]
        for upload in changed:
            upload.kind, upload.kind_is_guessed, upload.kind_is_chosen = kind, False, True
            if upload.can_change:
                revalidate(upload)
        self._recorder.record(*changed)
        self._restart_refused(changed)
        # Its project may have the same content, and the kind decides whether that will do.
        self._rechecker.check_again(each for each in changed if each.may_be_duplicate)

    def set_project(self, ids: Iterable[UploadId], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for the reason is its file."""
        changed = [upload for upload in self._known(ids) if can_change_project(upload)]
        for upload in changed:
            upload.project = project
        self._recorder.record(*changed)
        self._rechecker.check_again(each for each in changed if each.can_change and not each.is_rejected)
        self._restart_refused(changed)

    def locate(self, upload_id: UploadId, path: Path) -> bool:
        """Go on with this file in place of one that is gone; return False where the list has it already."""
        upload = self._uploads.get(upload_id)
        if upload is None or not can_locate(upload):
            return True
        if any(each.project == upload.project and each is not upload for each in self._by_path[path]):
            return False
        self._by_path[upload.path].remove(upload)
        self._by_path[path].append(upload)
        upload.path = path
        upload.starts_when_ready = upload.starts_when_ready or upload.is_finished
        self._rechecker.check_relocated(upload)
        return True

    def refuse_missing(self) -> None:
        """Say of what is ready and no longer there that it is gone, before it is started."""
        self._rechecker.refuse_missing()

    def check_again(self, ids: Iterable[UploadId]) -> None:
        """Inspect the files of these again."""
        self._rechecker.check_again(self._known(ids))

    def upload_anyway(self, ids: Iterable[UploadId]) -> None:
        """Make these ready though they look broken or unfinished: a person has the last word."""
        wanted = [upload for upload in self._known(ids) if upload.can_upload_anyway]
        for upload in wanted:
            upload.is_wanted_anyway = True
        self._rechecker.check_again(wanted)

    def use_existing(self, ids: Iterable[UploadId]) -> None:
        """Finish these with the ID that their project has for the same content."""
        for upload in self._known(ids):
            if upload.can_reuse:
                upload.finish_with_existing(time.time())
                self._recorder.finish(upload)

    def upload_again(self, ids: Iterable[UploadId]) -> None:
        """Make content that the project has already ready to become a new asset."""
        for upload in self._known(ids):
            if upload.state is UploadState.DUPLICATE:
                upload.request_new_asset()
                self._recorder.record(upload)

    # ---------------------------------------------------------------- accounts
    def add_projects(self, projects: Iterable[Project]) -> None:
        """Remember what an account lists: an earlier version's uploads for these projects are its own now."""
        self.accounts.migration.add_projects(projects)
        assigned = self.accounts.migration.assign(self._uploads.values())
        for upload in assigned:
            self.accounts.mark_missing_key(upload)
        self._recorder.record(*assigned)
        self.scheduler.submit([each for each in assigned if each.state is UploadState.QUEUED])
        self._rechecker.check_again(each for each in assigned if each.is_ready)

    async def move_or_drop_account(self, account: str, project: Project | None) -> list[Upload]:
        """Stop what is left of this account, and send it to a project of another instead, or remove it.

        Where an asset may have come of a call whose answer was lost, another account would make a second
        one: those stay behind, cancelled, with a note that says why, and are returned.
        """
        self._turns.finish()
        left = self._without_asset(account)
        started = {each.id for each in left if each.is_started or each.starts_when_ready}
        self.accounts.set_replacement(account, project)
        self._interrupt(left, StopReason.CANCEL)
        await self.scheduler.wait_idle(account)
        left = self._without_asset(account)
        self._interrupt(left, StopReason.CANCEL)  # what was started in the meantime
        if project is None:
            self.remove(each.id for each in left)
            return []
        unknown = [each for each in left if each.remote.may_have_asset]
        for upload in unknown:
            upload.note = _unknown_outcome_text(upload)
        self._recorder.record(*unknown)
        movable = [each for each in left if each not in unknown]
        self._rechecker.restart_for_project(movable, project, started)
        return unknown

    async def close(self) -> None:
        """Stop everything, and return when what was done is written down."""
        self._turns.finish()
        await self._tasks.close()
        await self._recorder.flush()

    # ----------------------------------------------------------------- private
    def _known(self, ids: Iterable[UploadId]) -> list[Upload]:
        return [self._uploads[each] for each in ids if each in self._uploads]

    def _without_asset(self, account: str) -> list[Upload]:
        return [each for each in self._uploads.values() if each.account == account and not each.is_done]

    def _insert(self, upload: Upload) -> None:
        self.accounts.mark_missing_key(upload)
        self._uploads[upload.id] = upload
        self._by_path[upload.path].append(upload)

    def _is_listed(self, upload: Upload) -> bool:
        """Whether adding the file once more could make a second asset of it."""
        others = self._by_path.get(upload.path, ())
        return any(
            each.project == upload.project and upload.can_be(each.kind) and _is_outcome_open(each)
            for each in others
        )

    def _resume(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            self.scheduler.undo_pause(upload)
        self._enqueue(upload for upload in uploads if upload.can_resume)

    def _enqueue(self, uploads: Iterable[Upload]) -> None:
        queued = [upload for upload in uploads if upload.id in self._uploads]
        for upload in queued:
            upload.enqueue()
            self.accounts.mark_missing_key(upload)
        if queued:
            self.scheduler.submit(queued)  # first, so that the listener may already cancel
            self._recorder.record(*queued)

    def _checked(self, uploads: Sequence[Upload]) -> None:
        self._enqueue(each for each in uploads if each.starts_when_ready and each.can_start)
        self.scheduler.end_batch_if_done()

    def _interrupt(self, uploads: Iterable[Upload], reason: StopReason) -> None:
        for upload in uploads:
            if self.scheduler.interrupt(upload, reason):
                self._recorder.record(upload)

    def _restart_refused(self, changed: Iterable[Upload]) -> None:
        """Check and send again those of these that Layers had refused: no asset came of them."""
        refused = [upload for upload in changed if not upload.can_change]
        for upload in refused:
            upload.remote = ServerState()
            upload.starts_when_ready = True
        self._rechecker.recheck(refused)

    def _holds_changed(self) -> None:
        if self._holds.is_active(HoldReason.OFFLINE):
            self.connectivity.keep_probing()
        self.accounts.mark_missing_keys()
        self._listener.hold_changed(self._holds.current)
        self.scheduler.dispatch()


def _is_outcome_open(upload: Upload) -> bool:
    return not upload.is_finished or (upload.remote.may_have_asset and not upload.is_done)


def _unknown_outcome_text(upload: Upload) -> str:
    return tr(
        "It may have arrived in {project}. Add that account again and retry to find out.",
        project=upload.project.name if upload.project else "",
    )
