"""Media files of any size, each with a content of its own."""

import os
import random
import struct
import time
from pathlib import Path

from tests.unit.media.media_bytes import ftyp, moov

# Long enough ago that no file is taken for one that is still being written.
AGE = 100.0

_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s2I5BI", 13, b"IHDR", 8, 8, 8, 2, 0, 0, 0, 0x4B6D29DC)
_VIDEO = ftyp(b"isom", b"isom", b"mp42") + moov(b"vide")
_WAVE = struct.pack(
    "<4sI4s4sIHHIIHH4sI", b"RIFF", 0, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", 0
)


def image(path: Path, size: int = 5_000) -> Path:
    """Write a PNG of this many bytes."""
    return _write(path, _PNG, size)


def video(path: Path, size: int = 400_000) -> Path:
    """Write an MP4 of this many bytes; all but its beginning is a hole."""
    return _write(path, _VIDEO + struct.pack(">I4s", max(8, size - len(_VIDEO)), b"mdat"), size)


def audio(path: Path, size: int = 300_000) -> Path:
    """Write a WAVE of this many bytes."""
    return _write(path, _WAVE, size)


def mixed(folder: Path, count: int, largest: int = 600_000, seed: int = 1) -> list[Path]:
    """Write so many files of all families: half of them small enough for the single call."""
    chance = random.Random(seed)  # noqa: S311 the same files in each run
    makers = ((image, ".png"), (video, ".mp4"), (audio, ".wav"))
    paths = []
    for number in range(count):
        make, suffix = makers[number % 3]
        size = chance.randint(1_000, 250_000) if number % 2 else chance.randint(260_000, largest)
        paths.append(make(folder / f"{number:03}{suffix}", size))
    return paths


def let_rest(path: Path, age: float = AGE) -> Path:
    """Make the file look as if it was last written so many seconds ago."""
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return path


def _write(path: Path, head: bytes, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = head + random.Random(os.fsencode(path)).randbytes(64)  # noqa: S311 a mark, no secret
    path.write_bytes(content[:size])
    os.truncate(path, size)
    return let_rest(path)
