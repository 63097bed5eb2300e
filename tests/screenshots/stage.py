"""One real window on an engine that stands still, so that a moment can be looked at."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.app.files.file_info import kinds_that_fit
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.dialogs.system_dialogs import system_services
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.uploads.view import select_uploads
from tests.screenshots.cast import ACME, NORTHWIND, PROJECTS, Cast
from tests.screenshots.pictures import StillPictures
from tests.support.window import FakeMeter, RecordingQueue


class Stage:
    """The window of one state, with what it is played with.

    Attributes:
        theme: What dresses the application.
        home: A folder of its own, for what a state keeps.
        shown: All windows of the state that shall be in its picture, the main window first.
        dialogs: The other ones, and the sizes that they gave themselves.
    """

    def __init__(self, icons: Icons, theme: Theme, home: Path) -> None:
        self.icons = icons
        self.theme = theme
        self.home = home
        self.signals = QueueEvents()
        self.queue = RecordingQueue(self.signals)
        self.meter = FakeMeter()
        self.cast = Cast()
        self.desktop = system_services()
        lookups = FileLookups(kinds_that_fit, _tell_size, StillPictures())
        self.window = MainWindow()
        self.window.build(self.queue, self.meter, self.signals, icons, self.desktop, lookups)
        self.window.allow_close()
        for offered in (ActionId.HISTORY, ActionId.SETTINGS):
            self.window.handle(offered, lambda: None)
        self.window.show_projects(PROJECTS, ACME)
        self.window.show_account(NORTHWIND, is_sandbox=False)
        self.shown: list[QWidget] = [self.window]
        self.dialogs: dict[QWidget, QSize] = {}

    def add(self, *uploads: Upload) -> list[Upload]:
        """Put these into the list."""
        self.queue.add(uploads)
        return list(uploads)

    def select(self, *rows: int) -> None:
        """Select these rows, the first of them current."""
        model = self.window.model
        # Not `selectRow`, which finds no column in a mirrored table (Qt 6.11).
        select_uploads(self.window.upload_list.view, model, [model.upload_at(row).id for row in rows])

    def also(self, dialog: QWidget) -> QWidget:
        """Have this window in the picture too."""
        self.shown.append(dialog)
        return dialog

    def opened(self, kind: type[QWidget]) -> QWidget:
        """Have the window of this class that the main window opened in the picture too, and return it."""
        found = [each for each in self.window.findChildren(kind) if each.isVisible()]
        return self.also(found[-1])

    def note_sizes(self) -> None:
        """Remember how large the dialogs are by themselves, before letters grow and windows shrink."""
        self.dialogs = {dialog: dialog.size() for dialog in self.shown[1:]}

    def close(self) -> None:
        """Leave nothing open."""
        while menu := QApplication.activePopupWidget():
            menu.close()
        for window in reversed(self.shown):
            window.close()
            window.deleteLater()


def _tell_size(_path: Path, done: Callable[[str], None]) -> None:
    done(tr("{width} × {height} pixels", width="2400", height="1350"))
