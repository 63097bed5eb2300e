"""The window: it places its parts, takes what is dropped, and passes on what a person wants."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QVBoxLayout, QWidget

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Account, Project
from layers_desktop.gui.copy_formats import CopyFormat, Template
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.drop_target import DropTarget
from layers_desktop.gui.engine import Commands, Meter
from layers_desktop.gui.footer import Footer
from layers_desktop.gui.header import Header
from layers_desktop.gui.icons import Icons
from layers_desktop.gui.notice_bar import Notice, NoticeBar
from layers_desktop.gui.overriding import override
from layers_desktop.gui.project_notices import no_projects_notice, stale_projects_notice
from layers_desktop.gui.queue_signals import QueueSignals
from layers_desktop.gui.toast import Toast
from layers_desktop.gui.uploads.list_area import ListArea
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.window_actions import Do, WindowActions
from layers_desktop.gui.window_behaviour import WindowBehaviour
from layers_desktop.gui.window_parts import WindowParts


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        filesDropped: A list of local paths, and whether they shall be sent at once.
        projectChosen: The Project that new files go to.
        startRequested: What is ready shall be sent.
        startOnDropToggled: Whether files shall be sent as soon as they are dropped.
        keyRequested: The person wants to enter a key.
        projectsRefreshRequested: The person wants the projects fetched anew.
        copyFormatChosen: The name of the format that the person copies in from now on.
        closeRequested: The person wants to close; `allow_close` lets it happen.
    """

    filesDropped = Signal(list, bool)
    projectChosen = Signal(object)
    startRequested = Signal()
    startOnDropToggled = Signal(bool)
    keyRequested = Signal()
    projectsRefreshRequested = Signal()
    copyFormatChosen = Signal(str)
    closeRequested = Signal()

    def __init__(
        self, queue: Commands, meter: Meter, signals: QueueSignals, icons: Icons, desktop: Desktop
    ) -> None:
        super().__init__()
        self.setWindowTitle(tr("Layers Desktop"))
        self.setMinimumSize(640, 420)
        self.resize(960, 600)
        self._may_close = False
        self._account: Account | None = None
        self._actions = WindowActions(self, icons)
        self.model = UploadsModel(queue.uploads, meter, signals, self)
        adding = [self._actions[Do.ADD_FILES], self._actions[Do.ADD_FOLDER], self._actions[Do.PASTE]]
        self.header = Header(icons, adding, self._actions.menu(self))
        self.notices = NoticeBar(icons)
        self.list_area = ListArea(self.model, icons)
        self.footer = Footer(icons)
        self._status = QLabel()
        self._place()
        self.toast = Toast(self)
        parts = WindowParts(
            self,
            self._actions,
            self.model,
            self.header,
            self.notices,
            self.list_area,
            self.footer,
            self.toast,
        )
        self._behaviour = WindowBehaviour(parts, queue, meter, signals, desktop)
        self._drops = DropTarget(self, lambda: self.header.picker.project, self._behaviour.take)
        self._pass_on()

    def _place(self) -> None:
        self._status.setProperty("tone", "muted")
        self._status.setContentsMargins(16, 0, 16, 10)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        parts = self.header, _line(), self.notices, self.list_area, _line(), self.footer, self._status
        for part in parts:
            layout.addWidget(part, 1 if part is self.list_area else 0)
        self.setCentralWidget(centre)

    def _pass_on(self) -> None:
        """Say as the window's own what its parts say."""
        self._behaviour.filesDropped.connect(self.filesDropped)
        self._behaviour.startRequested.connect(self.startRequested)
        self._behaviour.keyRequested.connect(self.keyRequested)
        self._behaviour.copyFormatChosen.connect(self.copyFormatChosen)
        self.header.picker.projectChosen.connect(self.projectChosen)
        self.footer.start.switch.toggled.connect(self.startOnDropToggled)
        self._actions[Do.REFRESH_PROJECTS].triggered.connect(self.projectsRefreshRequested)

    # ---------------------------------------------------------------- what it is told
    def show_projects(self, projects: Sequence[Project], current: Project | None) -> None:
        """Offer these projects, with this one chosen."""
        self.header.picker.show_projects(projects, current)
        self.hide_notice("projects")
        if not projects:
            organisation = self._account.organization_name if self._account else ""
            self.show_notice(no_projects_notice(organisation, self.projectsRefreshRequested.emit))
        self._behaviour.refresh()

    def show_projects_loading(self) -> None:
        """Say that the projects are being fetched."""
        self.header.picker.show_loading()

    def show_projects_problem(self, problem: Problem, cached_since: str | None = None) -> None:
        """Say that the projects could not be fetched; `cached_since` is the time of those shown."""
        self.header.picker.show_nothing()
        self.show_notice(stale_projects_notice(problem, cached_since, self.projectsRefreshRequested.emit))

    def show_account(self, account: Account | None, is_sandbox: bool) -> None:  # noqa: FBT001 - the one fact
        """Say whose key is in use, and whether this is only the sandbox."""
        self._account = account
        self.header.show_sandbox_mark(is_sandbox=is_sandbox)
        name = account.organization_name if account else ""
        self._status.setText(tr("{name} · connected", name=name) if account else tr("Not connected"))

    def show_start_on_drop(self, is_on: bool) -> None:  # noqa: FBT001 - the one fact
        """Set the switch as it was remembered."""
        self.footer.start.switch.setChecked(is_on)

    def show_copy_format(self, name: str, template: Template) -> None:
        """Copy in this format from now on, as it was remembered; an unknown name is the first format."""
        self._behaviour.copier.format = next((each for each in CopyFormat if each == name), CopyFormat.LINES)
        self._behaviour.copier.template = template

    def show_auto_copy(self, is_on: bool) -> None:  # noqa: FBT001 - the one fact
        """Copy the IDs of a batch by itself when it ends, or not."""
        self._behaviour.auto_copy.is_on = is_on

    def show_layout(self, geometry: str, columns: str) -> None:
        """Take the place, size and columns of `layout_text`; what no longer fits is left alone."""
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.list_area.view.restore_columns(columns)

    def layout_text(self) -> tuple[str, str]:
        """Return place and size, and the columns, as text for `show_layout`."""
        geometry = self.saveGeometry().toBase64().toStdString()
        return geometry, self.list_area.view.columns_text()

    def offer(self, name: Do, do: Callable[[], object]) -> None:
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


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    return line
