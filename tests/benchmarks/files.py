"""Files to send: begun as their kind does, no two alike, and old enough to be at rest."""

import os
import struct
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

_BLOCK = 1 << 20
_AN_HOUR = 3600
_PIXEL = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)


def make_film(path: Path, size: int) -> Path:
    """Make a file that says it is MP4, of this many bytes, the rest of them at random."""
    film = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom")
    film += struct.pack(">I4sQ", 1, b"mdat", size - len(film))
    with path.open("wb") as file:
        file.write(film)
        block = os.urandom(_BLOCK)
        while (left := size - file.tell()) > 0:
            # Different blocks, for little processor time: nothing on the way compresses.
            file.write((os.urandom(16) + block)[: min(_BLOCK, left)])
    return _aged(path)


def make_pictures(folder: Path, sizes: Sequence[int]) -> list[Path]:
    """Make files of these sizes that are a PNG of one pixel, with something at random behind it."""
    folder.mkdir(parents=True)
    png = _png()
    made = []
    for number, size in enumerate(sizes):
        path = folder / f"picture-{number:06}.png"
        path.write_bytes(png + os.urandom(size - len(png)))
        made.append(_aged(path))
    return made


def make_hollow_pictures(folder: Path, count: int) -> list[Path]:
    """Make so many PNG of one pixel, no two of one size; what is behind it is a hole and takes no memory."""
    folder.mkdir(parents=True)
    png = _png()
    made = [folder / f"picture-{number:06}.png" for number in range(count)]
    for extra, path in enumerate(made):
        path.write_bytes(png)
        os.truncate(path, len(png) + extra)
        _aged(path)
    return made


def _aged(path: Path) -> Path:
    """Let it have been written long ago: what is young is looked at again before it is sent."""
    then = time.time() - _AN_HOUR
    os.utime(path, (then, then))
    return path


def _png() -> bytes:
    parts = ((b"IHDR", _PIXEL), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
