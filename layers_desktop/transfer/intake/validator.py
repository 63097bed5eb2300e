"""From the inspection of a file to the state of its upload: ready, settling, rejected, or duplicate."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.file_errors import (
    AlreadyUploadedError,
    FileChangedError,
    FileError,
    FileSystemSilentError,
    FolderNotReadError,
    KindMismatchError,
    NotAFileError,
    SameContentError,
)
from layers_desktop.domain.i18n import day_text
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.history import History, HistoryEntry
from layers_desktop.media.file_opening import system_path
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.inspection import (
    BatchDuplicates,
    Inspection,
    KindPreference,
    inspect,
    is_still_being_written,
)
from layers_desktop.transfer.intake.source_file import fingerprint_of, sha256_of


class InspectionResult(NamedTuple):
    """What an inspection found: what the file is, or the problem with it.

    Attributes:
        sha256: Only where the project may have the same content.
        duplicate_of: An earlier file of the same drop with the same content.
    """

    inspection: Inspection | None = None
    problem: Problem | None = None
    sha256: str | None = None
    duplicate_of: Path | None = None


def inspect_upload(
    upload: Upload,
    preference: KindPreference,
    known_sizes: frozenset[int],
    duplicates: BatchDuplicates | None = None,
) -> InspectionResult:
    """Inspect the upload's file; changes nothing, so it may run in any thread.

    Args:
        upload: Its path, subfolder and choices are read.
        preference: The kind that the person wants.
        known_sizes: The sizes of what its project has already.
        duplicates: The earlier files of its drop; None where it may be the same as one of them.
    """
    try:
        found = inspect(upload.path, upload.subfolder, preference, is_wanted_anyway=upload.is_wanted_anyway)
        if upload.is_wanted_again or is_still_being_written(found.fingerprint):
            return InspectionResult(found)
        try:
            return _compare(upload, found, known_sizes, duplicates)
        except FileChangedError:
            now = fingerprint_of(upload.path).without_passing_number(found.fingerprint)
            if now.inode:
                raise
            return _compare(upload, found._replace(fingerprint=now), known_sizes, duplicates)
    except NotAFileError as error:
        # A folder has a row of its own only if there is no file in it, or if nobody could look.
        is_folder = system_path(upload.path).is_dir()
        shown = FolderNotReadError(upload.path.name) if is_folder else error
        return InspectionResult(problem=shown.problem)
    except FileError as error:
        return InspectionResult(problem=error.problem)


def _compare(
    upload: Upload, found: Inspection, known_sizes: frozenset[int], duplicates: BatchDuplicates | None
) -> InspectionResult:
    """Return what the file is, and which content it may have in common with another."""
    path, chosen = upload.path, chosen_kind(upload, found)
    sha256 = sha256_of(path, found.fingerprint) if found.fingerprint.size in known_sizes else None
    duplicate = duplicates.find_earlier(path, found.fingerprint, chosen) if duplicates else None
    return InspectionResult(found, sha256=sha256, duplicate_of=duplicate)


class UploadValidator:
    """Moves uploads from CHECKING to the state that their files allow.

    Attributes:
        files: Ask for the files.
    """

    def __init__(self, history: History, files: FileThreads) -> None:
        self._history = history
        self.files = files

    async def known_sizes(self, project: Project | None) -> frozenset[int]:
        """Return the sizes in bytes of the files that this project has."""
        if project is None:
            return frozenset()
        try:
            return await self._history.sizes(project.id, project.account)
        except UploaderError:
            return frozenset()  # a history that cannot be read finds no duplicate, and stops no upload

    async def check(
        self,
        upload: Upload,
        chosen: MediaKind | None,
        duplicates: BatchDuplicates | None = None,
        known_sizes: frozenset[int] | None = None,
    ) -> None:
        """Inspect the file and move the upload accordingly, unless it has left CHECKING meanwhile.

        Args:
            upload: In CHECKING.
            chosen: The kind that the person chose; None to determine it.
            duplicates: The earlier files of its drop; None where it may be the same as one of them.
            known_sizes: Those of its project, where many files are inspected; None to look them up here.
        """
        if known_sizes is None:
            known_sizes = await self.known_sizes(upload.project)
        inspection = partial(inspect_upload, upload, KindPreference(chosen), known_sizes, duplicates)
        try:
            result = await self.files.ask(upload.path, inspection)
        except FileSystemSilentError as error:
            result = InspectionResult(problem=error.problem)
        await self.apply(upload, result)

    async def apply(self, upload: Upload, result: InspectionResult) -> None:
        """Move the upload from CHECKING to ready, settling, rejected or duplicate."""
        kind = chosen_kind(upload, result.inspection)
        past = await self._find_past_upload(result.sha256, upload.project, kind)
        if upload.state is UploadState.CHECKING:
            _apply(result, past, upload)

    async def offer_known_id(self, upload: Upload, sha256: str) -> bool:
        """Offer the ID that this content has got since the inspection; return whether there is one."""
        past = await self._find_past_upload(sha256, upload.project, chosen_kind(upload))
        if past and upload.project:
            upload.sha256 = sha256
            _offer(upload, upload.project, past)
        return past is not None

    async def _find_past_upload(
        self, sha256: str | None, project: Project | None, kind: MediaKind | None
    ) -> HistoryEntry | None:
        if sha256 is None or project is None:
            return None
        try:
            return await self._history.find(sha256, project.id, project.account, kind)
        except UploaderError:
            return None


def offer_id_of_same_file(upload: Upload, others: Iterable[Upload]) -> None:
    """Offer the ID that one of these got for the very same file after this one was checked."""
    if not upload.is_ready or upload.is_wanted_again or upload.project is None:
        return
    for other in others:
        is_known = other.project == upload.project and _is_same_file(other, upload)
        if is_known and other.is_done and upload.can_be(other.kind):
            _offer(upload, upload.project, other)
            return


def _is_same_file(one: Upload, other: Upload) -> bool:
    return bool(one.fingerprint and other.fingerprint and one.fingerprint.is_same(other.fingerprint))


def revalidate(upload: Upload) -> None:
    """Check an upload whose kind was changed against the rules, without inspecting its file again."""
    if upload.fingerprint is None or upload.mime_type is None or upload.kind is None:
        return
    if upload.is_being_checked:
        return  # the inspection under way will check it
    problem = validation_problem(upload.fingerprint, upload.mime_type, upload.kind)
    if problem:
        upload.start_checking()
        upload.reject(problem)
    elif upload.is_rejected:
        upload.mark_ready()


def validation_problem(fingerprint: Fingerprint, mime_type: str, kind: MediaKind) -> Problem | None:
    """Return why a file of this size and type cannot be sent as this kind; None if it can."""
    # Loaded with the first file, as in `inspect`.
    from layers_desktop.media.kinds import check_size, kinds_that_take

    try:
        fits = kinds_that_take(mime_type)
        if kind not in fits:
            raise KindMismatchError(mime_type, kind, fits)
        check_size(fingerprint.size, kind, mime_type)
    except FileError as error:
        return error.problem
    return None


def chosen_kind(upload: Upload, found: Inspection | None = None) -> MediaKind | None:
    """Return the kind that the person asked for; None where any will do."""
    return (upload.kind or (found.kind if found else None)) if upload.kind_is_chosen else None


def _apply(result: InspectionResult, past: HistoryEntry | None, upload: Upload) -> None:
    found = result.inspection
    if found is None:
        upload.reject(result.problem or Problem("UNKNOWN", ""))
        return
    upload.fingerprint, upload.mime_type, upload.note = found.fingerprint, found.mime_type, found.note
    if upload.kind is None or upload.kind_is_guessed:  # else it was chosen, perhaps during this inspection
        upload.kind, upload.kind_is_guessed = found.kind, found.kind_is_guessed
    upload.sha256 = result.sha256
    if is_still_being_written(found.fingerprint):
        upload.mark_unstable()
    elif problem := validation_problem(found.fingerprint, found.mime_type, upload.kind):
        upload.reject(problem)
    elif past and upload.project:
        _offer(upload, upload.project, past)
    elif result.duplicate_of:
        upload.offer_duplicate(None, SameContentError(result.duplicate_of.name).problem)
    else:
        upload.mark_ready()


def _offer(upload: Upload, project: Project, past: HistoryEntry | Upload) -> None:
    """Offer the ID that the content has in this project by a finished upload, as what it is there."""
    error = AlreadyUploadedError(project.name, past.asset_id or "", day_text(past.finished_at or 0))
    upload.offer_duplicate(past.asset_id, error.problem, past.asset_url)
    if past.kind:
        upload.kind, upload.kind_is_guessed = past.kind, False
