"""The ISO base media file format and its relatives: MP4, QuickTime, 3GP, HEIC, AVIF, JPEG 2000.

Boxes and brands are those of ISO/IEC 14496-12, of the registry https://mp4ra.org, and of what phones write:
`heic`, `mif1` and `qt  ` on iPhones, `3gp4`, `mp42` and `isom` on Android.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

_MAX_BOXES = 64
_JPEG_2000 = b"\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a"
_JPEG_2000_BRANDS = {b"jp2 ": "jp2", b"jpx ": "jpx", b"jpm ": "jpm", b"mjp2": "mj2"}
# The brand of the coding says of which format a still image or a sequence is (ISO/IEC 23008-12, the AVIF
# specification); so do the profiles of both, and Apple's.
_STILL_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"MiHB", b"MiHA", b"MiHE"), "heic"),
    **dict.fromkeys((b"hevc", b"hevx", b"hevm", b"hevs"), "heics"),
    **dict.fromkeys((b"avif", b"avis", b"avio", b"MA1B", b"MA1A"), "avif"),
}
# These say only that it is a still or a sequence, or name a coding without a type of its own (AVC, JPEG,
# JPEG 2000, VVC, EVC).
_GENERAL_STILL_BRANDS = {
    **dict.fromkeys(
        (b"mif1", b"mif2", b"mif3", b"miaf", b"1pic", b"avci", b"jpeg", b"j2ki", b"vvic"), "heif"
    ),
    **dict.fromkeys((b"evbi", b"evmi", b"unif"), "heif"),
    **dict.fromkeys((b"msf1", b"avcs", b"jpgs", b"j2is", b"vvis", b"evbs", b"evms"), "heifs"),
}
# Movies that name a still brand among the compatible ones are movies by their first brand.
_MOVIE_BRAND = re.compile(
    rb"iso[2-9a-m]|mp4[12]|M4[VABP] |qt  |3g..|avc1|kddi|XAVC|MSNV|NDS.|F4[VPAB] |dash|mmp4|CAEP"
)
_CANON_RAW = b"crx "
_CANON_CINEMA = b"CanonCRM"
# An audio book is audio even where a video track holds its chapter pictures.
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})
_MP4_BRANDS = frozenset({b"isom", b"iso2", b"mp41", b"mp42"})
# A QuickTime file from before `ftyp` starts with one of these.
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_AUDIO_SIBLING = {"mp4": "m4a", "mov": "qta", "3gp": "3ga", "3g2": "3g2a"}
# Android gives the name .mp4 to its 3GP recordings; players look at neither brand nor name.
_ALSO_NAMED = {"3gp": frozenset({"mp4"}), "3ga": frozenset({"m4a"})}
_MAX_BRANDS = 60
_MAX_FTYP_SIZE = 4096
_WORDS = re.compile(rb"[\t\n\r -~]{4}")


@dataclass(frozen=True, slots=True)
class Box:
    """One box.

    Attributes:
        type: Its four characters (`moov`).
        start, end: The offsets of its content in the file.
        is_whole: Whether all of the content is there; False where the file was cut off.
    """

    type: bytes
    start: int
    end: int
    is_whole: bool = True


def find_isobmff(reader: BoundedReader) -> FormatMatch | None:
    """Return the format of the ISO family; whether video or audio by the handlers of the tracks."""
    if reader.head.startswith(_JPEG_2000):
        return FormatMatch(_JPEG_2000_BRANDS.get(reader.head[20:24], "jp2"))
    box_type = reader.head[4:8]
    if box_type == b"ftyp" and int.from_bytes(reader.head[:4], "big") <= _MAX_FTYP_SIZE:
        return _by_brands(reader, _brands(reader))
    if box_type in _OLD_QUICKTIME and _starts_like_quicktime(reader):
        return _by_tracks(reader, "mov")
    return None


def whole_file(reader: BoundedReader) -> Box:
    """Return the file as the box that holds all others."""
    return Box(b"", 0, reader.size)


def child_boxes(reader: BoundedReader, parent: Box, box_type: bytes) -> Iterator[Box]:
    """Return the boxes of this type directly inside another one."""
    return (box for box in boxes(reader, parent) if box.type == box_type)


def boxes(reader: BoundedReader, parent: Box) -> Iterator[Box]:
    """Yield the boxes inside another one; a box longer than its parent ends with it."""
    at = parent.start
    for _ in range(_MAX_BOXES):
        header = reader.read_at(at, 16)
        size, start = _extent(header, at, parent.end)
        if size < start - at:
            return
        end = min(at + size, parent.end)
        yield Box(header[4:8], start, end, is_whole=end == at + size)
        at += size
        if at >= parent.end:
            return


def _brands(reader: BoundedReader) -> list[bytes]:
    """Return the major brand and then the compatible ones."""
    size = int.from_bytes(reader.head[:4], "big")
    end = min(size, 8 + 4 * _MAX_BRANDS)
    brands = [reader.head[at : at + 4] for at in range(8, end, 4)]
    if not brands:
        return [b""]
    # A small file (`mif3`) names its coding in the place of the version.
    return brands if brands[0] == b"mif3" else [brands[0], *brands[2:]]


def _by_brands(reader: BoundedReader, brands: list[bytes]) -> FormatMatch:
    major = brands[0]
    if major == _CANON_RAW:
        return FormatMatch("crm" if _is_cinema_raw(reader) else "cr3")
    if still := _still_of(reader, brands):
        return FormatMatch(still)
    if major in _AUDIO_BRANDS:
        return FormatMatch("m4a")
    return _by_tracks(reader, _container(brands))


def _still_of(reader: BoundedReader, brands: list[bytes]) -> str | None:
    """Return the key of the still or the sequence: by its brands, or since there are items and no movie."""
    major = brands[0]
    exact = next((_STILL_BRANDS[brand] for brand in brands if brand in _STILL_BRANDS), None)
    general = next((_GENERAL_STILL_BRANDS[brand] for brand in brands if brand in _GENERAL_STILL_BRANDS), None)
    if major in _STILL_BRANDS:
        return _STILL_BRANDS[major]
    if major in _GENERAL_STILL_BRANDS:
        return exact or _GENERAL_STILL_BRANDS[major]
    if _MOVIE_BRAND.match(major):
        return None
    types = {box.type for box in boxes(reader, whole_file(reader))}
    has_items_only = not types.isdisjoint({b"meta", b"mini"}) and b"moov" not in types
    return exact or general or ("heif" if has_items_only else None)


def _is_cinema_raw(reader: BoundedReader) -> bool:
    """Return whether Canon's raw file is a film: with sound, or by its writer; stills have tracks too."""
    movie = next(child_boxes(reader, whole_file(reader), b"moov"), None)
    if movie is None:
        return False
    writer = next(child_boxes(reader, movie, b"uuid"), None)
    has_writer = writer is not None and _CANON_CINEMA in reader.read_at(writer.start, 64)
    return has_writer or b"soun" in _handlers(reader, movie)


def _container(brands: list[bytes]) -> str:
    """Return the key of the container's video format."""
    major = brands[0]
    if major.startswith((b"3g2", b"kddi")):
        return "3g2"
    if major.startswith(b"3g"):
        return "3gp"
    if major == b"qt  " or (b"qt  " in brands and _MP4_BRANDS.isdisjoint(brands)):
        return "mov"
    return "mp4"


def _by_tracks(reader: BoundedReader, container: str) -> FormatMatch:
    """Return video where a track is video, audio where tracks are and none is cut off, else either."""
    movie = next(child_boxes(reader, whole_file(reader), b"moov"), None)
    handlers = set(_handlers(reader, movie)) if movie else set()
    audio = _AUDIO_SIBLING[container]
    if b"vide" in handlers:
        return FormatMatch(container, _ALSO_NAMED.get(container, frozenset()))
    if b"soun" not in handlers:
        return FormatMatch(container, frozenset({audio}) | _ALSO_NAMED.get(container, frozenset()))
    if movie and movie.is_whole:
        return FormatMatch(audio, _ALSO_NAMED.get(audio, frozenset()))
    return FormatMatch(audio, frozenset({container}))


def _handlers(reader: BoundedReader, movie: Box) -> Iterator[bytes]:
    """Yield the handler type of each track: `vide`, `soun`, `text` and others."""
    for track in child_boxes(reader, movie, b"trak"):
        for media in child_boxes(reader, track, b"mdia"):
            for handler in child_boxes(reader, media, b"hdlr"):
                yield reader.read_at(handler.start + 8, 4)


def _starts_like_quicktime(reader: BoundedReader) -> bool:
    """Return whether a file without `ftyp` is a chain of boxes, and not four letters by chance."""
    types = [box.type for box in boxes(reader, whole_file(reader))][:3]
    if _WORDS.match(reader.head):
        return False  # as a size it would be over 500 MB
    is_chain = len(types) > 1 and all(each.isalnum() for each in types)
    return is_chain or types in ([b"mdat"], [b"moov"])


def _extent(header: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a box's size in bytes (-1 where there is no box) and the offset of its content.

    A size of 1 means that a 64-bit size follows, a size of 0 that the box ends with the file.
    """
    if len(header) < 8:  # noqa: PLR2004 - the shortest header: size and type
        return -1, at
    size = int.from_bytes(header[:4], "big")
    if size == 0:
        return end - at, at + 8
    if size > 1:
        return size, at + 8
    if len(header) < 16:  # noqa: PLR2004 - a header with a 64-bit size
        return -1, at
    return int.from_bytes(header[8:16], "big"), at + 16
