"""The details of an upload as names and values, and the log of its states."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from layers_desktop.domain.i18n import exact_size_text, number_text, size_text, tr
from layers_desktop.domain.redaction import redact
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.formatting import date_time_text, display_text, time_of_day_text
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads.cells.cell_text import kind_text
from layers_desktop.gui.uploads.cells.state_text import state_name, state_sentence

Stages = list[tuple[float, UploadState]]

# A limit, because a list may have 100,000 uploads.
_MAX_UPLOADS = 2_000
_MAX_STAGES = 60
DetailRow = tuple[str, str]
NO_STAGES: Stages = []


class StageLog(QObject):
    """Records when uploads changed their state, for the uploads that changed last."""

    def __init__(
        self, signals: QueueEvents, parent: QObject | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._stages: OrderedDict[UploadId, Stages] = OrderedDict()
        signals.uploadMoved.connect(self._record)
        signals.uploadsRemoved.connect(self._forget)

    def get(self, upload: Upload) -> Stages:
        """Return seconds since the epoch and state of each change of the upload, oldest first."""
        return list(self._stages.get(upload.id, ()))

    def _record(self, upload: Upload) -> None:
        stages = self._stages.setdefault(upload.id, [])
        self._stages.move_to_end(upload.id)
        if not stages or stages[-1][1] is not upload.state:
            stages.append((self._clock(), upload.state))
            del stages[:-_MAX_STAGES]
        while len(self._stages) > _MAX_UPLOADS:
            self._stages.popitem(last=False)

    def _forget(self, uploads: Iterable[Upload]) -> None:
        for upload in uploads:
            self._stages.pop(upload.id, None)


def detail_rows(
    upload: Upload, stages: Stages = NO_STAGES, media_info: str = "", account: str = ""
) -> list[DetailRow]:
    """Return name and value of everything that is known, always in the same order; the unknown is left out.

    Args:
        upload: The upload to describe.
        stages: When it entered which state.
        media_info: Dimensions or running time of its file.
        account: The account of its project, if there are several.
    """
    rows = [
        (problem_title(), redact(upload.problem.text) if upload.problem and upload.needs_attention else ""),
        *_file_rows(upload, media_info),
        *_upload_rows(upload, stages, account),
        *_support_rows(upload),
    ]
    return [(name, value) for name, value in rows if value]


def problem_title() -> str:
    """Return the name of the row that holds the upload's problem."""
    # Translators: The name of a field: what is wrong with a file, here and below the fields of a file's
    # details.
    return tr("Problem")


def details_text(rows: Iterable[DetailRow]) -> str:
    """Return the rows as lines of text, without secrets, to be pasted into a message."""
    # Translators: {name} is the name of a field, {value} what stands in it.
    return redact("\n".join(tr("{name}: {value}", name=name, value=value) for name, value in rows))


def _file_rows(upload: Upload, media_info: str) -> Iterable[DetailRow]:
    yield tr("File"), display_text(str(upload.path))
    yield tr("Contents"), media_info
    yield tr("Kind"), kind_text(upload)
    yield tr("Type"), upload.mime_type or ""
    yield tr("Size"), _exact_size_text(upload.size)
    yield tr("SHA-256"), upload.sha256 or ""
    # Translators: The name of a field: something to know about a file.
    # Translators: A title: what the program noticed about a file that can be sent.
    yield tr("Note"), upload.note


def _upload_rows(upload: Upload, stages: Stages, account: str) -> Iterable[DetailRow]:
    is_shown_as_problem = upload.needs_attention and upload.problem is not None
    yield tr("Project"), upload.project.name if upload.project else ""
    yield tr("Account"), account
    yield tr("State"), "" if is_shown_as_problem else state_sentence(upload)
    # Translators: The name of a field: how much of a file was sent.
    yield tr("Sent"), _sent_text(upload) if upload.is_sending else ""
    yield tr("Asset ID"), upload.asset_id or ""
    yield tr("Link"), upload.asset_url or ""
    yield tr("Added"), date_time_text(upload.added_at)
    yield tr("Finished"), date_time_text(upload.finished_at)
    # Translators: The name of a field: when each step of an upload began.
    # Translators: A title: when the file was waiting, uploading, done …
    yield tr("Stages"), "\n".join(f"{time_of_day_text(when)}  {state_name(state)}" for when, state in stages)
    # Translators: The name of a field: how many times it was tried.
    yield tr("Attempts"), number_text(upload.attempt) if upload.attempt else ""


def _support_rows(upload: Upload) -> Iterable[DetailRow]:
    problem = upload.problem
    if problem is None:
        return
    yield tr("Code"), redact(problem.code)
    yield tr("Request ID"), redact(problem.request_id or "")
    # Translators: The name of a field: what the server said, word for word.
    yield tr("Layers replied"), redact(problem.detail or "")


def _sent_text(upload: Upload) -> str:
    # Translators: Both are sizes.
    return tr("{done} of {all}", done=size_text(upload.bytes_sent), all=size_text(upload.size or 0))


def _exact_size_text(size: int | None) -> str:
    if size is None:
        return ""
    # Translators: A size, "1.5 MB", and the same to the last byte, "1,512,345 bytes".
    return tr("{size} ({exact})", size=size_text(size), exact=exact_size_text(size))
