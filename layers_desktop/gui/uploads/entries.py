"""One line of a menu, or one button of several, as data."""

from typing import NamedTuple

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.copy_formats import CopyFormat
from layers_desktop.gui.uploads.affordances import Action

Value = MediaKind | CopyFormat | None


class Entry(NamedTuple):
    """One line of the menu.

    Attributes:
        action: What it does.
        text: What it says.
        value: Which of several (a kind, a format).
        children: The lines of its submenu.
        is_checked: Whether it is the present choice; None where there is nothing to choose between.
        starts_group: Whether a separator stands before it.
        uploads: Those of the selected uploads that it is for; None is all of them.
    """

    action: Action
    text: str
    value: Value = None
    children: tuple["Entry", ...] = ()
    is_checked: bool | None = None
    starts_group: bool = False
    uploads: tuple[Upload, ...] | None = None
