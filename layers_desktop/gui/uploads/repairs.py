"""Ways out for uploads that need a person, as far as they stand still for one reason."""

from collections.abc import Iterable, Sequence

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.file_errors import FolderEmptyError, NotMediaError
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.remedies import can_locate, is_helped_by
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.file_lookups import KindsThatFit
from layers_desktop.gui.uploads.affordances import Action
from layers_desktop.gui.uploads.entries import Entry
from layers_desktop.gui.uploads.problem_groups import reason_of

# What looking again cannot change.
_FINAL = frozenset({NotMediaError.code, FolderEmptyError.code})


def share_reason(uploads: Sequence[Upload]) -> bool:
    """Whether all of these need a person, and for the same reason."""
    reasons = {reason_of(upload) for upload in uploads}
    return len(reasons) == 1 and None not in reasons


def repairs_for(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> tuple[Entry, ...]:
    """Return what helps these uploads, the likeliest first; nothing where they do not share a reason.

    Each entry names the uploads that it helps, which may be fewer.
    """
    return repairs_of_one_reason(uploads, kinds_that_fit) if share_reason(uploads) else ()


def repairs_of_one_reason(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> tuple[Entry, ...]:
    """Return the same for uploads that are known to share a reason."""
    if uploads[0].can_reuse:
        entries = _duplicate_repairs(uploads)
    elif uploads[0].is_twin:
        entries = _twin_repairs(uploads)
    else:
        entries = _problem_repairs(uploads, kinds_that_fit)
    return tuple(entry for entry in entries if entry.uploads)


def _duplicate_repairs(uploads: Sequence[Upload]) -> Iterable[Entry]:
    count = len(uploads)
    yield _entry(Action.USE_EXISTING, tr_plural("Use that ID", "Use those {n} IDs", count), uploads)
    yield _entry(Action.UPLOAD_AGAIN, tr_plural("Upload again", "Upload {n} again", count), uploads)
    yield _entry(Action.REMOVE, tr_plural("Skip", "Skip {n}", count), uploads)


def _twin_repairs(uploads: Sequence[Upload]) -> Iterable[Entry]:
    count = len(uploads)
    yield _entry(Action.REMOVE, tr_plural("Skip", "Skip {n}", count), uploads)
    yield _entry(Action.UPLOAD_AGAIN, tr_plural("Upload both", "Upload all {n}", count), uploads)


def _problem_repairs(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> Iterable[Entry]:
    missing = [each for each in uploads if can_locate(each)]
    yield _entry(Action.LOCATE, tr_plural("Locate…", "Locate {n}…", len(missing)), missing)
    homeless = [each for each in uploads if is_helped_by(each, Remedy.PROJECT)]
    yield _entry(Action.PROJECT, tr("Choose a project…"), homeless)
    yield from _kind_repairs(uploads, kinds_that_fit)
    again = [each for each in uploads if each.is_rejected and _code(each) not in _FINAL]
    yield _entry(Action.CHECK_AGAIN, tr_plural("Check again", "Check {n} again", len(again)), again)
    helped = [each for each in uploads if each.can_retry]
    yield _entry(Action.RETRY, tr_plural("Retry", "Retry {n}", len(helped)), helped)
    if len(uploads) == 1:
        yield _entry(Action.SHOW_IN_FOLDER, tr("Show in folder"), uploads)
    yield _entry(Action.REMOVE, tr_plural("Remove", "Remove {n}", len(uploads)), uploads)


def _kind_repairs(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> Iterable[Entry]:
    """Return the kinds that help, each for the uploads that can be sent as it."""
    fitting: dict[MediaKind, list[Upload]] = {}
    for upload in uploads:
        if is_helped_by(upload, Remedy.KIND):
            for kind in kinds_that_fit(upload):
                if kind is not upload.kind:
                    fitting.setdefault(kind, []).append(upload)
    for kind, those in fitting.items():
        text = tr_plural("Use {kind}", "Use {kind} for {n}", len(those), kind=kind.label)
        yield Entry(Action.KIND, text, kind, uploads=tuple(those))


def _code(upload: Upload) -> str:
    return upload.problem.code if upload.problem else ""


def _entry(action: Action, text: str, uploads: Sequence[Upload]) -> Entry:
    return Entry(action, text, uploads=tuple(uploads))
