"""Small pictures of the files in sight: made in threads of their own, few at a time, within bounds."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QSize, Qt, QThreadPool, Signal, SignalInstance
from PySide6.QtGui import QImage, QImageReader

# Twice the row's picture, for screens of double density.
_SIDE = 64
_THREADS = 2
# About 16 kB each.
_MOST_KEPT = 1_000
# Who scrolls fast leaves rows behind before their turn comes; only the latest are worth making.
_MOST_WAITING = 100
# A picture that claims more than this is not opened: 100 million pixels take 400 MB.
_MOST_PIXELS = 100_000_000
_MOST_MEGABYTES = 256


class Thumbnails(QObject):
    """Gives thumbnails of image files.

    Signals:
        made: The path of a file whose thumbnail is there now.
    """

    made = Signal(object)
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QImageReader.setAllocationLimit(_MOST_MEGABYTES)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._kept: OrderedDict[Path, QImage | None] = OrderedDict()
        self._waiting: OrderedDict[Path, None] = OrderedDict()
        self._making: set[Path] = set()
        self._finished.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def of(self, path: Path) -> QImage | None:
        """Return the thumbnail if it is there; else see to it that it is made, the latest asked for first."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if path not in self._making:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
            self._make_next()
        return None

    def close(self) -> None:
        """Make no more, and wait for those under way."""
        self._waiting.clear()
        self._pool.waitForDone()

    def _make_next(self) -> None:
        while self._waiting and len(self._making) < _THREADS:
            path, _ = self._waiting.popitem()
            self._making.add(path)
            self._pool.start(_Making(path, self._finished))

    def _keep(self, path: Path, image: QImage | None) -> None:
        self._making.discard(path)
        self._kept[path] = image
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        if image is not None:
            self.made.emit(path)
        self._make_next()


class _Making(QRunnable):
    """Reads one file, scaled down while it is read where its format allows that."""

    def __init__(self, path: Path, finished: SignalInstance) -> None:
        super().__init__()
        self._path = path
        self._finished = finished

    def run(self) -> None:
        """Say what came of it, in the thread of who asked."""
        self._finished.emit(self._path, thumbnail_of(self._path))


def thumbnail_of(path: Path) -> QImage | None:
    """Return a picture of at most 64 pixels a side; None where there is none to make, whatever the reason."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    reader.setScaledSize(_scaled(size))
    image = reader.read()
    return None if image.isNull() else image


def _scaled(size: QSize) -> QSize:
    scaled = size.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return scaled.expandedTo(QSize(1, 1))
