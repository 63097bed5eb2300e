"""Formats whose signature is shorter than eight bytes: it counts only with valid fields behind it.

Any of these words may begin a text or a table; the fields are those that each format's specification fixes:
ITU-T T.81 and T.87 (JPEG), GIF89a, TIFF 6.0, Adobe's PSD and FLV specifications, RFC 9639 (FLAC), RFC 4867
(AMR), ISO/IEC 13818-7 (ADIF), SMPTE 314M (DV), SMPTE 268M (DPX), ITU-T H.264 and H.265, ISO/IEC 14496-2, and
what the encoders of the others write.
"""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

# A 32-bit offset that is not inside the eight bytes of a TIFF header.
_OFFSET_LE = rb"(?![\x00-\x07]\x00\x00\x00).{4}"
_OFFSET_BE = rb"(?!\x00\x00\x00[\x00-\x07]).{4}"
_NOT_ZERO = rb"(?!\x00{4}).{4}"
# A raw video stream: the start code of a unit, and the profiles of H.264 (its annex A).
_UNIT = rb"\x00\x00\x00?\x01"
_H264_PROFILE = rb"[\x27\x47\x67][\x2c\x42\x4d\x53\x56\x58\x64\x6e\x76\x7a\x80\xf4]"
# A frame header of AMR has its first bit and its last two at zero.
_AMR_FRAME = rb"(?:\Z|[" + re.escape(bytes(range(0, 128, 4))) + rb"])"

# The first that fits counts.
_PATTERNS = (
    (rb"\xff\xd8\xff\xf7", "jls"),
    (rb"\xff\xd8\xff[\xc0-\xff]", "jpg"),
    (rb"(?:II[\x2a\x2b]\x00|MM\x00[\x2a\x2b]).{4}(?:IIII|MMMM)", "iiq"),
    (rb"II\x2a\x00" + _OFFSET_LE, "tif"),
    (rb"MM\x00\x2a" + _OFFSET_BE, "tif"),
    (rb"II\x2b\x00\x08\x00\x00\x00|MM\x00\x2b\x00\x08\x00\x00", "tif"),
    (rb"II(?:RO|RS)[\x08-\xff]\x00\x00\x00|MMOR\x00\x00\x00[\x08-\xff]", "orf"),
    (rb"IIU\x00" + _OFFSET_LE, "rw2"),
    (rb"8BPS\x00[\x01\x02]\x00{6}\x00[\x01-\x38]", "psd"),
    (rb"\xff\x4f\xff\x51[\x00\x01]", "j2c"),
    (rb"II\xbc[\x00\x01]" + _OFFSET_LE, "jxr"),
    (rb"\x76\x2f\x31\x01[\x01\x02][\x00-\x1f]\x00\x00", "exr"),
    (rb"qoif" + _NOT_ZERO + _NOT_ZERO + rb"[\x03\x04][\x00\x01]", "qoi"),
    (rb"icns[\x00-\x0f].{3}[ -~]{4}", "icns"),
    (rb"\xd7\xcd\xc6\x9a\x00\x00.{10}\x00{4}", "wmf"),
    # Without the placeable header: type, header size of nine words, version.
    (rb"[\x01\x02]\x00\x09\x00\x00[\x01\x03].{4}.{2}.{4}\x00\x00", "wmf"),
    (rb"fLaC[\x00-\x06\x80-\x86]\x00", "flac"),
    (rb"caff\x00\x01\x00\x00", "caf"),
    (rb"#!AMR\n" + _AMR_FRAME, "amr"),
    (rb"\.snd\x00\x00.{2}.{4}\x00\x00\x00[\x01-\x24]", "au"),
    (rb"MAC[ F].[\x0b-\x13]", "ape"),
    (rb"wvpk.{4}(?:[\x00-\x20]\x04|[\x01-\x03]\x00)", "wv"),
    (rb"TTA1[\x01-\x03]\x00[\x01-\x20]\x00[\x08\x10\x18\x20]\x00", "tta"),
    (rb"FRM8.{8}DSD ", "dff"),
    # Words of 16 and of 14 bits, in both orders.
    (rb"\x7f\xfe\x80\x01|\xfe\x7f\x01\x80", "dts"),
    (rb"\x1f\xff\xe8\x00\x07[\xf0-\xff]|\xff\x1f\x00\xe8[\xf0-\xff]\x07", "dts"),
    (rb"FOVb.{2}[\x00-\x10]\x00", "x3f"),
    (rb"\x00MR[MI].{4}\x00(?:PRD|TTW|WBG)", "mrw"),
    (rb"\x00\x00.{2}RED[12]", "r3d"),
    (rb"\x01\xda[\x00\x01][\x01\x02]\x00[\x01-\x03](?!\x00\x00).{2}", "sgi"),
    (rb"SDPX.{4}V\d\.\d|XPDS.{4}V\d\.\d", "dpx"),
    (rb"\x80\x2a\x5f\xd7\x00\x00.{2}", "cin"),
    (rb"\xb1\x68\xde\x3a[\x04-\xff].\x00\x00", "dcx"),
    (rb"BPG\xfb", "bpg"),
    (rb"MPCKSH", "mpc"),
    (rb"MP\+[\x07\x17\x27\x08].{3}", "mpc"),
    (rb"\.ra\xfd\x00[\x03-\x05]", "ra"),
    (rb"MMMD[\x00-\x0f].{3}CNTI", "mmf"),
    (_UNIT + rb"(?:\x09[\x10-\xf0]" + _UNIT + rb")?" + _H264_PROFILE + rb"[\x00-\xfc].", "h264"),
    (_UNIT + rb"(?:\x46\x01[\x10\x30\x50]" + _UNIT + rb")?\x40\x01\x0c[\x00-\x3f]\xff\xff", "h265"),
    (rb"\x00\x00\x01\xb0[\x01-\xf5]\x00\x00\x01[\xb5\x00-\x2f]", "mp4ves"),
    (rb".{4}\x00\x00\x00\x07\x00\x00\x00[\x00-\x02]\x00\x00\x00[\x01-\x20].{3}[^\x00]", "xwd"),
    (rb"\x59\xa6\x6a\x95.{4}", "ras"),
    (rb"FLIF[\x31-\x6f][012]", "flif"),
    (rb".{4}[\x11\x12]\xaf.{6}\x08\x00", "fli"),
    (rb"IMPM.{26}", "it"),
    (rb"FLV\x01[\x00\x01\x04\x05]\x00\x00\x00\x09", "flv"),
    (rb"\.RMF\x00\x00\x00[\x10-\x20]", "rm"),
    (rb"\x1f\x07\x00[\x3f\xbf](?:.{0,75}\Z|.{76}\x3f)", "dv"),
)  # fmt: skip
# One pattern with a group for each, for each file is held against all of them.
_START = re.compile(b"|".join(b"(%b)" % pattern for pattern, _ in _PATTERNS), re.DOTALL)
_GIF = re.compile(rb"GIF8[79]a")
_GIF_HEADER_SIZE, _GIF_TABLE_FLAG = 13, 0x80
# Extension, image, end; a zero is what some encoders leave between blocks.
_GIF_BLOCKS = frozenset(b"\x21\x2c\x3b\x00")
_LAST_AAC_RATE = 12
_WORDS = re.compile(rb"[\t\n\r -~]*")
_MAX_AAC_BITRATE = 2_000_000


_PNG = b"\x89PNG\r\n\x1a\n"
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_TGA_FOOTER = b"TRUEVISION-XFILE.\x00"
_FLASH = re.compile(rb"[FCZ]WS[\x01-\x40]")
_ICONS = {b"\x00\x00\x01\x00": "ico", b"\x00\x00\x02\x00": "cur"}
_ICON_HEADER_SIZE, _ICON_ENTRY_SIZE, _MAX_ICONS = 6, 16, 256
_PCX = re.compile(rb"\x0a[\x00\x02-\x05]\x01[\x01\x02\x04\x08]")
_FIRST_JAVA_VERSION = 45
_MAX_CHUNKS = 32


def find_short_signature(reader: BoundedReader) -> FormatMatch | None:
    """Return the format whose short signature and fields the file starts with."""
    key = key_of_start(reader.head)
    if key is None and _is_gif(reader):
        key = "gif"
    return FormatMatch(key) if key else None


def key_of_start(start: bytes) -> str | None:
    """Return the key of the format whose short signature and fields these bytes start with."""
    found = _START.match(start)
    if found and found.lastindex:
        return _PATTERNS[found.lastindex - 1][1]
    return "aac" if _is_adif(start) else None


def _is_gif(reader: BoundedReader) -> bool:
    """Return whether a block begins where the screen and its colours end, if the file goes on so far."""
    if not _GIF.match(reader.head) or len(reader.head) < _GIF_HEADER_SIZE:
        return False
    flags = reader.head[10]
    colours = 3 << (flags & 7) + 1 if flags & _GIF_TABLE_FLAG else 0
    block = reader.read_at(_GIF_HEADER_SIZE + colours, 1)
    return not block or block[0] in _GIF_BLOCKS


def _is_adif(start: bytes) -> bool:
    """Return whether an ADIF header has a bit rate and a sampling rate that exist."""
    if len(start) < 20 or not start.startswith(b"ADIF") or _WORDS.fullmatch(start[4:20]):  # noqa: PLR2004 - up to the rate
        return False
    bits = int.from_bytes(start[4:24].ljust(20, b"\x00"), "big")
    left = 160

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & (1 << count) - 1

    if take(1):
        take(72)
    take(2)
    is_variable = take(1)
    bitrate, _ = take(23), take(4)
    if not is_variable:
        take(20)
    take(6)
    return 0 < bitrate <= _MAX_AAC_BITRATE and take(4) <= _LAST_AAC_RATE


def find_by_header(reader: BoundedReader) -> FormatMatch | None:
    """Return the first format whose header is valid."""
    keys = (check(reader) for check in _CHECKS)
    found = next((key for key in keys if key), None)
    return FormatMatch(found) if found else None


def find_png(reader: BoundedReader) -> FormatMatch | None:
    """Return PNG, animated where its control chunk comes before the pixels (https://www.w3.org/TR/png-3)."""
    if not reader.head.startswith(_PNG):
        return None
    at = len(_PNG)
    for _ in range(_MAX_CHUNKS):
        chunk = reader.read_at(at, 8)
        if chunk[4:] == b"acTL":
            return FormatMatch("apng")
        if chunk[4:] == b"IDAT" or not chunk:
            break
        at += 12 + int.from_bytes(chunk[:4], "big")
    return FormatMatch("png")


def _bmp(reader: BoundedReader) -> str | None:
    head = reader.head
    is_bmp = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES
    return "bmp" if is_bmp else None


def _icon(reader: BoundedReader) -> str | None:
    """Return ICO or CUR where the first image is behind the list of images."""
    head = reader.head
    count = int.from_bytes(head[4:6], "little")
    size, offset = int.from_bytes(head[14:18], "little"), int.from_bytes(head[18:22], "little")
    is_valid = 1 <= count <= _MAX_ICONS and size > 0 and head[9:10] == b"\x00"
    if is_valid and offset >= _ICON_HEADER_SIZE + _ICON_ENTRY_SIZE * count:
        return _ICONS.get(head[:4])
    return None


def _pcx(reader: BoundedReader) -> str | None:
    is_pcx = len(reader.head) >= 128 and _PCX.match(reader.head) and reader.head[64] == 0  # noqa: PLR2004 - its header
    return "pcx" if is_pcx else None


def _tga(reader: BoundedReader) -> str | None:
    footer = reader.read_at(reader.size - len(_TGA_FOOTER), len(_TGA_FOOTER))
    return "tga" if footer == _TGA_FOOTER else None


def _pict(reader: BoundedReader) -> str | None:
    """Return PICT by the version behind 512 free bytes, a size and a frame (Inside Macintosh: Imaging)."""
    version = reader.head[522:528]
    is_second = version.startswith(b"\x00\x11\x02\xff\x0c\x00")
    is_first = version.startswith(b"\x11\x01") and not any(reader.head[:512])
    return "pict" if is_second or is_first else None


def _flash(reader: BoundedReader) -> str | None:
    return "swf" if _FLASH.match(reader.head) and b"\x00" in reader.head[:64] else None


def _emf(reader: BoundedReader) -> str | None:
    return "emf" if reader.head.startswith(b"\x01\x00\x00\x00") and reader.head[40:44] == b" EMF" else None


def _program(reader: BoundedReader) -> str | None:
    """Return the format of a program; Java classes and universal Mach-O share a signature."""
    head = reader.head
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        return "exe"
    if head.startswith(b"\xca\xfe\xba\xbe"):
        return "macho" if int.from_bytes(head[4:8], "big") < _FIRST_JAVA_VERSION else "class"
    return None


_CHECKS = (_bmp, _icon, _pcx, _pict, _flash, _emf, _program, _tga)
