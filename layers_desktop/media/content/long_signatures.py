"""Formats recognised by a fixed signature alone: of eight bytes and more, or not media.

The bytes are those of each format's own specification, most of them gathered at
https://www.garykessler.net/library/file_sigs.html and https://mimesniff.spec.whatwg.org.
"""

import re

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.format_table import FormatMatch

# The first that fits counts.
_AT_START = (
    (b"II\x2a\x00\x10\x00\x00\x00CR", "cr2"),
    (b"FUJIFILMCCD-RAW", "raf"),
    (b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a", "jxl"),
    (b"gimp xcf ", "xcf"),
    (b"DDS \x7c\x00\x00\x00", "dds"),
    (b"#!AMR_MC1.0\n", "amr"),
    (b"#!AMR-WB\n", "awb"),
    (b"#!AMR-WB_MC1.0\n", "awb"),
    (b"MThd\x00\x00\x00\x06", "mid"),
    (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", "w64"),
    (b"DSD \x1c\x00\x00\x00\x00\x00\x00\x00", "dsf"),
    (b"DKIF\x00\x00\x20\x00", "ivf"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01", "mxf"),
    (b"II\x1a\x00\x00\x00HEAPCCDR", "crw"),
    (b"\x8aMNG\r\n\x1a\n", "mng"),
    (b"Creative Voice File\x1a", "voc"),
    (b"XMF_1.00", "xmf"),
    (b"XMF_2.00", "xmf"),
    (b"DTSHDHDR\x00", "dts"),
    (b"Extended Module: ", "xm"),
    (b"\x00\x05\x16\x07\x00", "appledouble"),
    (b"\xc5\xd0\xd3\xc6", "ps"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\x00\x00\x00\x00", "cab"),
    (b"\x7fELF", "elf"),
    (b"\xfe\xed\xfa\xce", "macho"),
    (b"\xfe\xed\xfa\xcf", "macho"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"\x00asm", "wasm"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (b"\x00\x01\x00\x00\x00", "ttf"),
    (b"OTTO\x00", "otf"),
    (b"ttcf\x00", "ttc"),
    (b"wOFF", "woff"),
    (b"wOF2", "woff2"),
    (b"glTF", "glb"),
    (b"BLENDER", "blend"),
    (b"Kaydara FBX Binary", "fbx"),
    (b"AT&TFORM", "djvu"),
)

_KEY_BY_START = dict(_AT_START)
# One pattern, for each file is held against all of them.
_START = re.compile(b"|".join(re.escape(start) for start in _KEY_BY_START))
# Offset, signature or several, key.
_AT_OFFSET = (
    (128, b"DICM", "dicom"),
    (257, b"ustar", "tar"),
    (44, b"SCRM", "s3m"),
    (1080, (b"M.K.", b"M!K!", b"FLT4", b"4CHN", b"6CHN", b"8CHN", b"CD81", b"OCTA"), "mod"),
)
_RIFF_FORMS = {
    b"WAVE": "wav",
    b"WEBP": "webp",
    b"AVI ": "avi",
    b"AVIX": "avi",
    b"RMID": "mid",
    b"QLCM": "qcp",
}
_IFF_FORMS = {
    **dict.fromkeys((b"AIFF", b"AIFC"), "aiff"),
    **dict.fromkeys((b"ILBM", b"PBM ", b"ACBM", b"HAM6"), "ilbm"),
    b"8SVX": "8svx",
}
_MAX_CHUNKS = 16
_PRINTABLE = re.compile(rb"[\t\n\r -~]{4}")
_RIFF_IDS = frozenset({b"RIFF", b"RIFX", b"RF64", b"BW64"})


def find_signature(reader: BoundedReader) -> FormatMatch | None:
    """Return the first format whose signature is at its offset."""
    if start := _START.match(reader.head):
        return FormatMatch(_KEY_BY_START[start[0]])
    for offset, signature, key in _AT_OFFSET:
        if reader.head.startswith(signature, offset):
            return FormatMatch(key)
    return None


def find_iff(reader: BoundedReader) -> FormatMatch | None:
    """Return the RIFF or IFF format that the form type of the outermost chunk names; large WAV is RF64."""
    outer, form = reader.head[:4], reader.head[8:12]
    if _PRINTABLE.fullmatch(reader.head[16:20]):
        return None  # words: as a size it would be over 500 MB
    if outer in _RIFF_IDS and form == b"WAVE" and _holds_wavpack(reader):
        return FormatMatch("wv")
    if outer in _RIFF_IDS and form in _RIFF_FORMS:
        return FormatMatch(_RIFF_FORMS[form])
    if outer == b"FORM" and form in _IFF_FORMS:
        return FormatMatch(_IFF_FORMS[form])
    return None


def _holds_wavpack(reader: BoundedReader) -> bool:
    """Return whether the samples are WavPack's, whose third version kept the original's header."""
    at = 12
    for _ in range(_MAX_CHUNKS):
        chunk = reader.read_at(at, 12)
        if chunk[:4] == b"data":
            return chunk[8:] == b"wvpk"
        if len(chunk) < 12:  # noqa: PLR2004 - a header and the first four bytes
            return False
        size = int.from_bytes(chunk[4:8], "little")
        at += 8 + size + size % 2
    return False
