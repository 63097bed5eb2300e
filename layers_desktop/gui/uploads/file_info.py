"""What the gui asks about files and uploads beyond their records; `app` provides the functions."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.widgets.thumbnails import Thumbnails

KindsThatFit = Callable[[Upload], tuple[MediaKind, ...]]


def no_kinds(_upload: Upload) -> tuple[MediaKind, ...]:
    """Return no kinds."""
    return ()


class FileLookups(NamedTuple):
    """Functions that look up facts about a file or its upload.

    Attributes:
        kinds_that_fit: Returns the kinds that accept the upload's type and size.
        load_media_info: Reads dimensions or running time of a file, and calls back on Qt's thread with
            them as text; the text is empty if there are none.
        thumbnails: Gives thumbnails; None to show icons instead.
        account_name: Returns the name of the upload's account; empty while there is only one account.
    """

    kinds_that_fit: KindsThatFit = no_kinds
    load_media_info: Callable[[Path, Callable[[str], None]], None] = lambda _path, _callback: None
    thumbnails: Thumbnails | None = None
    account_name: Callable[[Upload], str] = lambda _upload: ""


NO_LOOKUPS = FileLookups()
