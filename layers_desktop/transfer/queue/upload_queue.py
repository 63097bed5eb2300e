"""The uploads of this program and what is to become of them. The only writer of their state."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, can_change_kind, can_change_project, can_locate
from layers_desktop.domain.upload_record import Remote
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.intake.examiner import Examiner, judge, offer_id_of_same_file
from layers_desktop.transfer.intake.recheck import Checker
from layers_desktop.transfer.job.context import Desk, Interruption, Pace, Store
from layers_desktop.transfer.limits.account_access import Accesses
from layers_desktop.transfer.limits.holds import Gate, GateReason, Gates
from layers_desktop.transfer.limits.rate_limiter import WriteBudget
from layers_desktop.transfer.progress import Sums
from layers_desktop.transfer.queue.accounts import Housing, Parting, QueueAccounts
from layers_desktop.transfer.queue.connectivity import NetworkWatch
from layers_desktop.transfer.queue.scheduler import Crew
from layers_desktop.transfer.recorder import Ledger, QueueListener, UploadJournal
from layers_desktop.transfer.tasks import OwnedTasks, Report


class Mender:
    """Carries out choices; what was refused on its way goes on with them, from the beginning."""

    def __init__(self, ledger: Ledger, checker: Checker) -> None:
        self._ledger = ledger
        self._checker = checker

    def set_kind(self, uploads: Iterable[Upload], kind: MediaKind) -> None:
        """Take these for this kind, and hold them against its rules."""
        changed = [each for each in uploads if can_change_kind(each) and each.kind is not None]
        for upload in changed:
            upload.kind, upload.kind_is_guessed = kind, False
            if upload.can_change:
                judge(upload)
        self._ledger.note(*changed)
        self._begin_anew(upload for upload in changed if not upload.can_change)

    def set_project(self, uploads: Iterable[Upload], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for that lies with its file."""
        changed = [upload for upload in uploads if can_change_project(upload)]
        for upload in changed:
            upload.project = project
        self._ledger.note(*changed)
        self._checker.check_again(each for each in changed if each.can_change and not each.is_rejected)
        self._begin_anew(upload for upload in changed if not upload.can_change)

    def locate(self, upload: Upload, path: Path) -> None:
        """Take this for the upload's file; what had been started goes on with it."""
        upload.path = path
        upload.starts_when_ready = upload.starts_when_ready or upload.is_finished
        self._checker.look_elsewhere(upload)

    def use_existing(self, uploads: Iterable[Upload]) -> None:
        """Take the ID that the project has for the same content."""
        for upload in uploads:
            if upload.can_reuse:
                upload.reuse(time.time())
                self._ledger.note_finished(upload)

    def upload_again(self, uploads: Iterable[Upload]) -> None:
        """Send content that the project has already as a new asset."""
        for upload in uploads:
            if upload.state is UploadState.DUPLICATE:
                upload.want_again()
                self._ledger.note(upload)

    def _begin_anew(self, refused: Iterable[Upload]) -> None:
        """Look at what Layers refused, and send it as soon as that is done: no asset came of it."""
        uploads = list(refused)
        for upload in uploads:
            upload.remote = Remote()
            upload.starts_when_ready = True
        self._checker.look_at(uploads)


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
        storage: Store,
        journal: UploadJournal,
        examiner: Examiner,
        listener: QueueListener,
        report: Report,
        pace: Pace | None = None,
    ) -> None:
        self._uploads: dict[UploadId, Upload] = {}
        self._by_path: defaultdict[Path, list[Upload]] = defaultdict(list)
        self._listener = listener
        self._tasks = OwnedTasks(report)
        self._writes = OwnedTasks(report)
        self._gates = Gates(self._gates_changed)
        self._ledger = Ledger(journal, listener, self._gates, self._writes)
        pace = pace or Pace()
        self._desk = Desk(
            accesses=Accesses(pace.budget, lambda: WriteBudget(window=pace.budget.window)),
            storage=storage,
            pace=pace,
            gates=self._gates,
            ledger=self._ledger,
            examiner=examiner,
            check_network=self._check_network,
        )
        self._network = NetworkWatch(self._gates, self._tasks, self._desk.accesses.any_client)
        self._checker = Checker(self._uploads, self._ledger, self._tasks, examiner, self.start)
        self._mender = Mender(self._ledger, self._checker)
        self._crew = Crew(self._desk, self._tasks, listener)
        housing = Housing(self._uploads, self._ledger, self._crew, self._checker)
        accesses = self._desk.accesses
        self.accounts = QueueAccounts(accesses, self._gates, self._uploads, self._gates_changed, housing)
        parties = (self.accounts, self._crew, self._checker, self._ledger)
        self._parting = Parting(*parties, self.cancel, self.remove)

    # --------------------------------------------------------------- reading
    @property
    def uploads(self) -> Mapping[UploadId, Upload]:
        """Every upload, in the order added; live."""
        return self._uploads

    @property
    def gate(self) -> Gate | None:
        """What holds the whole queue or the account shown, if anything."""
        return self._gates.current

    @property
    def is_holding(self) -> bool:
        """Whether nothing goes on until a gate opens."""
        return not any(self._desk.is_open(account) for account, _ in self._desk.accesses)

    @property
    def sums(self) -> Sums:
        """How far everything is that was started."""
        return self._ledger.sums

    @property
    def line(self) -> Crew:
        """The order in which those that wait go."""
        return self._crew

    # ------------------------------------------------------------ connection
    def try_network_now(self) -> None:
        """Look at once whether the network is back."""
        self._network.try_now()

    def try_day_now(self) -> None:
        """Do not wait for tomorrow to see whether Layers takes more."""
        self._desk.begin_days()

    def lose_at_end(self, problem: Problem) -> None:
        """Say that the journal does not outlive the program, and why: uploads go on under that notice."""
        self._ledger.lose_at_end(problem)

    # -------------------------------------------------------------- commands
    def add(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Take in new uploads; return those that are new: a file whose outcome is open is not added twice."""
        fresh: list[Upload] = []
        for upload in self._parting.redirect(uploads):
            if not self._has_one_for_the_file_of(upload):
                offer_id_of_same_file(upload, self._by_path.get(upload.path, ()))
                self._enter(upload)
                fresh.append(upload)
        self._ledger.add(fresh)
        self._checker.look_after(fresh)
        self._checker.finish_checking([each for each in fresh if each.state is UploadState.CHECKING])
        return fresh

    def recover(self, uploads: Sequence[Upload]) -> None:
        """Take in what an earlier run left: what was under way is paused at the stage it had reached."""
        self.accounts.house(uploads)
        for upload in uploads:
            if upload.is_ready and upload.starts_when_ready:
                upload.enqueue()
            if upload.can_pause or (upload.is_being_checked and upload.starts_when_ready):
                upload.pause()
            self._enter(upload)
        self._ledger.add(uploads)
        self._checker.finish_checking(uploads)

    def restore(self, uploads: Sequence[Upload]) -> None:
        """Put back what was removed, where it stood."""
        self.accounts.house(uploads)
        everything = sorted([*self._uploads.values(), *uploads], key=lambda upload: upload.added_at)
        self._uploads.clear()
        self._by_path.clear()
        for upload in everything:
            self._enter(upload)
        self._ledger.add(uploads)
        self._checker.look_after(uploads)
        self._crew.take_on([upload for upload in uploads if upload.state is UploadState.QUEUED])

    def remove(self, ids: Iterable[UploadId]) -> list[Upload]:
        """Take uploads off the list, but for those that a job holds; return what was taken."""
        those = self._those(dict.fromkeys(ids))
        removed = [each for each in those if each.can_remove and not self._crew.holds(each)]
        for upload in removed:
            del self._uploads[upload.id]
            self._by_path[upload.path].remove(upload)
        self._crew.dismiss(removed)
        self._ledger.remove(removed)
        return removed

    def start(self, ids: Iterable[UploadId]) -> None:
        """Send these, as soon as there is room."""
        self._enqueue(upload for upload in self._those(ids) if upload.can_start)

    def start_when_ready(self, ids: Iterable[UploadId]) -> None:
        """Send these, those that are still being looked at as soon as that is done."""
        self.start(ids := list(ids))
        waiting = [upload for upload in self._those(ids) if upload.is_being_checked or upload.is_ready]
        for upload in waiting:
            upload.starts_when_ready = True
        if waiting:
            self._ledger.note(*waiting)

    def retry(self, ids: Iterable[UploadId]) -> None:
        """Try these again, with fresh counts; what was stored is not sent again."""
        self._enqueue(upload for upload in self._those(ids) if upload.can_retry)

    def resume(self, ids: Iterable[UploadId]) -> None:
        """Let paused uploads go on, and those whose pause is still under way."""
        those = list(self._those(ids))
        for upload in those:
            self._crew.take_back_pause(upload)
        self._enqueue(upload for upload in those if upload.can_resume)

    def pause(self, ids: Iterable[UploadId]) -> None:
        """Stop these until they are resumed."""
        self._interrupt(ids, Interruption.PAUSE)

    def cancel(self, ids: Iterable[UploadId]) -> None:
        """Stop these for good."""
        self._interrupt(ids, Interruption.CANCEL)

    def pause_all(self) -> None:
        """Start nothing more, and stop what is not nearly there."""
        self._gates.close(GateReason.PAUSED)
        far = self._crew.let_finish(_is_nearly_there)
        self.pause([*far, *(each.id for each in self._uploads.values() if each.state is UploadState.QUEUED)])

    def resume_all(self) -> None:
        """Let everything that was paused go on."""
        self._gates.open(GateReason.PAUSED)
        self.resume(self._uploads)

    def set_kind(self, ids: Iterable[UploadId], kind: MediaKind) -> None:
        """Take these for this kind, and hold them against its rules."""
        self._mender.set_kind(self._those(ids), kind)

    def set_project(self, ids: Iterable[UploadId], project: Project) -> None:
        """Send these to this project; what is rejected stays so, for that lies with its file."""
        self._mender.set_project(self._those(ids), project)

    def locate(self, upload_id: UploadId, path: Path) -> bool:
        """Go on with this file in place of one that is gone; return False where the list has it already."""
        upload = self._uploads.get(upload_id)
        if upload is None or not can_locate(upload):
            return True
        if any(each.project == upload.project and each is not upload for each in self._by_path[path]):
            return False
        self._by_path[upload.path].remove(upload)
        self._by_path[path].append(upload)
        self._mender.locate(upload, path)
        return True

    async def give_away(self, account: str, project: Project | None) -> list[Upload]:
        """Send what is left of this account elsewhere, or drop it; return what stays: it may have an ID."""
        return await self._parting.empty(account, project)

    def check_again(self, ids: Iterable[UploadId]) -> None:
        """Look at the files of these anew."""
        self._checker.check_again(self._those(ids))

    def use_existing(self, ids: Iterable[UploadId]) -> None:
        """Take the ID that the project has for the same content."""
        self._mender.use_existing(self._those(ids))

    def upload_again(self, ids: Iterable[UploadId]) -> None:
        """Send content that the project has already as a new asset."""
        self._mender.upload_again(self._those(ids))

    async def close(self) -> None:
        """Stop everything, and return when what was done is written down."""
        await self._tasks.close()
        await self._writes.settled()

    # ----------------------------------------------------------------- parts
    def _those(self, ids: Iterable[UploadId]) -> Iterator[Upload]:
        return iter([self._uploads[each] for each in ids if each in self._uploads])

    def _enter(self, upload: Upload) -> None:
        self.accounts.mark(upload)
        self._uploads[upload.id] = upload
        self._by_path[upload.path].append(upload)

    def _has_one_for_the_file_of(self, upload: Upload) -> bool:
        others = self._by_path.get(upload.path, ())
        return any(each.project == upload.project and _stands_for_its_file(each) for each in others)

    def _enqueue(self, uploads: Iterable[Upload]) -> None:
        queued = list(uploads)
        for upload in queued:
            upload.enqueue()
            self.accounts.mark(upload)
        if queued:
            self._crew.take_on(queued)  # first, so that whoever is told may already cancel
            self._ledger.note(*queued)

    def _interrupt(self, ids: Iterable[UploadId], why: Interruption) -> None:
        for upload in self._those(ids):
            if self._crew.interrupt(upload, why):
                self._ledger.note(upload)

    async def _check_network(self) -> None:
        await self._network.check()

    def _gates_changed(self) -> None:
        if self._gates.is_closed(GateReason.OFFLINE):
            self._network.keep_probing()
        self.accounts.mark_all()
        self._listener.gate_changed(self._gates.current)
        self._crew.call_up()


def _stands_for_its_file(upload: Upload) -> bool:
    """Whether adding its file anew could make a second asset, so that this one is to be gone on with."""
    return not upload.is_finished or (upload.remote.may_have_asset and not upload.is_done)


def _is_nearly_there(upload: Upload) -> bool:
    return upload.remote.may_have_arrived or upload.bytes_sent >= _NEARLY_THERE * (upload.size or 1)
