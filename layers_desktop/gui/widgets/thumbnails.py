"""Small pictures of image files: read one after the other, in a process of their own."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from layers_desktop.gui.widgets.file_cache import FileCache
from layers_desktop.gui.widgets.picture_process import PictureProcess, reader_command

# About 16 kB each.
_CAPACITY = 1_000
_DEADLINE_MS = 2_000


class Thumbnails(FileCache[QImage]):
    """Gives the thumbnails of image files: at most 64 pixels a side; None for a file that has none.

    Args:
        deadline_ms: How long one file may take before it has none, in milliseconds.
        command: What starts the process that reads them; None: this program.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        deadline_ms: int = _DEADLINE_MS,
        command: Sequence[str] | None = None,
    ) -> None:
        process = PictureProcess(deadline_ms, command or reader_command())
        super().__init__(process.read, _CAPACITY, parent)
        process.setParent(self)
        self._process = process

    def close(self) -> None:
        """Read no more files; what is being read is left alone."""
        self.stop()
        self._process.close()
