"""The parts of the window, as those who connect them know them."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.main_window.actions import WindowActions
from layers_desktop.gui.main_window.footer import Footer
from layers_desktop.gui.main_window.header import Header
from layers_desktop.gui.notices.notice_bar import NoticeBar, Toast
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.upload_list import ListArea


class Band(NamedTuple):
    """A part of the window, and its controls by how likely they are wanted."""

    whole: QWidget
    controls: Sequence[QWidget]

    @property
    def target(self) -> QWidget | None:
        """The first of its controls that can be used."""
        return next((each for each in self.controls if each.isVisible() and each.isEnabled()), None)

    def holds(self, focused: QWidget | None) -> bool:
        """Whether this one is within it."""
        return focused is not None and self.whole.isAncestorOf(focused)


def go_on(bands: Sequence[Band], focused: QWidget | None, step: int) -> None:
    """Move the focus so many bands on from the one that holds it; those with nothing to use are left out."""
    usable = [band for band in bands if band.target]
    here = next((place for place, band in enumerate(usable) if band.holds(focused)), -1 if step > 0 else 0)
    target = usable[(here + step) % len(usable)].target if usable else None
    if target:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


class WindowParts(NamedTuple):
    """What stands in the window, from top to bottom, and what floats above it."""

    window: QWidget
    actions: WindowActions
    model: UploadsModel
    header: Header
    notices: NoticeBar
    list_area: ListArea
    footer: Footer
    toast: Toast

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands from top to bottom, with the controls that a person most likely wants of each."""
        start, pause = self.footer.start, self.footer.progress.pause
        return (
            Band(self.header, (self.header.picker, self.header.kind)),
            Band(self.notices, self.notices.buttons),
            Band(self.list_area, (self.list_area.target,)),
            Band(self.footer, (start.upload, pause, start.copy, start.switch)),
        )
