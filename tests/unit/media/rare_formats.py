"""Beginnings of formats that are rare, as their specifications have them, byte by byte."""

import struct

from tests.unit.media.media_bytes import box, id3

_FILL = bytes(600)
_FRAME = bytes(512) + struct.pack(">HHHHH", 4096, 0, 0, 8, 8)
_APE = b"MAC \x96\x0f\x00\x00" + _FILL
_TTA = b"TTA1" + struct.pack("<HHHII", 1, 2, 16, 44100, 1000) + _FILL
_MUSEPACK_7, _MUSEPACK_8 = b"MP+\x17" + _FILL, b"MPCKSH\x0e" + _FILL
_WAVPACK = b"wvpk" + struct.pack("<IH", 90, 0x410) + _FILL
_WAVE = b"RIFF\x00\x04\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(16)

# MIME type and bytes; sent, with the caution for uncommon types.
TAKEN = (
    ("image/x-sigma-x3f", b"FOVb\x00\x00\x02\x00" + _FILL),
    ("image/x-canon-crw", b"II\x1a\x00\x00\x00HEAPCCDR\x02\x00" + _FILL),
    ("image/x-minolta-mrw", b"\x00MRM\x00\x00\x10\x00\x00PRD\x00\x00\x00\x18" + _FILL),
    ("image/x-phaseone-iiq", b"II\x2a\x00\x00\x10\x00\x00IIII\x77\x61\x52\x01" + _FILL),
    ("video/x-red-r3d", b"\x00\x00\x01\x00RED2" + _FILL),
    (
        "image/x-pict",
        _FRAME + b"\x00\x11\x02\xff\x0c\x00" + _FILL,
    ),
    ("image/x-pict", _FRAME + b"\x11\x01" + _FILL),
    ("image/x-sgi", struct.pack(">HBBHHHH", 474, 1, 1, 3, 8, 8, 3) + _FILL),
    ("image/x-dpx", b"SDPX\x00\x00\x08\x00V2.0" + _FILL),
    ("image/x-dpx", b"XPDS\x00\x08\x00\x00V1.0" + _FILL),
    ("image/x-cineon", b"\x80\x2a\x5f\xd7\x00\x00\x08\x00" + _FILL),
    ("image/x-dcx", b"\xb1\x68\xde\x3a\x08\x00\x00\x00" + _FILL),
    ("image/bpg", b"BPG\xfb\x20\x00\x40\x40" + _FILL),
    ("video/x-mng", b"\x8aMNG\r\n\x1a\n\x00\x00\x00\x1cMHDR" + _FILL),
    ("audio/musepack", _MUSEPACK_7),
    ("audio/musepack", _MUSEPACK_8),
    ("audio/vnd.rn-realaudio", b".ra\xfd\x00\x04" + _FILL),
    ("audio/x-voc", b"Creative Voice File\x1a\x1a\x00\x0a\x01" + _FILL),
    ("audio/qcelp", b"RIFF\x00\x04\x00\x00QLCMfmt \x96\x00\x00\x00" + _FILL),
    ("audio/mobile-xmf", b"XMF_1.00\x00" + _FILL),
    ("application/vnd.smaf", b"MMMD\x00\x00\x10\x00CNTI" + _FILL),
    ("video/h264", b"\x00\x00\x00\x01\x67\x64\x00\x1f\xac" + _FILL),
    ("video/h264", b"\x00\x00\x00\x01\x09\xf0\x00\x00\x00\x01\x67\x42\xc0\x1e" + _FILL),
    ("video/h265", b"\x00\x00\x00\x01\x40\x01\x0c\x01\xff\xff\x01\x60" + _FILL),
    ("video/mp4v-es", b"\x00\x00\x01\xb0\x01\x00\x00\x01\xb5\x89\x13" + _FILL),
    ("audio/vnd.dts", b"\xfe\x7f\x01\x80\xfc\x3c" + _FILL),
    ("audio/vnd.dts", b"DTSHDHDR" + _FILL),
)

# Right kind, and the right type too: what comes behind a tag, or inside another format's header.
BEHIND = (
    ("audio/x-ape", id3(300) + _APE),
    ("audio/x-ape", id3(300) + id3(40) + _APE),
    ("audio/x-tta", id3(300) + _TTA),
    ("audio/musepack", id3(300) + _MUSEPACK_7),
    ("audio/x-wavpack", id3(300) + _WAVPACK),
    ("audio/x-wavpack", _WAVE + b"data\x00\x04\x00\x00wvpk\x20\x00\x00\x00\x03\x00" + _FILL),
    ("audio/x-wavpack", b"wvpk\x20\x00\x00\x00\x03\x00" + _FILL),
    ("audio/wav", _WAVE + b"data\x00\x04\x00\x00" + _FILL),
)

# MIME type, name in the refusal, and bytes; not sent.
REFUSED = (
    ("image/x-ilbm", "ILBM", b"FORM\x00\x00\x02\x00ILBMBMHD\x00\x00\x00\x14" + _FILL),
    ("image/fits", "FITS", b"SIMPLE  =                    T / standard".ljust(80) * 36),
    ("image/x-xwindowdump", "XWD", struct.pack(">5I", 107, 7, 2, 24, 64) + b"\x00\x00\x00\x40" + _FILL),
    ("image/x-sun-raster", "Sun raster", b"\x59\xa6\x6a\x95\x00\x00\x00\x08" + _FILL),
    ("image/flif", "FLIF", b"FLIF\x31\x31\x07" + _FILL),
    ("audio/x-8svx", "8SVX", b"FORM\x00\x00\x02\x00" + b"8SVXVHDR\x00\x00\x00\x14" + _FILL),
    ("audio/x-mod", "MOD", b"a song".ljust(1080, b"\x00") + b"M.K." + _FILL),
    ("audio/x-xm", "XM", b"Extended Module: a song\x00\x1a" + _FILL),
    ("audio/x-it", "IT", b"IMPMa song\x00" + _FILL),
    ("audio/x-s3m", "S3M", b"a song".ljust(28, b"\x00") + b"\x1a\x10" + bytes(14) + b"SCRM" + _FILL),
    ("multipart/appledouble", "AppleDouble", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + _FILL),
)  # fmt: skip

# A name that the content may have: no note is needed.
NO_NOTE = (
    ("a.jpf", bytes.fromhex("0000000c6a5020200d0a870a") + box(b"ftyp", b"jp2 ", bytes(4), b"jp2 ") + _FILL),
    ("a.jpf", bytes.fromhex("0000000c6a5020200d0a870a") + box(b"ftyp", b"jpx ", bytes(4), b"jpx ") + _FILL),
    ("a.ac3", (b"\x0b\x77\x00\x1f\x30\x80" + bytes(58)) * 20),
    ("a.mod", b"\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01" + _FILL),
)
