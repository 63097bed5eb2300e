"""What became of the files, on stdout: as IDs or objects, each as soon as it is known, or all at the end.

Of `--dry-run` what would: what is sent where, as what, with how many calls, and how long that takes.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from layers_desktop.cli.argument_types import PrintFormat
from layers_desktop.cli.output import (
    SHAPE_VERSION,
    Console,
    OutputError,
    print_objects,
    print_table,
    printable,
    problem_object,
    write_stdout,
)
from layers_desktop.cli.shell_words import shell_problem, shown_path
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.transfer.id_formats import CopyFormat, format_ids
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.upload_method import calls_needed

_MINUTE = 60


class Results:
    """Writes what the given files became; what cannot be written is told at the end, and stops no file.

    Args:
        before_write: Called before each, so that nothing else stands on that line of a terminal.
    """

    def __init__(self, before_write: Callable[[], None] = lambda: None) -> None:
        self._before_write = before_write
        self._given: Sequence[Upload] = ()
        self._error: OutputError | None = None

    @property
    def is_lost(self) -> bool:
        """Whether something could not be written."""
        return self._error is not None

    def begin(self, given: Sequence[Upload]) -> None:
        """Remember the uploads, one for each file and in the order given; the same may come twice."""
        self._given = given

    def add(self, upload: Upload) -> None:
        """Take note that this upload has ended."""

    def finish(self) -> None:
        """Write what is not written yet.

        Raises:
            OutputError: Something could not be written.
        """
        self._write_rest()
        if self._error:
            raise self._error

    def _write_rest(self) -> None:
        """Write what is not written yet."""

    def _write(self, text: str) -> None:
        if text and self._error is None:
            self._before_write()
            try:
                write_stdout(text)
            except OutputError as error:
                self._error = error


class Lines(Results):
    """One line for each file, in the order given; an empty one, or an empty ID, for a file without an ID.

    Args:
        name_of: Gives the name to print behind each ID; None to print IDs alone.
        before_write: As above.
    """

    def __init__(
        self,
        name_of: Callable[[Path], str] | None = None,
        before_write: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(before_write)
        self._name_of = name_of
        self._ended: set[UploadId] = set()
        self._next = 0

    def add(self, upload: Upload) -> None:
        """Write its line as soon as all before it are written."""
        self._ended.add(upload.id)
        start = self._next
        while self._next < len(self._given) and self._given[self._next].id in self._ended:
            self._next += 1
        self._write_lines(self._given[start : self._next])

    def _write_rest(self) -> None:
        self._write_lines(self._given[self._next :])

    def _write_lines(self, uploads: Iterable[Upload]) -> None:
        self._write("".join(map(self._line, uploads)))

    def _line(self, upload: Upload) -> str:
        asset_id = printable(upload.asset_id or "") if upload.is_done else ""
        name = f"\t{printable(self._name_of(upload.path))}" if self._name_of else ""
        return f"{asset_id}{name}\n"


class JsonLines(Results):
    """One object a line for each file, when it ends."""

    def __init__(self, before_write: Callable[[], None] = lambda: None) -> None:
        super().__init__(before_write)
        self._left = Counter[UploadId]()

    def begin(self, given: Sequence[Upload]) -> None:
        """Remember how often each file was given: it is told as often."""
        super().begin(given)
        self._left.update(upload.id for upload in given)

    def add(self, upload: Upload) -> None:
        """Write its object at once."""
        if times := self._left.pop(upload.id, 0):
            self._write(f"{json.dumps(as_object(upload))}\n" * times)

    def _write_rest(self) -> None:
        for upload in self._given:
            self.add(upload)


class EachAlone(Results):
    """What this function makes of each file, when it ends; none is remembered, however many there are.

    Args:
        text_of: Empty for a file that nothing is written of.
        ended: Called afterwards.
        before_write: As above.
    """

    def __init__(
        self,
        text_of: Callable[[Upload], str],
        ended: Callable[[Upload], None],
        before_write: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(before_write)
        self._text_of = text_of
        self._ended = ended

    def add(self, upload: Upload) -> None:
        """Write its text at once."""
        self._write(self._text_of(upload))
        self._ended(upload)


class AtEnd(Results):
    """All of it at the end, by this function; nothing else is on the terminal then."""

    def __init__(self, text_of: Callable[[Sequence[Upload]], str]) -> None:
        super().__init__()
        self._text_of = text_of

    def _write_rest(self) -> None:
        self._write(self._text_of(self._given))


def results_as(
    form: str | PrintFormat | None, name_of: Callable[[Path], str], before_write: Callable[[], None]
) -> Results:
    """Return what writes in this form, as `--json`, `--jsonl`, `--with-names` and `--print` name it."""
    match form:
        case PrintFormat(copy_format, template):
            return AtEnd(lambda uploads: _formatted(uploads, copy_format, PrintFormat(copy_format, template)))
        case "json":
            return AtEnd(as_json)
        case "jsonl":
            return JsonLines(before_write)
        case "with-names":
            return Lines(name_of, before_write)
        case _:
            return Lines(None, before_write)


def text_of(upload: Upload, form: str | PrintFormat | None, name: str) -> str:
    """Return what is written of one file alone in this form; empty where it has no ID, but as an object."""
    if form == "jsonl":
        return f"{json.dumps(as_object(upload))}\n"
    if not upload.is_done:
        return ""
    if isinstance(form, PrintFormat):
        return _formatted([upload], form.copy_format, form)
    asset_id = printable(upload.asset_id or "")
    return f"{asset_id}\t{printable(name)}\n" if form == "with-names" else f"{asset_id}\n"


def as_json(uploads: Sequence[Upload]) -> str:
    """Return a JSON array with one object for each upload, in the order given."""
    return json.dumps([as_object(upload) for upload in uploads], indent=2) + "\n"


def as_object(upload: Upload) -> dict[str, Any]:
    """Return what became of this upload, in the documented shape."""
    fields = described(upload)
    if upload.is_done:
        return fields | {"assetId": upload.asset_id, "url": upload.asset_url, "reused": upload.is_reused}
    return fields | {"error": _error(upload)}


def described(upload: Upload) -> dict[str, Any]:
    """Return what is known of this upload before it is sent, and the version of the shape."""
    return {
        "version": SHAPE_VERSION,
        "path": shown_path(upload.path),
        "kind": upload.kind.value if upload.kind else None,
        "mimeType": upload.mime_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "projectId": upload.project.id if upload.project else None,
    }


def print_plan(uploads: Sequence[Upload], form: object, limiter: RateLimiter, console: Console) -> bool:
    """Print what an upload of these inspected files would do; return whether each would get an ID.

    Args:
        uploads: In the order given.
        form: As the options have it: for `json` and `jsonl` objects, else lines.
        limiter: Knows how many calls a minute the plan allows.
        console: Told what cannot be sent, and the sum.
    """
    for upload in uploads:
        if upload.is_rejected:
            console.write_failure(upload)
    if form == "json":
        print_objects(map(_planned, uploads))
    elif form == "jsonl":
        write_stdout("".join(f"{json.dumps(_planned(upload))}\n" for upload in uploads))
    else:
        print_table([_plan_row(upload) for upload in uploads])
    sent = [upload for upload in uploads if _action(upload) == "upload"]
    console.note(_plan_sum(sent))
    if sent and limiter.limit_is_known:
        console.note(_plan_time(sum(map(calls_needed, sent)), limiter))
    return not any(upload.is_rejected for upload in uploads)


def _formatted(uploads: Sequence[Upload], copy_format: CopyFormat, chosen: PrintFormat) -> str:
    text = format_ids(uploads, copy_format, chosen.template)
    return text if not text or text.endswith("\n") else f"{text}\n"


def _error(upload: Upload) -> dict[str, str | None]:
    problem = upload.problem or Problem("CANCELLED", "")
    if not upload.is_at_rest:
        problem = Problem("NOT_SENT", tr("It was not sent."), tr("Run the same command to continue with it."))
    return problem_object(shell_problem(problem, upload))


def _action(upload: Upload) -> str:
    if upload.is_rejected:
        return "refuse"
    return "reuse" if upload.can_reuse or upload.is_duplicate_in_batch else "upload"


def _plan_row(upload: Upload) -> tuple[str, str, str, str]:
    project = upload.project.name if upload.project else ""
    return _action(upload), upload.kind or "", project, shown_path(upload.path)


def _planned(upload: Upload) -> dict[str, Any]:
    action = _action(upload)
    planned = {
        **described(upload),
        "action": action,
        "calls": calls_needed(upload) if action == "upload" else 0,
    }
    if action == "refuse":
        return planned | {"error": as_object(upload)["error"]}
    return planned | ({"assetId": upload.asset_id} if action == "reuse" else {})


def _plan_sum(sent: Sequence[Upload]) -> str:
    size = size_text(sum(upload.size or 0 for upload in sent))
    return tr_plural(
        "{n} file would be sent ({size}).", "{n} files would be sent ({size}).", len(sent), size=size
    )


def _plan_time(calls: int, limiter: RateLimiter) -> str:
    seconds = limiter.seconds_for(calls)
    if seconds < _MINUTE / 2:
        return tr_plural(
            "That takes {n} call, which your plan allows without waiting.",
            "That takes {n} calls, which your plan allows without waiting.",
            calls,
        )
    # Translators: {limit} is how many calls to Layers the plan allows in a minute.
    return tr_plural(
        "That takes {n} call. Your plan allows {limit} a minute: at least {minutes} min.",
        "That takes {n} calls. Your plan allows {limit} a minute: at least {minutes} min.",
        calls,
        limit=limiter.limit,
        minutes=round(seconds / _MINUTE),
    )
