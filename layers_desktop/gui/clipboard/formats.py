"""The formats in which asset IDs and links are copied."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.untrusted_text import without_formula
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.formatting import shortened, valid_file_name, valid_unicode

_FIELDS = re.compile(r"\{(id|name|stem|kind|project|path|sha256|url)\}")
_MARKDOWN_SPECIAL = re.compile(r"([\\|*_`\[\]<>~#])")
_IN_MARKDOWN_LINK = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "\\": "%5C"})
_LONGEST_ON_BUTTON = 20
_CSV_HEADER = ("name", "kind", "asset_id", "project", "url")


class CopyFormat(StrEnum):
    """The copy formats; the values are stored in the preferences."""

    LINES = "lines"
    COMMAS = "commas"
    CSV = "csv"
    JSON = "json"
    JSON_IDS = "json_ids"
    LINKS = "links"
    MARKDOWN = "markdown"
    PYTHON_LIST = "python_list"
    PYTHON_DICT = "python_dict"
    OWN = "own"

    @property
    def label(self) -> str:
        """The format's name as it is shown."""
        return {
            CopyFormat.LINES: tr("One per line"),
            CopyFormat.COMMAS: tr("Comma separated"),
            CopyFormat.CSV: tr("CSV with header"),
            CopyFormat.JSON: tr("JSON"),
            CopyFormat.JSON_IDS: tr("JSON, IDs only"),
            CopyFormat.LINKS: tr("Links, one per line"),
            CopyFormat.MARKDOWN: tr("Markdown table"),
            CopyFormat.PYTHON_LIST: tr("Python list"),
            CopyFormat.PYTHON_DICT: tr("Python dictionary"),
            CopyFormat.OWN: tr("Your own format"),
        }[self]


class Template(NamedTuple):
    """A person's own format.

    Attributes:
        text: Written for each file, with `{id} {name} {stem} {kind} {project} {path} {sha256} {url}` filled
            in.
        separator: Written between two files.
    """

    text: str = "{name}: {id}"
    separator: str = "\n"


_DEFAULT_TEMPLATE = Template()


def format_ids(
    uploads: Iterable[Upload], copy_format: CopyFormat, template: Template = _DEFAULT_TEMPLATE
) -> str:
    """Return the asset IDs of the uploads in this format, in their order; without those that have none."""
    done = [upload for upload in uploads if can_be_copied(upload, copy_format)]
    if copy_format is CopyFormat.OWN:
        return template.separator.join(_fill_template(template.text, upload) for upload in done)
    return _WRITERS[copy_format](done)


def can_be_copied(upload: Upload, copy_format: CopyFormat) -> bool:
    """Whether the upload has what this format gives: an ID, or a link."""
    return upload.is_done and (copy_format is not CopyFormat.LINKS or upload.asset_url is not None)


def copied_links_text(copied: int, missing: int) -> str:
    """Return the message after copying so many links, with so many uploads that have none."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no link.",
            "Nothing copied: none of the {n} selected files has a link.",
            missing,
        )
    if not missing:
        return tr_plural("Copied {n} link.", "Copied {n} links.", copied)
    if missing == 1:
        return tr_plural(
            "Copied {n} link. 1 selected file has none.",
            "Copied {n} links. 1 selected file has none.",
            copied,
        )
    return tr_plural(
        "Copied {n} link. {missing} selected files have none.",
        "Copied {n} links. {missing} selected files have none.",
        copied,
        missing=missing,
    )


def copied_text(copied: int, missing: int) -> str:
    """Return the message after copying so many IDs, with so many uploads that have none."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no ID yet.",
            "Nothing copied: none of the {n} selected files has an ID yet.",
            missing,
        )
    if not missing:
        return tr_plural("Copied {n} ID.", "Copied {n} IDs.", copied)
    if missing == 1:
        return tr_plural(
            "Copied {n} ID. 1 selected file has none yet.",
            "Copied {n} IDs. 1 selected file has none yet.",
            copied,
        )
    return tr_plural(
        "Copied {n} ID. {missing} selected files have none yet.",
        "Copied {n} IDs. {missing} selected files have none yet.",
        copied,
        missing=missing,
    )


def copied_of_text(copied: Mapping[Project, int]) -> str:
    """Return the message after copying so many IDs of these projects."""
    count = sum(copied.values())
    if len(copied) == 1:
        name = shortened(next(iter(copied)).name)
        return tr_plural("Copied {n} ID of {project}.", "Copied {n} IDs of {project}.", count, project=name)
    return tr_plural(
        "Copied {n} ID of {m} projects.", "Copied {n} IDs of {m} projects.", count, m=len(copied)
    )


def copy_text(ids: Mapping[Project, int], *, names_project: bool) -> str:
    """Return the text of the button that copies so many IDs of these projects."""
    count = sum(ids.values())
    if len(ids) > 1:
        return tr_plural("Copy {n} ID of {m} projects", "Copy {n} IDs of {m} projects", count, m=len(ids))
    if ids and names_project:
        name = shortened(next(iter(ids)).name, _LONGEST_ON_BUTTON)
        return tr_plural("Copy {n} ID of {project}", "Copy {n} IDs of {project}", count, project=name)
    return tr_plural("Copy {n} ID", "Copy {n} IDs", count)


def csv_text(uploads: Iterable[Upload]) -> str:
    """Return a CSV table (RFC 4180); an apostrophe precedes what a spreadsheet would run as a formula."""
    import csv  # here, because the start does not need it

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_CSV_HEADER)
    for upload in uploads:
        cells = (
            valid_file_name(upload),
            upload.kind or "",
            upload.asset_id or "",
            _project_name(upload),
            upload.asset_url or "",
        )
        rows.writerow([without_formula(cell) for cell in cells])
    return out.getvalue()


def _json_record(upload: Upload) -> dict[str, str | None]:
    return {
        "name": valid_file_name(upload),
        "kind": upload.kind,
        "assetId": upload.asset_id,
        "projectId": upload.project.id if upload.project else None,
        "url": upload.asset_url,
    }


def _markdown(uploads: Iterable[Upload]) -> str:
    """Return a Markdown table, names as links where there are; IDs are code: nothing in them is markup."""
    lines = [f"| {tr('File')} | {tr('Kind')} | {tr('Asset ID')} |", "| --- | --- | --- |"]
    for upload in uploads:
        kind = upload.kind.label if upload.kind else ""
        lines.append(f"| {_markdown_name(upload)} | {_markdown_cell(kind)} | `{upload.asset_id}` |")
    return "\n".join(lines)


def _markdown_name(upload: Upload) -> str:
    name = _markdown_cell(valid_file_name(upload))
    # In angle brackets an address may hold parentheses (CommonMark 6.3); a bar would end the cell.
    return f"[{name}](<{upload.asset_url.translate(_IN_MARKDOWN_LINK)}>)" if upload.asset_url else name


def _markdown_cell(text: str) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _distinct_names(uploads: Sequence[Upload]) -> Iterator[str]:
    """Yield a distinct name for each upload: the path, or a number added, where names are the same."""
    counts = Counter(valid_file_name(upload) for upload in uploads)
    taken: set[str] = set()
    for upload in uploads:
        name = valid_file_name(upload)
        name = valid_unicode(str(upload.path)) if counts[name] > 1 else name
        number = 2
        distinct = name
        while distinct in taken:
            distinct, number = f"{name} ({number})", number + 1
        taken.add(distinct)
        yield distinct


def _fill_template(text: str, upload: Upload) -> str:
    values = {
        "id": upload.asset_id or "",
        "name": valid_file_name(upload),
        "stem": valid_unicode(upload.path.stem),
        "kind": upload.kind or "",
        "project": _project_name(upload),
        "path": valid_unicode(str(upload.path)),
        "sha256": upload.sha256 or "",
        "url": upload.asset_url or "",
    }
    return _FIELDS.sub(lambda found: values[found[1]], text)


def _project_name(upload: Upload) -> str:
    return valid_unicode(upload.project.name) if upload.project else ""


def _ids(uploads: Sequence[Upload]) -> list[str]:
    return [upload.asset_id or "" for upload in uploads]


def _json_ids(uploads: Sequence[Upload]) -> str:
    """Return a list literal that is both JSON and Python."""
    return json.dumps(_ids(uploads), ensure_ascii=False)


def _json(uploads: Sequence[Upload]) -> str:
    return json.dumps([_json_record(upload) for upload in uploads], ensure_ascii=False)


def _python_dict(uploads: Sequence[Upload]) -> str:
    return json.dumps(dict(zip(_distinct_names(uploads), _ids(uploads), strict=True)), ensure_ascii=False)


_WRITERS: dict[CopyFormat, Callable[[Sequence[Upload]], str]] = {
    CopyFormat.LINES: lambda uploads: "\n".join(_ids(uploads)),
    CopyFormat.COMMAS: lambda uploads: ", ".join(_ids(uploads)),
    CopyFormat.CSV: csv_text,
    CopyFormat.JSON: _json,
    CopyFormat.JSON_IDS: _json_ids,
    CopyFormat.LINKS: lambda uploads: "\n".join(upload.asset_url or "" for upload in uploads),
    CopyFormat.MARKDOWN: _markdown,
    CopyFormat.PYTHON_LIST: _json_ids,
    CopyFormat.PYTHON_DICT: _python_dict,
}
