"""Shortening that keeps what tells things apart."""

from pathlib import PurePath

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_LONGEST_SUFFIX = 10
_ISOLATE, _POP = "\u2068", "\u2069"


def elided_name(name: str, metrics: QFontMetrics, width: int) -> str:
    """Return the name within this width in pixels, shortened in the middle with its extension kept.

    Wrapped in Unicode's isolates, so that a right-to-left name leaves its surroundings alone.
    """
    one_line = " ".join(name.splitlines())
    suffix = PurePath(one_line).suffix
    if len(suffix) > _LONGEST_SUFFIX or metrics.horizontalAdvance(one_line) <= width:
        suffix = ""
    stem = one_line[: len(one_line) - len(suffix)]
    room = width - metrics.horizontalAdvance(suffix)
    return f"{_ISOLATE}{metrics.elidedText(stem, Qt.TextElideMode.ElideMiddle, room)}{suffix}{_POP}"


def elided_folder(folder: str, metrics: QFontMetrics, width: int) -> str:
    """Return the folder with its last slash within this width in pixels, shortened at its end."""
    slash = metrics.horizontalAdvance("/")
    elided = metrics.elidedText(folder, Qt.TextElideMode.ElideRight, max(width - slash, 0)) or "…"
    return f"{_ISOLATE}{elided}/{_POP}"


def placed(folder: str, name: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Return folder and name side by side within this width in pixels: the folder gives way to the name."""
    if not folder:
        return "", elided_name(name, metrics, width)
    least = metrics.horizontalAdvance(elided_folder(folder, metrics, 0))
    room = max(least, width - metrics.horizontalAdvance(name))
    shortened = elided_folder(folder, metrics, room)
    return shortened, elided_name(name, metrics, width - metrics.horizontalAdvance(shortened))


def elided_id(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return the ID within this width in pixels, shortened in the middle."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
