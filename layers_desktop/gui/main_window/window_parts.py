"""The parts of the main window, and the regions that F6 moves the focus through."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.main_window.actions import WindowActions
from layers_desktop.gui.main_window.footer import Footer
from layers_desktop.gui.main_window.header import Header
from layers_desktop.gui.notices.notice_bar import NoticeBar, Toast
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.upload_list import UploadList


class FocusRegion(NamedTuple):
    """A part of the window, and its controls in the order in which they are tried for the focus."""

    widget: QWidget
    controls: Sequence[QWidget]

    @property
    def target(self) -> QWidget | None:
        """The first control that is visible and enabled."""
        return next((each for each in self.controls if each.isVisible() and each.isEnabled()), None)

    def holds(self, focused: QWidget | None) -> bool:
        """Whether this widget is inside the region."""
        return focused is not None and self.widget.isAncestorOf(focused)


def focus_next_region(regions: Sequence[FocusRegion], focused: QWidget | None, step: int) -> None:
    """Move the focus by this many regions; those without a usable control are skipped."""
    usable = [region for region in regions if region.target]
    here = next(
        (place for place, region in enumerate(usable) if region.holds(focused)), -1 if step > 0 else 0
    )
    target = usable[(here + step) % len(usable)].target if usable else None
    if target:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


class WindowParts(NamedTuple):
    """The parts of the window from top to bottom, and the toast above them."""

    window: QWidget
    actions: WindowActions
    model: UploadsModel
    header: Header
    notices: NoticeBar
    upload_list: UploadList
    footer: Footer
    toast: Toast

    @property
    def focus_regions(self) -> tuple[FocusRegion, ...]:
        """The regions from top to bottom, with the controls that take the focus first in each."""
        start, pause = self.footer.start, self.footer.progress.pause
        return (
            FocusRegion(self.header, (self.header.picker, self.header.kind)),
            FocusRegion(self.notices, self.notices.buttons),
            FocusRegion(self.upload_list, (self.upload_list.focus_target,)),
            FocusRegion(self.footer, (start.upload, pause, start.copy, start.switch)),
        )
