"""Small pictures of image files: read in threads of their own, two at a time."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

from layers_desktop.gui.override import override
from layers_desktop.gui.widgets.file_cache import FileCache

# Twice the size of a picture in a row, for screens of double density.
_SIDE = 64
# About 16 kB each.
_CAPACITY = 1_000
# Larger pictures are not opened: 100 million pixels take 400 MB.
_MAX_PIXELS = 100_000_000
_MAX_MEGABYTES = 256


class Thumbnails(FileCache[QImage]):
    """Gives the thumbnails of image files: at most 64 pixels a side; None for a file that has none."""

    _read = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(self._start, _CAPACITY, parent)
        QImageReader.setAllocationLimit(_MAX_MEGABYTES)
        self._pool = QThreadPool(self)
        self._read.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Read no more files, and wait for those that are being read."""
        self.stop()
        self._pool.waitForDone()

    def _start(self, path: Path, callback: Callable[[QImage | None], None]) -> None:
        self._pool.start(_ReadJob(path, partial(self._read.emit, callback)))

    def _finish(self, callback: Callable[[QImage | None], None], image: QImage | None) -> None:
        callback(image)  # on Qt's thread, where the signal brought it


class _ReadJob(QRunnable):
    """Reads the thumbnail of one file and passes it on, in a thread of the pool."""

    def __init__(self, path: Path, finished: Callable[[QImage | None], object]) -> None:
        super().__init__()
        self._path = path
        self._finished = finished

    @override
    def run(self) -> None:
        self._finished(read_thumbnail(self._path))


def read_thumbnail(path: Path) -> QImage | None:
    """Return the picture, at most 64 pixels a side; None where the file cannot be read as a picture."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MAX_PIXELS:
        return None
    reader.setScaledSize(_scaled(size))
    image = reader.read()
    return None if image.isNull() else image


def _scaled(size: QSize) -> QSize:
    scaled = size.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return scaled.expandedTo(QSize(1, 1))
