"""What the window asks about uploads beyond what their records say; `app` hands it in."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.widgets.thumbnails import Thumbnails

KindsThatFit = Callable[[Upload], tuple[MediaKind, ...]]


def no_kinds(_upload: Upload) -> tuple[MediaKind, ...]:
    """Return no kinds: nothing is known of what fits."""
    return ()


def _no_media_info(_path: Path, _done: Callable[[str], None]) -> None:
    """Never call back: nothing is known of what is in files."""


def _no_account(_upload: Upload) -> str:
    """Return no name: there is one account only, or none."""
    return ""


class FileLookups(NamedTuple):
    """What can be looked up about a file and its upload.

    Attributes:
        kinds_that_fit: Tells the kinds that take an upload's type and have room for it.
        facts_of: Finds out dimensions or running time and calls back, on Qt's thread,
            with the words for it, which may be none.
        account_of: Tells what the account of an upload is called; empty while there is only one.
        thumbnails: Makes small pictures; None for none, then rows show the sign of their kind.
    """

    kinds_that_fit: KindsThatFit = no_kinds
    load_media_info: Callable[[Path, Callable[[str], None]], None] = _no_media_info
    thumbnails: Thumbnails | None = None
    account_name: Callable[[Upload], str] = _no_account


NO_LOOKUPS = FileLookups()
