"""The parts of the window, as those who connect them know them."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from layers_desktop.gui.bands import Band
from layers_desktop.gui.footer import Footer
from layers_desktop.gui.header import Header
from layers_desktop.gui.notice_bar import NoticeBar
from layers_desktop.gui.toast import Toast
from layers_desktop.gui.uploads.list_area import ListArea
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.window_actions import WindowActions


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
