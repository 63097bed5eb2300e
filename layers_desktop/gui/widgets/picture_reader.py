"""The process that reads pictures of a person's files; whatever a file does to it, the window goes on.

`layers-desktop --thumbnails` takes paths on its input and gives small pictures on its output, until the input
ends. It opens each file itself; while the picture is read it can open nothing else, neither a file that an
SVG links to nor a connection, and its memory is limited. Windows knows no such limits for a process: there
an SVG has no picture.
"""

import contextlib
import os
import signal
import stat
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader

from layers_desktop.domain.file_errors import FileError
from layers_desktop.media.file_opening import open_shared, require_on_disk

if sys.platform != "win32":
    import resource

READY = b"ready\n"
# The length of a path in bytes; width and height of its picture, which follows as 4 bytes a pixel.
LENGTH = struct.Struct("<I")
SIZE = struct.Struct("<HH")
# Twice the size of a picture in a row, for screens of double density.
SIDE = 64
BYTES_A_PIXEL = 4

# Larger pictures are not opened: 100 million pixels take 400 MB.
_MAX_PIXELS = 100_000_000
_MAX_MEGABYTES = 256
_MAX_ADDRESS_SPACE = 1 << 30
# A program that is killed cannot end its process in the middle of a picture: this does.
_ORPHAN_SECONDS = 10
# What these link to would be opened on Windows, were it on a stranger's server, which then learns who asks.
_FOLLOWED = frozenset({b"svg", b"svgz"} if sys.platform == "win32" else ())
_LESS_URGENT = 10
_WORDS = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">Aa</text></svg>'


def main() -> int:
    """Answer each path with a picture until the input ends; return the exit code."""
    application = QGuiApplication(sys.argv[:1])
    _load_readers()
    _limit_process()
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
    application.quit()
    return 0


def read_picture(path: Path) -> QImage | None:
    """Return the picture, at most 64 pixels a side; None where the file cannot be read as a picture."""
    try:
        require_on_disk(path)
        file = open_shared(path, buffering=0)
    except (OSError, ValueError, FileError):
        return None
    with file:
        is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        with _nothing_else_opened():
            return _read(file.fileno()) if is_file else None


def _read(descriptor: int) -> QImage | None:
    file = QFile()
    if not file.open(descriptor, QIODevice.OpenModeFlag.ReadOnly):
        return None
    reader = QImageReader(file)
    if reader.format().data() in _FOLLOWED:
        return None
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MAX_PIXELS:
        return None
    reader.setScaledSize(_scaled(size))
    image = reader.read()
    return None if image.isNull() else image


def _scaled(size: QSize) -> QSize:
    scaled = size.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return scaled.expandedTo(QSize(1, 1))


def _serve(paths: BinaryIO, pictures: BinaryIO) -> None:
    while header := paths.read(LENGTH.size):
        path = Path(os.fsdecode(paths.read(*LENGTH.unpack(header))))
        _set_alarm(_ORPHAN_SECONDS)
        pictures.write(_packed(read_picture(path)))
        pictures.flush()
        _set_alarm(0)


def _packed(image: QImage | None) -> bytes:
    if image is None or max(image.width(), image.height()) > SIDE:
        return SIZE.pack(0, 0)
    pixels = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return SIZE.pack(pixels.width(), pixels.height()) + bytes(pixels.constBits())


# --------------------------------------------------------------------------------- limits
def _load_readers() -> None:
    """Load what Qt loads at first use: the readers of all formats, and the font."""
    QImageReader.setAllocationLimit(_MAX_MEGABYTES)
    QImageReader.supportedImageFormats()
    words = QBuffer()
    words.setData(QByteArray(_WORDS))
    words.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader(words).read()


if sys.platform == "win32":

    def _limit_process() -> None:
        """Windows limits no process by its own request."""

    def _set_alarm(_seconds: int) -> None:
        """Windows knows no alarms."""

    @contextlib.contextmanager
    def _nothing_else_opened() -> Iterator[None]:
        yield
else:

    def _limit_process() -> None:
        """Limit the memory of this process, and let others go first."""
        os.nice(_LESS_URGENT)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        with contextlib.suppress(ValueError, OSError):  # macOS takes no such limit
            resource.setrlimit(resource.RLIMIT_AS, (_MAX_ADDRESS_SPACE, most))

    def _set_alarm(seconds: int) -> None:
        """Have the system end this process after so many seconds; 0: no more."""
        signal.alarm(seconds)

    @contextlib.contextmanager
    def _nothing_else_opened() -> Iterator[None]:
        """Let this process open no file and no socket meanwhile."""
        usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))
