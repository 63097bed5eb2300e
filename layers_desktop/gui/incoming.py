"""What comes in by drop, by paste or by choice: files, a picture, or neither, which is said."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.desktop import Desktop
from layers_desktop.gui.drops import (
    Load,
    addresses_in,
    has_local_path,
    load_of,
    local_paths,
    picture_in,
)
from layers_desktop.gui.slices import Slices


class Incoming(QObject):
    """Tells files from the rest.

    Signals:
        filesDropped: A list of local paths, and whether they shall be sent at once.
        imagePasted: A QImage that came without a file.
    """

    filesDropped = Signal(list, bool)
    imagePasted = Signal(object)

    def __init__(self, window: QWidget, desktop: Desktop, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._desktop = desktop
        self._say = say

    def take(self, mime: QMimeData, start_now: bool) -> None:  # noqa: FBT001 - handed on to a Qt signal
        """Pass on the local files in this, or else the picture itself, or say why there is neither."""
        addresses = addresses_in(mime)
        if has_local_path(addresses):
            self._take_files(addresses, start_now)
        elif (picture := picture_in(mime)) is not None:
            self.imagePasted.emit(picture)
        elif load_of(mime) is Load.LINK:
            text = tr("That is a link, not a file. Save it to your computer, then drop it here.")
            self._say(text)
        else:
            self._say(tr("There is no file in that."))

    def paste(self) -> None:
        """Pass on what is on the clipboard."""
        self.take(self._desktop.clipboard.mimeData(), False)  # noqa: FBT003 - handed on to a Qt signal

    def choose_files(self) -> None:
        """Ask for files, and pass them on."""
        self._desktop.choose_files(self._window, self._add)

    def choose_folder(self) -> None:
        """Ask for a folder, and pass it on."""
        self._desktop.choose_folder(self._window, self._add)

    def _take_files(self, addresses: bytes, start_now: bool) -> None:  # noqa: FBT001 - the same
        """Find the paths of ten thousand addresses while the window answers."""
        reading: Slices[list[Path]] = Slices(self)

        def done(paths: list[Path]) -> None:
            reading.deleteLater()
            self.filesDropped.emit(paths, start_now)

        reading.begin(local_paths(addresses), done)

    def _add(self, paths: list[Path]) -> None:
        if paths:
            self.filesDropped.emit(paths, False)  # noqa: FBT003 - a Qt signal has no keywords
