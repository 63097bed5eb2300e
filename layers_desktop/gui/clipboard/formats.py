"""The forms in which asset IDs are handed on."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.spreadsheet import without_formula
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.formatting import plain, plain_name


class CopyFormat(StrEnum):
    """The forms that there are; the value is what a setting remembers."""

    LINES = "lines"
    COMMAS = "commas"
    CSV = "csv"
    JSON = "json"
    JSON_IDS = "json_ids"
    MARKDOWN = "markdown"
    PYTHON_LIST = "python_list"
    PYTHON_DICT = "python_dict"
    OWN = "own"

    @property
    def label(self) -> str:
        """The format's name for a person."""
        return {
            CopyFormat.LINES: tr("One per line"),
            CopyFormat.COMMAS: tr("Comma separated"),
            CopyFormat.CSV: tr("CSV with header"),
            CopyFormat.JSON: tr("JSON"),
            CopyFormat.JSON_IDS: tr("JSON, IDs only"),
            CopyFormat.MARKDOWN: tr("Markdown table"),
            CopyFormat.PYTHON_LIST: tr("Python list"),
            CopyFormat.PYTHON_DICT: tr("Python dictionary"),
            CopyFormat.OWN: tr("Your own format"),
        }[self]


class Template(NamedTuple):
    """The person's own format: `{id} {name} {stem} {kind} {project} {path} {sha256}` of each file."""

    text: str = "{name}: {id}"
    separator: str = "\n"


_FIELDS = re.compile(r"\{(id|name|stem|kind|project|path|sha256)\}")
_MARKDOWN_SIGNS = re.compile(r"([\\|*_`\[\]<>~#])")
_HEADER = ("name", "kind", "asset_id", "project")
_DEFAULT_TEMPLATE = Template()


def format_ids(uploads: Iterable[Upload], wanted: CopyFormat, template: Template = _DEFAULT_TEMPLATE) -> str:
    """Return the asset IDs of these uploads in their order, without those that have none yet."""
    done = [upload for upload in uploads if upload.is_done]
    if wanted is CopyFormat.OWN:
        return template.separator.join(_filled(template.text, upload) for upload in done)
    return _WRITERS[wanted](done)


def copied_text(copied: int, without: int) -> str:
    """Return what is told after copying: how many IDs, and how many of the chosen files have none yet."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no ID yet.",
            "Nothing copied: none of the {n} selected files has an ID yet.",
            without,
        )
    if not without:
        return tr_plural("Copied {n} ID.", "Copied {n} IDs.", copied)
    sentence = tr_plural("Copied {n} ID.", "Copied {n} IDs.", copied)
    rest = tr_plural("{n} selected file has none yet.", "{n} selected files have none yet.", without)
    return tr("{sentence} {next_sentence}", sentence=sentence, next_sentence=rest)


def csv_text(uploads: Iterable[Upload]) -> str:
    """Return a table of RFC 4180; cells that a spreadsheet would run as a formula get an apostrophe."""
    import csv  # with the first table: the window's start does not wait for it

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_HEADER)
    for upload in uploads:
        cells = (plain_name(upload), upload.kind or "", upload.asset_id or "", _project_name(upload))
        rows.writerow([without_formula(cell) for cell in cells])
    return out.getvalue()


def _record(upload: Upload) -> dict[str, str | None]:
    return {
        "name": plain_name(upload),
        "kind": upload.kind,
        "assetId": upload.asset_id,
        "projectId": upload.project.id if upload.project else None,
    }


def _markdown(uploads: Iterable[Upload]) -> str:
    """Return a table; IDs as code, so that no sign in them means anything and they are copied as they are."""
    lines = [f"| {tr('File')} | {tr('Kind')} | {tr('Asset ID')} |", "| --- | --- | --- |"]
    for upload in uploads:
        kind = upload.kind.label if upload.kind else ""
        lines.append(
            f"| {_markdown_cell(plain_name(upload))} | {_markdown_cell(kind)} | `{upload.asset_id}` |"
        )
    return "\n".join(lines)


def _markdown_cell(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))


def _distinct_names(uploads: Sequence[Upload]) -> Iterator[str]:
    """Give a name for each file: with folders or a number where the bare name would hide another's ID."""
    counts = Counter(plain_name(upload) for upload in uploads)
    taken: set[str] = set()
    for upload in uploads:
        name = plain_name(upload)
        name = plain(str(upload.path)) if counts[name] > 1 else name
        number = 2
        distinct = name
        while distinct in taken:
            distinct, number = f"{name} ({number})", number + 1
        taken.add(distinct)
        yield distinct


def _filled(text: str, upload: Upload) -> str:
    values = {
        "id": upload.asset_id or "",
        "name": plain_name(upload),
        "stem": plain(upload.path.stem),
        "kind": upload.kind or "",
        "project": _project_name(upload),
        "path": plain(str(upload.path)),
        "sha256": upload.sha256 or "",
    }
    return _FIELDS.sub(lambda found: values[found[1]], text)


def _project_name(upload: Upload) -> str:
    return plain(upload.project.name) if upload.project else ""


def _ids(uploads: Sequence[Upload]) -> list[str]:
    return [upload.asset_id or "" for upload in uploads]


def _json_ids(uploads: Sequence[Upload]) -> str:
    """Return a list that JSON and Python read alike: both take these quotes and escapes."""
    return json.dumps(_ids(uploads), ensure_ascii=False)


def _json(uploads: Sequence[Upload]) -> str:
    return json.dumps([_record(upload) for upload in uploads], ensure_ascii=False)


def _python_dict(uploads: Sequence[Upload]) -> str:
    return json.dumps(dict(zip(_distinct_names(uploads), _ids(uploads), strict=True)), ensure_ascii=False)


_WRITERS: dict[CopyFormat, Callable[[Sequence[Upload]], str]] = {
    CopyFormat.LINES: lambda uploads: "\n".join(_ids(uploads)),
    CopyFormat.COMMAS: lambda uploads: ", ".join(_ids(uploads)),
    CopyFormat.CSV: csv_text,
    CopyFormat.JSON: _json,
    CopyFormat.JSON_IDS: _json_ids,
    CopyFormat.MARKDOWN: _markdown,
    CopyFormat.PYTHON_LIST: _json_ids,
    CopyFormat.PYTHON_DICT: _python_dict,
}
