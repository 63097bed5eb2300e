"""File dialogs, clipboard and other services of the desktop, as the window uses them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QClipboard, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from layers_desktop.domain.i18n import tr, without_isolates
from layers_desktop.gui.widgets.message_box import MessageBox

Chosen = Callable[[list[Path]], None]
_Mode = QFileDialog.FileMode


class FileDialogs:
    """Opens the system's file dialogs; each method returns at once.

    Args:
        last_folder: Returns the folder to begin in; empty leaves that to the system.
        remember: Called with the folder that something was chosen from.
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
    """Ask for a certificate file; its folder is not remembered for later uploads."""
    open_dialog(QFileDialog(parent, tr("Choose a certificate file")), _Mode.ExistingFile, chosen)


def open_dialog(dialog: QFileDialog, mode: QFileDialog.FileMode, chosen: Chosen) -> None:
    """Open the dialog, and call `chosen` with the paths; the dialog deletes itself."""
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(lambda paths: chosen([Path(path) for path in paths]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


SaveTo = Callable[[Path], object]


class DesktopServices(NamedTuple):
    """The desktop's services, replaceable one by one in tests.

    Attributes:
        clipboard: Where IDs go, and where pasted files come from.
        choose_file, choose_files, choose_folder, choose_certificate: Ask for paths beside this window and
            hand them on; they return at once.
        open_url: Shows a file or folder in the program for it.
        save_file: Asks where to save a file of this name (title, name, the endings) and hands the path on.
        confirm: Asks a question (title, text, what the button says) and calls back for a yes.
    """

    clipboard: QClipboard
    choose_files: Callable[[QWidget, Chosen], None]
    choose_folder: Callable[[QWidget, Chosen], None]
    open_url: Callable[[QUrl], object]
    confirm: Callable[[QWidget, str, str, str, Callable[[], None]], None]
    save_file: Callable[[QWidget, str, str, Sequence[str], SaveTo], None]
    choose_file: Callable[[QWidget, Chosen], None]
    choose_certificate: Callable[[QWidget, Chosen], None]


def system_services(choosers: FileDialogs | None = None) -> DesktopServices:
    """Return the services of this system."""
    choosers = choosers or FileDialogs()
    return DesktopServices(
        QGuiApplication.clipboard(),
        choosers.choose_files,
        choosers.choose_folder,
        QDesktopServices.openUrl,
        _confirm,
        _save_file,
        choosers.choose_file,
        choose_certificate,
    )


def _save_file(parent: QWidget, title: str, name: str, endings: Sequence[str], chosen: SaveTo) -> None:
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{ending.upper()} (*.{ending})" for ending in endings])
    dialog.setDefaultSuffix(endings[0])
    dialog.filterSelected.connect(
        lambda chosen_filter: dialog.setDefaultSuffix(chosen_filter.partition(" ")[0].lower())
    )
    dialog.selectFile(without_isolates(name))
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _confirm(parent: QWidget, title: str, text: str, yes: str, accepted: Callable[[], None]) -> None:
    question = MessageBox(title, text, tr("Keep uploading"), parent)
    question.setWindowTitle(title)
    question.add_accept_button(yes)
    question.accepted.connect(accepted)
    question.open()
