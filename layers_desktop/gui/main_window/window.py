"""The main window, put together from its parts.

First it is a frame that is seen, takes drops and keys, and needs little loaded; `build` makes the rest.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.main_window.frame import WindowFrame
from layers_desktop.gui.override import override
from layers_desktop.gui.widgets.accessibility import FocusFallback

if TYPE_CHECKING:  # imported in `build`, and by whoever uses the window then
    from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent, QShowEvent

    from layers_desktop.domain.errors import Problem
    from layers_desktop.domain.project import Account, Project
    from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
    from layers_desktop.gui.main_window.actions import ActionId, WindowActions
    from layers_desktop.gui.main_window.controller import MainWindowController
    from layers_desktop.gui.main_window.footer import Footer
    from layers_desktop.gui.main_window.header import Header
    from layers_desktop.gui.main_window.status_bar import StatusBar
    from layers_desktop.gui.notices.notice_bar import NoticeBar, Toast
    from layers_desktop.gui.queue_events import QueueEvents
    from layers_desktop.gui.style.icons import Icons
    from layers_desktop.gui.uploads.file_info import FileLookups
    from layers_desktop.gui.uploads.model import UploadsModel
    from layers_desktop.gui.uploads.upload_list import UploadList
    from layers_desktop.transfer.progress import ProgressMeter
    from layers_desktop.transfer.queue.upload_queue import UploadQueue

# A window is low where it has no room for so many lines of text.
_LOW_LINES = 36


class MainWindow(FocusFallback, WindowFrame):
    """The main window: its parts from top to bottom, and the few things that concern several of them.

    Until `build` it is a frame with a place to drop files on; what is dropped and pressed there waits.

    Signals:
        closeRequested: The person wants to close; `allow_close` lets it happen.
        projectsShown: The projects to choose from are others now, or others may be.
        activated: The person has come to the window, from another or from another program.

    Attributes:
        window_actions: What can be done to the window as a whole, by ID.
        controller: Connects the parts with the queue.
    """

    window_actions: "WindowActions"
    model: "UploadsModel"
    header: "Header"
    notices: "NoticeBar"
    upload_list: "UploadList"
    footer: "Footer"
    status: "StatusBar"
    toast: "Toast"
    desktop: "DesktopServices"
    icons: "Icons"
    controller: "MainWindowController"

    closeRequested = Signal()
    projectsShown = Signal()
    activated = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_built = self._may_close = self._wants_close = self._is_low = False
        self._account: Account | None = None

    def build(
        self,
        queue: "UploadQueue",
        meter: "ProgressMeter",
        events: "QueueEvents",
        icons: "Icons",
        desktop: "DesktopServices",
        lookups: "FileLookups | None" = None,
    ) -> None:
        """Put the parts in place of the frame's drop area.

        Args:
            queue: What the window shows, and commands.
            meter: Tells how fast uploads are.
            events: Tells what happens in the queue.
            icons: Drawn in the colours of the palette.
            desktop: Clipboard, file dialogs and whatever else belongs to the desktop around the window.
            lookups: Tells of files what their records do not say.
        """
        from layers_desktop.gui.main_window.controller import MainWindowController
        from layers_desktop.gui.main_window.drag_and_drop import DropTarget
        from layers_desktop.gui.main_window.window_parts import WindowParts
        from layers_desktop.gui.uploads.file_info import NO_LOOKUPS

        lookups = lookups or NO_LOOKUPS
        parts = WindowParts.of(self, queue, meter, events, icons, lookups)
        self.window_actions, self.model = parts.actions, parts.model
        self.header, self.notices, self.upload_list = parts.header, parts.notices, parts.upload_list
        self.footer, self.status, self.toast = parts.footer, parts.status, parts.toast
        self.desktop, self.icons = desktop, icons
        self.controller = MainWindowController(parts, queue, meter, events, desktop, lookups)
        self._drops = DropTarget(self, lambda: self.header.picker.project, self.controller.file_input.accept)
        self._is_built = True
        self._fit_height()

    def take_early_requests(self) -> None:
        """Do what was asked of the frame: add what was dropped on it, or close."""
        for drop in self.take_early_drops():
            self.controller.file_input.accept(*drop)
        if self._wants_close:
            self.close()

    def press_early_keys(self) -> None:
        """Do what was pressed before there was anything that could have done it."""
        for key in self.take_early_keys():
            self.window_actions.press(key)

    def show_projects(self, projects: "Sequence[Project]", current: "Project | None") -> None:
        """Show these projects, with this one selected."""
        from layers_desktop.gui.main_window.actions import ActionId
        from layers_desktop.gui.notices.notices import PROJECTS_KEY, no_projects_notice

        self.header.picker.show_projects(projects, current)
        self.upload_list.view.offer_projects(projects)
        self.notices.hide_notice(PROJECTS_KEY)
        self.status.show_reachable(is_reachable=True)
        if not projects:
            organisation = self._account.organization_name if self._account else ""
            refresh = self.window_actions[ActionId.REFRESH_PROJECTS].trigger
            self.notices.show_notice(no_projects_notice(organisation, refresh))
        self._drops.refresh()
        self.controller.refresh()
        self.projectsShown.emit()

    def show_no_account(self) -> None:
        """Show that there are no projects because there is no account."""
        from layers_desktop.gui.notices.notices import PROJECTS_KEY

        self.header.picker.show_projects((), None)
        self.upload_list.view.offer_projects(())
        self.header.picker.show_unknown()
        self.notices.hide_notice(PROJECTS_KEY)
        self._drops.refresh()
        self.controller.refresh()
        self.projectsShown.emit()

    def show_projects_problem(self, problem: "Problem", cached_since: str | None = None) -> None:
        """Show that the projects could not be fetched; `cached_since` is the time of day of those shown."""
        from layers_desktop.gui.main_window.actions import ActionId
        from layers_desktop.gui.notices.notices import stale_projects_notice

        self.header.picker.show_unknown()
        self.status.show_reachable(is_reachable=False)
        refresh = self.window_actions[ActionId.REFRESH_PROJECTS].trigger
        self.notices.show_notice(stale_projects_notice(problem, cached_since, refresh))

    def show_account(self, account: "Account | None", is_sandbox: bool) -> None:  # noqa: FBT001 - the one fact
        """Show whose key is in use, and whether this is the sandbox."""
        self._account = account
        self.header.show_sandbox_mark(is_sandbox=is_sandbox)
        self.status.show_account(account)

    def show_layout(self, geometry: str, columns: str) -> None:
        """Restore position, size and columns from `layout_text`; what no longer fits is ignored."""
        self.show_geometry(geometry)
        self.upload_list.view.restore_columns(columns)

    def layout_text(self) -> tuple[str, str]:
        """Return position and size, and the columns, as two texts for `show_layout`."""
        geometry = self.saveGeometry().toBase64().toStdString()
        return geometry, self.upload_list.view.columns_text()

    def handle(self, name: "ActionId", do: Callable[[], object]) -> None:
        """Call `do` when this action is triggered, and show the action if it was hidden until now."""
        action: QAction = self.window_actions[name]
        action.setVisible(True)
        action.triggered.connect(lambda _checked: do())

    def allow_close(self) -> None:
        """Let the next attempt to close the window succeed."""
        self._may_close = True

    # -------------------------------------------------------------------------- events
    @property
    @override
    def focus_target(self) -> QWidget:
        return self.upload_list.focus_target if self._is_built else self

    @override
    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Leave the list most of a low window."""
        if not self._is_built:
            return
        is_low = self.height() < _LOW_LINES * self.fontMetrics().height()
        if is_low is not self._is_low:
            self._is_low = is_low
            for part in (self.header, self.upload_list.bar, self.footer, self.status):
                part.set_low(is_low=is_low)
            self.controller.refresh()

    @override
    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Show what has happened while nobody saw the window."""
        if self._is_built:
            self.upload_list.view.viewport().update()
            self.controller.refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._refresh()
        if event.type() is QEvent.Type.FontChange:
            self._fit_height()
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    @override
    def closeEvent(self, event: "QCloseEvent") -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        if self._is_built:
            self.closeRequested.emit()
        self._wants_close = not self._is_built
