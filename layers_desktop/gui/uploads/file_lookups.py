"""What the window asks about uploads beyond what their records say; `app` hands it in."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload

KindsThatFit = Callable[[Upload], tuple[MediaKind, ...]]


class Thumbnails(Protocol):
    """Makes small pictures of files, in its own time."""

    @property
    def made(self) -> SignalInstance:
        """Carries the path of a file whose picture is there now."""

    def of(self, path: Path) -> QImage | None:
        """Return the picture if it is there; else see to it that it is made, where there is one to make."""


def no_kinds(_upload: Upload) -> tuple[MediaKind, ...]:
    """Return no kinds: nothing is known of what fits."""
    return ()


def _no_facts(_path: Path, _done: Callable[[str], None]) -> None:
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
    facts_of: Callable[[Path, Callable[[str], None]], None] = _no_facts
    thumbnails: Thumbnails | None = None
    account_of: Callable[[Upload], str] = _no_account


NO_LOOKUPS = FileLookups()
