"""The parts of the window, as those who connect them know them."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from layers_desktop.gui.footer import Footer
from layers_desktop.gui.header import Header
from layers_desktop.gui.notice_bar import NoticeBar
from layers_desktop.gui.toast import Toast
from layers_desktop.gui.uploads.list_area import ListArea
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.window_actions import WindowActions


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What stands in the window, from top to bottom, and what floats above it."""

    window: QWidget
    actions: WindowActions
    model: UploadsModel
    header: Header
    notices: NoticeBar
    list_area: ListArea
    footer: Footer
    toast: Toast
