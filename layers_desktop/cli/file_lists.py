"""Which files a command is given: as arguments, in lists, in a manifest, or on standard input."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.errors import ConfigurationError, system_reason
from layers_desktop.domain.i18n import list_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.file_opening import system_path

STDIN = "-"
_COLUMNS = ("path", "kind", "project", "name")


class FileListError(ConfigurationError):
    """A list or a manifest cannot be read, or names nothing."""

    code = "FILE_LIST"


class GivenFile(NamedTuple):
    """One file or folder that a command is given.

    Attributes:
        text: As it was written: relative to the working folder, or absolute.
        kind: What it is to be uploaded as; None for what the options say.
        project: ID or name of where it goes; None for what the options say.
        name: What Layers shall call it; empty for its own name.
    """

    text: str
    kind: MediaKind | None = None
    project: str | None = None
    name: str = ""

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.text).absolute()


class GivenNames:
    """Finds how a person wrote the path of a file, or of the folder that it was found in."""

    def __init__(self, given: Iterable[GivenFile]) -> None:
        self._texts = {each.path: each.text for each in given}

    def of(self, path: Path) -> str:
        """Return the path as it was given."""
        for parent in (path, *path.parents):
            if parent in self._texts:
                return os.path.normpath(Path(self._texts[parent], path.relative_to(parent)))
        return str(path)


def given_files(
    arguments: Sequence[str], lists: Sequence[str], manifest: str | None, *, null: bool
) -> list[GivenFile]:
    """Return all files that are named, in the order of arguments, lists and manifest.

    Args:
        arguments: Paths; `-` stands for the list on standard input.
        lists: Files with paths, `-` for standard input.
        manifest: A CSV file; None without one.
        null: Whether the paths of lists end with NUL rather than with the line.

    Raises:
        FileListError: One of them cannot be read, or there is no file in all of them.
    """
    files: list[GivenFile] = []
    for argument in arguments:
        files += _listed(STDIN, null=null) if argument == STDIN else [GivenFile(argument)]
    for each in lists:
        files += _listed(each, null=null)
    if manifest is not None:
        files += _manifest(manifest)
    if not files:
        raise FileListError(
            tr("No file is named."), tr("Name files or folders, or a list with --files-from.")
        )
    return files


def grouped(files: Sequence[GivenFile]) -> Iterator[list[GivenFile]]:
    """Yield files that follow each other and go to the same project as the same kind; a named one alone."""
    for _, run in groupby(files, lambda each: (each.project, each.kind, each.name)):
        some = list(run)
        yield from ([each] for each in some) if some[0].name else [some]


def _listed(source: str, *, null: bool) -> list[GivenFile]:
    content = _read(source)
    if not null and b"\0" in content:
        raise FileListError(
            tr("{name} is not a list of paths.", name=_shown(source)),
            tr("If its paths end with NUL, add -0. To send what a program writes, save it to a file first."),
        )
    lines = content.split(b"\0") if null else content.replace(b"\r\n", b"\n").split(b"\n")
    return [GivenFile(os.fsdecode(line)) for line in lines if line]


def _manifest(source: str) -> list[GivenFile]:
    import csv  # most commands read none

    try:
        text = _read(source).decode("utf-8-sig")
        rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
        columns = [(name or "").strip() for name in rows.fieldnames or ()]
        rows.fieldnames = columns
        if "path" not in columns or not set(columns) <= set(_COLUMNS):
            raise FileListError(
                tr(
                    "{name} has the columns {columns}.",
                    name=_shown(source),
                    columns=list_text(columns) or "-",
                ),
                tr("A manifest begins with a line that names some of: path, kind, project, name."),
            )
        return [_row(row, rows.line_num, source) for row in rows]
    except (UnicodeError, csv.Error) as error:
        raise FileListError(
            tr("{name} is not a CSV file in UTF-8 ({reason}).", name=_shown(source), reason=error)
        ) from error


def _row(row: dict[str, str | None], line: int, source: str) -> GivenFile:
    cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    path, kind, name = row.get("path") or "", cells["kind"], cells["name"]
    if not path or None in row or kind not in {"", *MediaKind} or "/" in name:
        raise FileListError(
            tr("{name}: line {n} cannot be used.", n=line, name=_shown(source)),
            # Translators: {kinds} lists the kinds as they are typed: image, video, audio …
            tr(
                "It needs a path; its kind is one of {kinds} or empty; its name has no “/”.",
                kinds=list_text(MediaKind),
            ),
        )
    return GivenFile(path, MediaKind(kind) if kind else None, cells["project"] or None, name)


def _read(source: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == STDIN else system_path(Path(source)).read_bytes()
    except OSError as error:
        raise FileListError(
            tr("{name} cannot be read ({reason}).", name=_shown(source), reason=system_reason(error))
        ) from error


def _shown(source: str) -> str:
    # Translators: In place of the name of a file, at the beginning of a sentence.
    return tr("Standard input") if source == STDIN else source
