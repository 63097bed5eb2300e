"""The parts of the main window, and the regions that F6 moves the focus through."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from layers_desktop.gui.main_window.actions import ActionId, WindowActions, fill_menu_bar, main_menu
from layers_desktop.gui.main_window.footer import Footer
from layers_desktop.gui.main_window.header import Header, KindChooser
from layers_desktop.gui.main_window.status_bar import StatusBar
from layers_desktop.gui.notices.notice_bar import NoticeBar, Toast
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.system.platform_factory import has_menu_bar
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.upload_list import UploadList
from layers_desktop.gui.widgets.layout import separator, stack
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue


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
    status: StatusBar
    toast: Toast

    @classmethod
    def of(
        cls,
        window: QMainWindow,
        queue: UploadQueue,
        meter: ProgressMeter,
        events: QueueEvents,
        icons: Icons,
        lookups: FileLookups,
    ) -> Self:
        """Make them, and put them into this window, the list as high as there is room for."""
        actions = WindowActions(window, icons)
        model = UploadsModel(queue.uploads, meter, events, window)
        names = (ActionId.ADD_FILES, ActionId.ADD_FOLDER, ActionId.PASTE)
        adding = [actions[name] for name in names]
        upload_list = UploadList(model, icons, lookups)
        kind = KindChooser()
        menu = main_menu(actions, upload_list.view, kind.fill_default_menu, window)
        if has_menu_bar():
            fill_menu_bar(window.menuBar(), menu)
        header = Header(icons, adding, actions[ActionId.HISTORY], menu, kind)
        notices, footer, status = NoticeBar(icons), Footer(icons), StatusBar()
        events.holdChanged.connect(status.show_hold)
        top = (header, separator(), notices)
        window.setCentralWidget(stack((*top, upload_list, separator(), footer, status), upload_list))
        toast = Toast(window, footer)
        return cls(window, actions, model, header, notices, upload_list, footer, status, toast)

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
