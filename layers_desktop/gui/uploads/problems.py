"""Reasons why uploads need a person, and the remedies for uploads with the same reason."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.file_errors import (
    AlreadyUploadedError,
    FileChangedError,
    FileEmptyError,
    FileInUseError,
    FileMissingError,
    FileOnlineOnlyError,
    FileReadError,
    FileSystemSilentError,
    FileTooLargeError,
    FileTooLargeForAllError,
    FileUnreadableError,
    FolderEmptyError,
    FolderNotReadError,
    KindMismatchError,
    NotAFileError,
    NotAsNamedError,
    NotMediaError,
    SameContentError,
    UnfinishedDownloadError,
)
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload, can_locate, has_remedy
from layers_desktop.gui.formatting import display_extension
from layers_desktop.gui.uploads.file_info import KindsThatFit
from layers_desktop.gui.uploads.row_actions import UNCHANGEABLE, MenuEntry, RowAction

# Another kind may solve these.
KIND_REASONS = frozenset({FileTooLargeError.code, KindMismatchError.code})


class Reason(NamedTuple):
    """What the problems of several uploads have in common.

    Attributes:
        code: The code of the problem.
        kind: The uploads' kind, where it is part of the reason.
        extension: The files' extension, where it is part of the reason; with its dot, in lower case.
    """

    code: str
    kind: MediaKind | None = None
    extension: str = ""


class ProblemGroup(NamedTuple):
    """The uploads with one reason."""

    reason: Reason
    uploads: tuple[Upload, ...]

    @property
    def text(self) -> str:
        """The number of uploads with the reason, as it is shown."""
        problems = [upload.problem for upload in self.uploads if upload.problem]
        titles = {problem.title for problem in problems}
        title = titles.pop() if len(titles) == 1 else ""
        return reason_text(self.reason, len(self.uploads), title or _common_title(problems))


def reason_of(upload: Upload) -> Reason | None:
    """Return why the upload needs a person; None if it does not."""
    if not upload.needs_attention:
        return None
    if upload.can_reuse:
        return Reason(AlreadyUploadedError.code)
    if upload.is_duplicate_in_batch:
        return Reason(SameContentError.code)
    code = upload.problem.code if upload.problem else ""
    if code in KIND_REASONS:
        return Reason(code, kind=upload.kind)
    return Reason(code, extension=upload.path.suffix.lower() if code == NotMediaError.code else "")


def reason_text(reason: Reason, count: int, title: str = "") -> str:
    """Return how many files have this reason, as it is shown.

    Args:
        reason: The reason.
        count: The number of files.
        title: The title of the problem, for reasons without a text here, such as those that Layers gives.
    """
    if reason.kind is not None:
        return _KIND_REASON_TEXTS[reason.code](count, reason.kind.label)
    if reason.extension:
        # Translators: Heads a group of {n} files, here and in the next twenty: read × as "times".
        return tr("{n} × {extension} not accepted", n=count, extension=display_extension(reason.extension))
    if reason.code in _REASON_TEXTS:
        return _REASON_TEXTS[reason.code](count)
    # Translators: {problem} is a whole sentence, or one of the next texts such as "stopped".
    return tr("{n} × {problem}", n=count, problem=title or tr("stopped"))


def _common_title(problems: Sequence[Problem]) -> str:
    """Return a title for problems with the same code whose own titles name different files or projects."""
    remedies = {problem.remedy for problem in problems}
    if remedies == {Remedy.PROJECT}:
        # Translators: Behind a number: "3 × project gone".
        return tr("project gone")
    if remedies == {Remedy.KIND}:
        # Translators: Behind a number: "3 × not taken by Layers as this kind".
        return tr("not taken by Layers as this kind")
    # Translators: Behind a number; {code} is the code of an error.
    return tr("stopped ({code})", code=problems[0].code) if problems else ""


_KIND_REASON_TEXTS: dict[str, Callable[[int, str], str]] = {
    FileTooLargeError.code: lambda n, kind: tr("{n} × too big for {kind}", n=n, kind=kind),
    KindMismatchError.code: lambda n, kind: tr("{n} × cannot be uploaded as {kind}", n=n, kind=kind),
}
_REASON_TEXTS: dict[str, Callable[[int], str]] = {
    AlreadyUploadedError.code: lambda n: tr("{n} × uploaded before", n=n),
    FileChangedError.code: lambda n: tr("{n} × changed while being sent", n=n),
    FileEmptyError.code: lambda n: tr("{n} × empty", n=n),
    FileInUseError.code: lambda n: tr("{n} × in use by another program", n=n),
    FileMissingError.code: lambda n: tr("{n} × no longer there", n=n),
    FileReadError.code: lambda n: tr("{n} × could not be read", n=n),
    FileTooLargeError.code: lambda n: tr("{n} × too big", n=n),
    FileTooLargeForAllError.code: lambda n: tr("{n} × too big for any kind", n=n),
    FileUnreadableError.code: lambda n: tr("{n} × no permission to open", n=n),
    FileOnlineOnlyError.code: lambda n: tr("{n} × online only", n=n),
    FileSystemSilentError.code: lambda n: tr("{n} × on a disk or network folder that does not answer", n=n),
    FolderEmptyError.code: lambda n: tr("{n} × folder without files", n=n),
    FolderNotReadError.code: lambda n: tr("{n} × folder not read to its end", n=n),
    KindMismatchError.code: lambda n: tr("{n} × not of the chosen kind", n=n),
    NotAFileError.code: lambda n: tr("{n} × not a regular file", n=n),
    NotAsNamedError.code: lambda n: tr("{n} × not what the name says", n=n),
    NotMediaError.code: lambda n: tr("{n} × neither image, video nor audio", n=n),
    SameContentError.code: lambda n: tr("{n} × same contents as another file", n=n),
    UnfinishedDownloadError.code: lambda n: tr("{n} × unfinished download", n=n),
}


def have_same_reason(uploads: Sequence[Upload]) -> bool:
    """Return whether all of these need a person, for the same reason."""
    reasons = {reason_of(upload) for upload in uploads}
    return len(reasons) == 1 and None not in reasons


def remedies_for(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> tuple[MenuEntry, ...]:
    """Return what may help these uploads, the likeliest first; nothing if their reasons differ.

    Each entry holds the uploads that it helps, which may be fewer.
    """
    return remedies_for_same_reason(uploads, kinds_that_fit) if have_same_reason(uploads) else ()


def remedies_for_same_reason(
    uploads: Sequence[Upload], kinds_that_fit: KindsThatFit
) -> tuple[MenuEntry, ...]:
    """Return what may help uploads that are known to have the same reason, as `remedies_for`."""
    if uploads[0].can_reuse:
        entries = _duplicate_remedies(uploads)
    elif uploads[0].is_duplicate_in_batch:
        entries = _same_content_remedies(uploads)
    else:
        entries = _problem_remedies(uploads, kinds_that_fit)
    return tuple(entry for entry in entries if entry.uploads)


def _duplicate_remedies(uploads: Sequence[Upload]) -> Iterable[MenuEntry]:
    count = len(uploads)
    yield _entry(RowAction.USE_EXISTING, tr_plural("Use that ID", "Use those {n} IDs", count), uploads)
    yield _entry(RowAction.UPLOAD_AGAIN, tr_plural("Upload again", "Upload {n} again", count), uploads)
    yield _entry(RowAction.REMOVE, tr_plural("Skip", "Skip {n}", count), uploads)


def _same_content_remedies(uploads: Sequence[Upload]) -> Iterable[MenuEntry]:
    count = len(uploads)
    yield _entry(RowAction.REMOVE, tr_plural("Skip", "Skip {n}", count), uploads)
    yield _entry(RowAction.UPLOAD_AGAIN, tr_plural("Upload both", "Upload all {n}", count), uploads)


def _problem_remedies(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> Iterable[MenuEntry]:
    locatable = [each for each in uploads if can_locate(each)]
    yield _entry(RowAction.LOCATE, tr_plural("Locate…", "Locate {n}…", len(locatable)), locatable)
    without_project = [each for each in uploads if has_remedy(each, Remedy.PROJECT)]
    yield _entry(RowAction.PROJECT, tr("Choose a project…"), without_project)
    yield from _kind_remedies(uploads, kinds_that_fit)
    recheckable = [each for each in uploads if each.is_rejected and _code(each) not in UNCHANGEABLE]
    yield _entry(
        RowAction.CHECK_AGAIN, tr_plural("Check again", "Check {n} again", len(recheckable)), recheckable
    )
    unbelieved = [each for each in uploads if each.can_upload_anyway]
    yield _entry(
        RowAction.UPLOAD_ANYWAY, tr_plural("Upload anyway", "Upload {n} anyway", len(unbelieved)), unbelieved
    )
    retryable = [each for each in uploads if each.can_retry]
    yield _entry(RowAction.RETRY, tr_plural("Retry", "Retry {n}", len(retryable)), retryable)
    if len(uploads) == 1:
        yield _entry(RowAction.SHOW_IN_FOLDER, tr("Show in folder"), uploads)
    yield _entry(RowAction.REMOVE, tr_plural("Remove", "Remove {n}", len(uploads)), uploads)


def _kind_remedies(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> Iterable[MenuEntry]:
    """Return an entry for each kind that helps, with the uploads that can be sent as it."""
    uploads_by_kind: dict[MediaKind, list[Upload]] = {}
    for upload in uploads:
        if has_remedy(upload, Remedy.KIND):
            for kind in kinds_that_fit(upload):
                if kind is not upload.kind:
                    uploads_by_kind.setdefault(kind, []).append(upload)
    for kind, fitting in uploads_by_kind.items():
        # Translators: A button: send the file as this kind.
        text = tr_plural("Use {kind}", "Use {kind} for {n}", len(fitting), kind=kind.label)
        yield MenuEntry(RowAction.KIND, text, kind, uploads=tuple(fitting))


def _code(upload: Upload) -> str:
    return upload.problem.code if upload.problem else ""


def _entry(action: RowAction, text: str, uploads: Sequence[Upload]) -> MenuEntry:
    return MenuEntry(action, text, uploads=tuple(uploads))
