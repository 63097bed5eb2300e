"""Where pictures are taken: one application that wears each look in turn while a state stands still."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from layers_desktop import __version__
from layers_desktop.gui.style.icons import Icons
from layers_desktop.gui.style.theme import Theme
from layers_desktop.local.resources import resource_path
from tests.screenshots import dialog_states, list_states, notice_states
from tests.screenshots.camera import GATHERED_MS, picture, settle
from tests.screenshots.looks import USUAL, Look, wear
from tests.screenshots.registry import STATES
from tests.screenshots.stage import Stage

ALL_STATES = tuple(STATES)
__all__ = ["ALL_STATES", "Studio", "dialog_states", "list_states", "notice_states"]


class Studio:
    """Builds states and pictures them.

    Attributes:
        settle: Lets windows lay themselves out and paint, for so many milliseconds.
    """

    settle = staticmethod(settle)

    def __init__(self, application: QApplication, home: Path) -> None:
        self.application = application
        self._home = home
        self._points = application.font().pointSizeF()
        self._icons = Icons(resource_path("icons"))
        application.setCursorFlashTime(0)
        application.setApplicationVersion(__version__)
        application.setWindowIcon(QIcon(str(resource_path("layers-desktop.svg"))))
        self.theme = Theme(application)

    @contextmanager
    def stage(self, name: str, look: Look = USUAL) -> Iterator[Stage]:
        """Give a window that is brought into this state in this look; nothing of it is left afterwards."""
        wear(look, self.application, self.theme, self._points)
        stage = Stage(self._icons, self.theme, self._home)
        try:
            stage.window.move(0, 0)
            stage.window.show()
            stage.window.activateWindow()
            self.settle()
            STATES[name](stage)
            self.settle(GATHERED_MS)
            stage.note_sizes()
            yield stage
        finally:
            stage.close()
            self.settle()

    def pictures(self, name: str, looks: Sequence[Look]) -> Iterator[tuple[Look, Stage, QImage]]:
        """Picture each look: changed while the window is open, but for letters' size and language."""
        for _, alike in groupby(looks, lambda look: (look.magnified, look.language)):
            first, *others = alike
            with self.stage(name, first) as stage:
                for look in (first, *others):
                    self.attach(stage, look)
                    yield look, stage, picture(stage.shown)

    def attach(self, stage: Stage, look: Look) -> None:
        """Have the open window wear this look."""
        wear(look, self.application, self.theme, self._points)
        stage.window.resize(look.size)
        self.settle()
        for dialog, size in stage.dialogs.items():
            dialog.adjustSize()
            dialog.resize(dialog.size().expandedTo(size))
            corner = stage.window.geometry().center() - dialog.rect().center()
            dialog.move(max(corner.x(), 0), max(corner.y(), 0))
        self.settle()
