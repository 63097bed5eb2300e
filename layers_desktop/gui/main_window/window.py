"""The window: it places its parts, takes what is dropped, and passes on what a person wants."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QAction, QCloseEvent, QUndoStack
from PySide6.QtWidgets import QMainWindow

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Account, Project
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.clipboard.formats import CopyFormat, Template
from layers_desktop.gui.compat import override
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.actions import ActionId, WindowActions, main_menu
from layers_desktop.gui.main_window.controller import MainWindowController
from layers_desktop.gui.main_window.drag_and_drop import DropTarget
from layers_desktop.gui.main_window.footer import Footer, StatusBar
from layers_desktop.gui.main_window.header import Header
from layers_desktop.gui.main_window.parts import WindowParts
from layers_desktop.gui.notices.notice_bar import Notice, NoticeBar, Toast
from layers_desktop.gui.notices.notices import (
    READING_KEY,
    no_projects_notice,
    reading_notice,
    stale_projects_notice,
)
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.uploads.file_lookups import NO_LOOKUPS, FileLookups
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.upload_list import UploadList
from layers_desktop.gui.widgets.layout import separator, stack
from layers_desktop.transfer.progress import ProgressMeter
from layers_desktop.transfer.queue.upload_queue import UploadQueue


class WindowSignals(QMainWindow):
    """A window that says what a person wants.

    Signals:
        filesDropped: A list of local paths, and whether they shall be sent at once.
        imagePasted: A QImage that came without a file.
        uploadAgainRequested: The finished uploads to be added to the list as new ones.
        projectChosen: The Project that new files go to.
        kindForNewChosen: The MediaKind that new files are taken for; None for each its own.
        kindChosen: A list of uploads, and the MediaKind that a person gave them.
        startRequested: What is ready shall be sent.
        startOnDropToggled: Whether files shall be sent as soon as they are dropped.
        autoCopyToggled: Whether the IDs of a batch shall be copied by themselves at its end.
        readingStopped: What is being read shall not be read any further.
        keyRequested: The person wants to enter a key.
        projectsRefreshRequested: The person wants the projects fetched anew.
        copyFormatChosen: The name of the format that the person copies in from now on.
        listFolderRequested: The folder that the list is kept in shall be shown.
        networkSettingsRequested: The settings on the network shall be shown.
        quitRequested: The person wants the program to end.
        closeRequested: The person wants to close; `allow_close` lets it happen.
    """

    filesDropped = Signal(list, bool)
    imagePasted = Signal(object)
    uploadAgainRequested = Signal(list)
    projectChosen = Signal(object)
    kindForNewChosen = Signal(object)
    kindChosen = Signal(object, object)
    startRequested = Signal()
    startOnDropToggled = Signal(bool)
    autoCopyToggled = Signal(bool)
    readingStopped = Signal()
    keyRequested = Signal()
    projectsRefreshRequested = Signal()
    copyFormatChosen = Signal(str)
    listFolderRequested = Signal()
    networkSettingsRequested = Signal()
    quitRequested = Signal()
    closeRequested = Signal()


def pass_on(window: WindowSignals, parts: WindowParts, controller: MainWindowController) -> None:
    """Say as the window's own what its parts say."""
    controller.file_input.filesDropped.connect(window.filesDropped)
    controller.actions.uploadAgainRequested.connect(window.uploadAgainRequested)
    controller.file_input.imagePasted.connect(window.imagePasted)
    controller.kindChosen.connect(window.kindChosen)
    controller.startRequested.connect(window.startRequested)
    controller.keyRequested.connect(window.keyRequested)
    controller.copyFormatChosen.connect(window.copyFormatChosen)
    controller.listFolderRequested.connect(window.listFolderRequested)
    controller.networkSettingsRequested.connect(window.networkSettingsRequested)
    parts.header.picker.projectChosen.connect(window.projectChosen)
    parts.header.kind.kindChosen.connect(window.kindForNewChosen)
    parts.footer.start.switch.toggled.connect(window.startOnDropToggled)
    parts.footer.start.auto_copy.toggled.connect(window.autoCopyToggled)
    parts.actions[ActionId.REFRESH_PROJECTS].triggered.connect(window.projectsRefreshRequested)
    parts.actions[ActionId.QUIT].triggered.connect(window.quitRequested)


class MainWindow(WindowSignals):
    """The one window; `lookups` tells it of files what their records do not say."""

    def __init__(
        self,
        queue: UploadQueue,
        meter: ProgressMeter,
        signals: QueueEvents,
        icons: Icons,
        desktop: DesktopServices,
        lookups: FileLookups = NO_LOOKUPS,
    ) -> None:
        super().__init__()
        self.setWindowTitle(tr("Layers Desktop"))
        self.setMinimumSize(640, 420)
        self.resize(960, 600)
        self._may_close = False
        self._account: Account | None = None
        self._actions = WindowActions(self, icons)
        self.model = UploadsModel(queue.uploads, meter, signals, self)
        adding = [
            self._actions[ActionId.ADD_FILES],
            self._actions[ActionId.ADD_FOLDER],
            self._actions[ActionId.PASTE],
        ]
        self.upload_list = UploadList(self.model, icons, lookups)
        menu = main_menu(self._actions, self.upload_list.view, self)
        self.header = Header(icons, adding, self._actions[ActionId.HISTORY], menu)
        self.notices = NoticeBar(icons)
        self.footer = Footer(icons)
        self.status = StatusBar()
        self._place()
        self.toast = Toast(self, self.footer)
        parts = WindowParts(
            self,
            self._actions,
            self.model,
            self.header,
            self.notices,
            self.upload_list,
            self.footer,
            self.toast,
        )
        self._controller = MainWindowController(parts, queue, meter, signals, desktop, lookups)
        self._drops = DropTarget(self, lambda: self.header.picker.project, self._controller.file_input.accept)
        pass_on(self, parts, self._controller)

    def _place(self) -> None:
        parts = (
            self.header,
            separator(),
            self.notices,
            self.upload_list,
            separator(),
            self.footer,
            self.status,
        )
        self.setCentralWidget(stack(parts, self.upload_list))

    @property
    def copier(self) -> Copier:
        """What puts IDs on the clipboard, in the form that was chosen."""
        return self._controller.copier

    @property
    def undo_stack(self) -> QUndoStack:
        """What can be undone."""
        return self._controller.undo_stack

    # ---------------------------------------------------------------- what it is told
    def show_projects(self, projects: Sequence[Project], current: Project | None) -> None:
        """Offer these projects, with this one chosen."""
        self.header.picker.show_projects(projects, current)
        self.hide_notice("projects")
        if not projects:
            organisation = self._account.organization_name if self._account else ""
            self.show_notice(no_projects_notice(organisation, self.projectsRefreshRequested.emit))
        self._controller.refresh()

    def show_no_account(self) -> None:
        """Offer no project: there is no account that could list any."""
        self.header.picker.show_projects((), None)
        self.header.picker.show_unknown()
        self.hide_notice("projects")
        self._controller.refresh()

    def show_projects_loading(self) -> None:
        """Say that the projects are being fetched."""
        self.header.picker.show_loading()

    def show_projects_problem(self, problem: Problem, cached_since: str | None = None) -> None:
        """Say that the projects could not be fetched; `cached_since` is the time of those shown."""
        self.header.picker.show_unknown()
        self.show_notice(stale_projects_notice(problem, cached_since, self.projectsRefreshRequested.emit))

    def show_account(self, account: Account | None, is_sandbox: bool) -> None:  # noqa: FBT001 - the one fact
        """Say whose key is in use, and whether this is only the sandbox."""
        self._account = account
        self.header.show_sandbox_mark(is_sandbox=is_sandbox)
        self.status.show_account(account)

    def show_start_on_drop(self, is_on: bool) -> None:  # noqa: FBT001 - the one fact
        """Set the switch as it was remembered."""
        self.footer.start.switch.setChecked(is_on)

    def show_kind_for_new(self, kind: MediaKind | None) -> None:
        """Set the kind for new files as it was remembered; None is Automatic."""
        self.header.kind.show_kind(kind)

    def show_reading(self, count: int) -> None:
        """Say that dropped folders are being read, and how many files were found so far."""
        self.show_notice(reading_notice(count, self.readingStopped.emit))

    def hide_reading(self) -> None:
        """Say no more that something is being read."""
        self.hide_notice(READING_KEY)

    def show_copy_format(self, name: str, template: Template) -> None:
        """Copy in this format from now on, as it was remembered; an unknown name is the first format."""
        self._controller.copier.format = next((each for each in CopyFormat if each == name), CopyFormat.LINES)
        self._controller.copier.template = template

    def show_auto_copy(self, is_on: bool) -> None:  # noqa: FBT001 - the one fact
        """Copy the IDs of a batch by itself when it ends, or not."""
        self._controller.auto_copy.is_on = is_on
        self.footer.start.auto_copy.setChecked(is_on)

    def show_layout(self, geometry: str, columns: str) -> None:
        """Take the place, size and columns of `layout_text`; what no longer fits is left alone."""
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.upload_list.view.restore_columns(columns)

    def layout_text(self) -> tuple[str, str]:
        """Return place and size, and the columns, as text for `show_layout`."""
        geometry = self.saveGeometry().toBase64().toStdString()
        return geometry, self.upload_list.view.columns_text()

    def offer(self, name: ActionId, do: Callable[[], object]) -> None:
        """Put an action that the window itself knows nothing of into its menu."""
        action: QAction = self._actions[name]
        action.setVisible(True)
        action.triggered.connect(lambda _checked: do())

    def show_notice(self, notice: Notice) -> None:
        """Show this until it is hidden or put away."""
        self.notices.show_notice(notice)

    def hide_notice(self, key: str) -> None:
        """Show the notice of this key no more."""
        self.notices.hide_notice(key)

    def show_toast(self, text: str) -> None:
        """Say this for a few seconds."""
        self.toast.say(text)

    def allow_close(self) -> None:
        """Let the next close happen."""
        self._may_close = True

    # -------------------------------------------------------------------------- events
    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.closeRequested.emit()
