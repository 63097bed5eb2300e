"""The program's icon in every size and format that a desktop needs, rendered from one SVG."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from release.build_config import RESOURCES

SVG = RESOURCES / "layers-desktop.svg"
# Sizes of https://specifications.freedesktop.org/icon-theme-spec/latest/, and those of docks and app stores.
HICOLOR_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
# Apple's types by size in pixels; ic11 to ic14 are for screens with two pixels a point.
_ICNS_SIZES = {
    b"icp4": 16, b"ic11": 32, b"icp5": 32, b"ic12": 64, b"ic07": 128,
    b"ic13": 256, b"ic08": 256, b"ic14": 512, b"ic09": 512, b"ic10": 1024,
}  # fmt: skip


def png(size: int) -> bytes:
    """Return the icon as a PNG of this many pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a str
    return bytes(content.data())


def ico() -> bytes:
    """Return the icon for Windows: a directory of PNGs, which Windows Vista and later read."""
    pictures = [png(size) for size in _ICO_SIZES]
    offset = 6 + 16 * len(pictures)
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(_ICO_SIZES, pictures, strict=True):
        side = size % 256  # 256 is written as 0
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return directory + b"".join(pictures)


def icns() -> bytes:
    """Return the icon for macOS: PNGs one after the other, each with its type and length."""
    pictures = [(icon_type, png(size)) for icon_type, size in _ICNS_SIZES.items()]
    body = b"".join(
        struct.pack(">4sI", icon_type, len(picture) + 8) + picture for icon_type, picture in pictures
    )
    return struct.pack(">4sI", b"icns", len(body) + 8) + body


def write(folder: Path) -> None:
    """Write the icon files of the Windows and macOS bundles."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "layers-desktop.ico").write_bytes(ico())
    (folder / "layers-desktop.icns").write_bytes(icns())
