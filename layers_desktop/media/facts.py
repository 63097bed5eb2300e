"""Dimensions and running time, where the headers of a file give them cheaply."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from layers_desktop.media.bounded_reader import BoundedReader, open_bounded
from layers_desktop.media.content import image_size, running_time
from layers_desktop.media.content.detect import find_format


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file's details show; None is not known.

    Attributes:
        width, height: Pixels as they are stored; a photo that is shown turned counts as not turned.
        seconds: The running time.
    """

    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def read_facts(path: Path) -> Facts:
    """Return what the headers tell, from at most 64 KiB of the file.

    Raises:
        NotAFileError: The path is a pipe, a socket or a device.
        OSError: As the system gives it.
    """
    with open_bounded(path) as reader:
        return facts_of(reader)


def facts_of(reader: BoundedReader) -> Facts:
    """Return what the headers of these bytes tell; any bytes will do.

    Raises:
        OSError: As the reader's file gives it.
    """
    finding = find_format(reader)
    key = finding.key if finding else ""
    width, height = _SIZES.get(key, _no_size)(reader)
    seconds = _TIMES.get(key, _no_time)(reader)
    has_size = width > 0 and height > 0
    return Facts(
        width=width if has_size else None,
        height=height if has_size else None,
        seconds=seconds if math.isfinite(seconds) and seconds > 0 else None,
    )


def _no_size(_reader: BoundedReader) -> tuple[int, int]:
    return 0, 0


def _no_time(_reader: BoundedReader) -> float:
    return 0.0


_SIZES: MappingProxyType[str, Callable[[BoundedReader], tuple[int, int]]] = MappingProxyType(
    {
        "jpg": image_size.jpeg_size,
        "png": image_size.png_size,
        "apng": image_size.png_size,
        "gif": image_size.gif_size,
        "webp": image_size.webp_size,
        "bmp": image_size.bmp_size,
        "psd": image_size.psd_size,
        **dict.fromkeys(("heic", "heif", "heics", "heifs", "avif"), image_size.heif_size),
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2"), image_size.movie_size),
        **dict.fromkeys(("mkv", "webm"), image_size.matroska_size),
        "avi": image_size.avi_size,
    }
)
_TIMES: MappingProxyType[str, Callable[[BoundedReader], float]] = MappingProxyType(
    {
        **dict.fromkeys(("mp4", "mov", "3gp", "3g2", "m4a", "qta", "3ga", "3g2a"), running_time.movie_time),
        **dict.fromkeys(("mkv", "webm", "mka", "weba"), running_time.matroska_time),
        "avi": running_time.avi_time,
        "wav": running_time.wav_time,
        "flac": running_time.flac_time,
    }
)
