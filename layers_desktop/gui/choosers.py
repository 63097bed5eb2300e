"""Asking for files and folders: each question begins where something was last added from."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from layers_desktop.domain.language import tr

Chosen = Callable[[list[Path]], None]
_Mode = QFileDialog.FileMode


class Choosers:
    """Opens the desktop's or Qt's dialog for each, and returns at once.

    Args:
        last_folder: Gives the folder to begin in; empty leaves that to the system.
        remember: Takes the folder that something was chosen from.
    """

    def __init__(
        self, last_folder: Callable[[], str] = lambda: "", remember: Callable[[str], None] = lambda _: None
    ) -> None:
        self._last_folder = last_folder
        self._remember = remember

    def choose_files(self, parent: QWidget, chosen: Chosen) -> None:
        """Ask for files to add."""
        self._ask(QFileDialog(parent, tr("Add files")), _Mode.ExistingFiles, chosen)

    def choose_folder(self, parent: QWidget, chosen: Chosen) -> None:
        """Ask for a folder to add."""
        self._ask(QFileDialog(parent, tr("Add a folder")), _Mode.Directory, chosen)

    def choose_file(self, parent: QWidget, chosen: Chosen) -> None:
        """Ask for the one file that takes the place of another."""
        self._ask(QFileDialog(parent, tr("Locate the file")), _Mode.ExistingFile, chosen)

    def _ask(self, dialog: QFileDialog, mode: QFileDialog.FileMode, chosen: Chosen) -> None:
        if folder := self._last_folder():
            dialog.setDirectory(folder)

        def take(paths: list[Path]) -> None:
            self._remember(str(paths[0].parent))
            chosen(paths)

        open_dialog(dialog, mode, take)


def choose_certificate(parent: QWidget, chosen: Chosen) -> None:
    """Ask for a file that has nothing to do with uploads, so that nobody remembers where it was."""
    open_dialog(QFileDialog(parent, tr("Choose a certificate file")), _Mode.ExistingFile, chosen)


def open_dialog(dialog: QFileDialog, mode: QFileDialog.FileMode, chosen: Chosen) -> None:
    """Open the dialog, which goes by itself, and hand on what is chosen in it."""
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(lambda paths: chosen([Path(path) for path in paths]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
