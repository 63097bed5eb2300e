"""The texts of cells: as they are shown, as tooltips, and for screen readers."""

import time
from collections.abc import Callable
from itertools import takewhile

from layers_desktop.domain.i18n import exact_size_text, number_text, percent_text, size_text, tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.formatting import (
    accessible_size_text,
    accessible_time_left_text,
    date_time_text,
    display_name,
    display_text,
    speed_text,
    time_left_text,
)
from layers_desktop.gui.uploads.cells.state_text import state_name, state_sentence, state_text
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.widgets.labels import literal_tooltip
from layers_desktop.transfer.progress import ProgressMeter, SteadyTime

_SPEED_INTERVAL = 0.5


class FolderNames:
    """Shortens the folders of uploads to the part in which they differ from each other."""

    def __init__(self) -> None:
        self._start: list[str] | None = None
        self._end: list[str] = []

    def add(self, subfolder: str) -> None:
        """Take note of the folder of one more upload, its parts separated by slashes."""
        parts = subfolder.split("/")
        if self._start is None:
            self._start, self._end = parts, parts[::-1]
        self._start = _common(self._start, parts)
        self._end = _common(self._end, parts[::-1])

    def short(self, subfolder: str) -> str:
        """Return the folder with an ellipsis for what all have at their start and at their end."""
        parts, start, end = subfolder.split("/"), len(self._start or ()), len(self._end)
        differing = parts[start : max(start, len(parts) - end)]
        if not differing:
            return subfolder
        ellipsis = ["…"]
        return "/".join([*ellipsis[:start], *differing, *ellipsis[:end]])


def _common(one: list[str], other: list[str]) -> list[str]:
    """Return what both lists begin with."""
    return [mine for mine, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))]


class SmoothedProgress:
    """Progress that is calm enough to read: speed changes twice a second, time left every 2 s at most."""

    def __init__(self, meter: ProgressMeter, clock: Callable[[], float] = time.monotonic) -> None:
        self._meter = meter
        self._clock = clock
        self._speeds: dict[UploadId, tuple[float, float | None]] = {}
        self._times_left: dict[UploadId, SteadyTime] = {}
        self._next: frozenset[UploadId] = frozenset()

    def sample(self) -> set[UploadId]:
        """Read the meter; return the uploads that go next now and did not, or the other way round."""
        self._meter.sample()
        before, self._next = self._next, self._meter.next_in_line()
        return set(before ^ self._next)

    def goes_next(self, upload: Upload) -> bool:
        """Whether it waits, and nothing of its account and way to Layers goes before it."""
        return upload.id in self._next and upload.state is UploadState.QUEUED

    def fraction(self, upload: Upload) -> float:
        """Return the progress, 0 to 1; 1 only with an asset ID."""
        return self._meter.fraction(upload)

    def stalled_for(self, upload: Upload) -> float | None:
        """Return the seconds since the last byte, from 5 on; None before."""
        return self._meter.stalled_for(upload.id)

    def speed(self, upload: Upload) -> float | None:
        """Return the speed in bytes per second, read at most half a second ago; None if unknown."""
        now = self._clock()
        read_at, speed = self._speeds.get(upload.id, (0.0, None))
        if speed is None or now - read_at >= _SPEED_INTERVAL:
            read_at, speed = now, self._meter.speed(upload.id)
            self._speeds[upload.id] = read_at, speed
        return speed

    def seconds_left(self, upload: Upload) -> float | None:
        """Return the seconds left as they are to be shown, None if unknown."""
        estimate = self._meter.seconds_left(upload.id)
        if estimate is None:
            self._times_left.pop(upload.id, None)
            return None
        return self._times_left.setdefault(upload.id, SteadyTime()).update(estimate, self._clock())

    def forget(self, upload_id: UploadId) -> None:
        """Forget this upload."""
        self._speeds.pop(upload_id, None)
        self._times_left.pop(upload_id, None)


def cell_text(upload: Upload, column: Column, progress: SmoothedProgress) -> str:
    """Return the text of the cell; empty where nothing is known."""
    if column in {Column.SPEED, Column.LEFT}:
        return _live_text(upload, column, progress)
    if column is Column.STATUS:
        return progress_text(upload, progress)
    return _TEXTS[column](upload)


def progress_text(upload: Upload, progress: SmoothedProgress) -> str:
    """Return the state; while bytes are being sent the percentage rounded down, speed and time left."""
    if upload.shows_progress:
        return _sending_text(upload, progress)
    if upload.problem is not None and upload.needs_attention:
        return upload.problem.title
    if progress.goes_next(upload) and upload.limited_until is None:
        return tr("Waiting (next)")
    has_advice = upload.is_ready and upload.note and not upload.seeks_project
    return upload.note if has_advice else state_text(upload).text


def _sending_text(upload: Upload, progress: SmoothedProgress) -> str:
    fields = {
        "percent": percent_text(progress.fraction(upload)),
        "speed": _live_text(upload, Column.SPEED, progress),
        "left": _live_text(upload, Column.LEFT, progress),
    }
    match bool(fields["speed"]), bool(fields["left"]):
        case False, False:
            return fields["percent"]
        case True, False:
            # Translators: {percent} is such as "50%".
            return tr("{percent} · {speed}", **fields)
        case False, True:
            # Translators: {left} is such as "about 5 min".
            return tr("{percent} · {left} left", **fields)
    return tr("{percent} · {speed} · {left} left", **fields)


def kind_text(upload: Upload) -> str:
    """Return the kind, and whether it was guessed; empty if it is unknown."""
    if upload.kind is None:
        return ""
    # Translators: The program guessed the kind from the file's name.
    return tr("{kind} (guessed)", kind=upload.kind.label) if upload.kind_is_guessed else upload.kind.label


def project_text(account_name: Callable[[Upload], str], upload: Upload) -> str:
    """Return the project, with its account if that has a name; empty if there is no project."""
    if upload.project is None:
        return ""
    account = account_name(upload)
    if not account:
        return upload.project.name
    # Translators: The account that a project belongs to.
    return tr("{project} ({account})", project=upload.project.name, account=account)


def tooltip_text(upload: Upload, column: Column, progress: SmoothedProgress) -> str:
    """Return the tooltip of the cell: the full path, the exact size, or the whole sentence."""
    return literal_tooltip(_tooltip_sentence(upload, column, progress))


def _tooltip_sentence(upload: Upload, column: Column, progress: SmoothedProgress) -> str:
    match column:
        case Column.NAME:
            return display_text(str(upload.path))
        case Column.KIND:
            return kind_text(upload)
        case Column.SIZE if upload.size is not None:
            return exact_size_text(upload.size)
        case Column.STATUS if state_sentence(upload) == state_name(UploadState.QUEUED):
            return tr("Small files go first. To send this one next, choose “Move to top” in its menu.")
        case Column.STATUS:
            return state_sentence(upload)
        case _:
            return cell_text(upload, column, progress)


def accessible_text(upload: Upload, column: Column, progress: SmoothedProgress) -> str:
    """Return the text for screen readers: the whole row for the name, else title and value."""
    if column is Column.NAME:
        return _accessible_row_text(upload, progress)
    text = kind_text(upload) if column is Column.KIND else cell_text(upload, column, progress)
    return titled_text(column, text)


def titled_text(column: Column, text: str) -> str:
    """Return the column's title with the text; the title alone if the text is empty."""
    return tr("{title}: {text}", title=column.title, text=text) if text else column.title


def _accessible_row_text(upload: Upload, progress: SmoothedProgress) -> str:
    fields = {
        "name": display_name(upload),
        # Translators: In a sentence for screen readers.
        "kind": kind_text(upload) or tr("unknown kind"),
        # Translators: In a sentence for screen readers.
        "size": tr("unknown size") if upload.size is None else accessible_size_text(upload.size),
        "state": state_text(upload).text if upload.shows_progress else progress_text(upload, progress),
    }
    if not upload.shows_progress:
        # Translators: A row of the list for screen readers.
        return tr("{name}, {kind}, {size}, {state}", **fields)
    percent = int(progress.fraction(upload) * 100)
    seconds = progress.seconds_left(upload)
    if seconds is None:
        return tr("{name}, {kind}, {size}, {state}, {n} percent", n=percent, **fields)
    # Translators: {left} is such as "about 5 minutes".
    return tr(
        "{name}, {kind}, {size}, {state}, {n} percent, {left} left",
        n=percent,
        left=accessible_time_left_text(seconds),
        **fields,
    )


def _live_text(upload: Upload, column: Column, progress: SmoothedProgress) -> str:
    """Return speed or time left of an upload that is being sent; empty for others."""
    if not upload.shows_progress:
        return ""
    if column is Column.SPEED:
        stalled = progress.stalled_for(upload)
        if stalled is not None:
            return tr("No data for {n} s", n=int(stalled))
        speed = progress.speed(upload)
        return speed_text(speed) if speed else ""
    seconds = progress.seconds_left(upload)
    return "" if seconds is None else time_left_text(seconds)


_TEXTS: dict[Column, Callable[[Upload], str]] = {
    Column.NAME: display_name,
    Column.KIND: lambda upload: upload.kind.label if upload.kind else "",
    Column.SIZE: lambda upload: "" if upload.size is None else size_text(upload.size),
    # The ID that a file uploaded before has elsewhere is named by the sentence of its problem.
    Column.ASSET_ID: lambda upload: (upload.asset_id or "") if upload.is_done else "",
    Column.PROJECT: lambda upload: upload.project.name if upload.project else "",
    Column.FOLDER: lambda upload: display_text(str(upload.path.parent)),
    Column.TYPE: lambda upload: upload.mime_type or "",
    Column.CONTENTS: lambda _upload: "",
    Column.ADDED: lambda upload: date_time_text(upload.added_at),
    Column.FINISHED: lambda upload: date_time_text(upload.finished_at),
    Column.ATTEMPTS: lambda upload: number_text(upload.attempt) if upload.attempt else "",
    Column.REQUEST_ID: lambda upload: (upload.problem.request_id if upload.problem else "") or "",
}
