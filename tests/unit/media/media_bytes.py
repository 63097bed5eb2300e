"""Media files built byte by byte, as phones and cameras write them and no encoder here does."""

import gzip
import struct

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>\n'
_JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + bytes(64) + b"\xff\xd9"


def box(kind: bytes, *content: bytes) -> bytes:
    """Return an ISO-BMFF box with its size in 32 bits."""
    data = b"".join(content)
    return struct.pack(">I4s", 8 + len(data), kind) + data


def large_box(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    """Return a box with its size in 64 bits; `size` may claim more than is there."""
    return struct.pack(">I4sQ", 1, kind, size or 16 + len(content)) + content


def ftyp(*brands: bytes) -> bytes:
    """Return the brands' box, the major one first."""
    return box(b"ftyp", brands[0], b"\x00\x00\x02\x00", *brands[1:])


def track(handler: bytes) -> bytes:
    """Return a track of this handler (`vide`, `soun`, …), with a data handler that says nothing of it."""
    data_handler = box(b"hdlr", bytes(4), b"dhlr", b"alis", bytes(13))
    media_handler = box(b"hdlr", bytes(4), b"mhlr", handler, bytes(13))
    media = box(b"mdia", box(b"mdhd", bytes(24)), media_handler, box(b"minf", data_handler))
    return box(b"trak", box(b"tkhd", bytes(84)), media)


def moov(*handlers: bytes) -> bytes:
    """Return a movie box with a track for each handler."""
    return box(b"moov", box(b"mvhd", bytes(100)), *(track(handler) for handler in handlers))


def ebml(number: str, content: bytes) -> bytes:
    """Return an EBML element, its size in two bytes."""
    return bytes.fromhex(number) + (0x4000 | len(content)).to_bytes(2, "big") + content


def matroska(doc_type: bytes, *tracks: bytes) -> bytes:
    """Return a live recording: the segment's size is unknown and a void comes before the tracks."""
    header = ebml("1a45dfa3", ebml("4282", doc_type))
    segment = ebml("ec", bytes(200)) + ebml("1654ae6b", b"".join(ebml("ae", each) for each in tracks))
    return header + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + segment + bytes.fromhex("1f43b675ff")


def ogg_page(packet: bytes, flags: int) -> bytes:
    """Return an Ogg page that holds one short packet."""
    return b"OggS\x00" + bytes([flags]) + bytes(20) + b"\x01" + bytes([len(packet)]) + packet


def id3(size: int) -> bytes:
    """Return an ID3v2.4 tag with so many bytes of content."""
    return b"ID3\x04\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + bytes(size)


# MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
_MP3_FRAMES = MP3_FRAME * 12
# ADTS, AAC-LC, 44.1 kHz, 32 bytes a frame.
_ADTS_FRAMES = (b"\xff\xf1\x50\x80\x04\x1f\xfc" + bytes(25)) * 8
_MDAT = box(b"mdat", bytes(3000))
_META_TRACKS = (b"meta", b"tmcd")

FILES = {
    "iphone_video.mov": (
        "video/quicktime",
        ftyp(b"qt  ", b"qt  ") + box(b"wide") + _MDAT + moov(b"soun", b"meta", b"vide"),
    ),
    "iphone_live.heic": (
        "image/heic",
        ftyp(b"heic", b"mif1", b"MiHB", b"heic") + box(b"meta", bytes(64)) + _MDAT,
    ),
    "phone_mif1.heic": ("image/heic", ftyp(b"mif1", b"mif1", b"heic") + box(b"meta", bytes(64)) + _MDAT),
    "general.heif": ("image/heif", ftyp(b"mif1", b"mif1", b"miaf") + box(b"meta", bytes(64)) + _MDAT),
    "burst.heics": ("image/heic-sequence", ftyp(b"msf1", b"msf1", b"hevc") + _MDAT + moov(b"pict")),
    "general.avif": ("image/avif", ftyp(b"mif1", b"avif", b"mif1") + box(b"meta", bytes(64)) + _MDAT),
    "moving.avifs": ("image/avif", ftyp(b"avis", b"msf1") + _MDAT + moov(b"pict")),
    "android_mp42.mp4": ("video/mp4", ftyp(b"mp42", b"isom", b"mp42") + _MDAT + moov(b"vide", b"soun")),
    "android_isom.mp4": (
        "video/mp4",
        ftyp(b"isom", b"isom", b"mp42") + box(b"free", bytes(400)) + _MDAT + moov(b"soun", b"vide"),
    ),
    "android_3gp4.3gp": ("video/3gpp", ftyp(b"3gp4", b"isom", b"3gp4") + _MDAT + moov(b"vide", b"soun")),
    "android_voice.m4a": ("audio/mp4", ftyp(b"mp42", b"isom", b"mp42") + _MDAT + moov(b"soun")),
    "android_voice.3ga": ("audio/3gpp", ftyp(b"3gp4", b"isom", b"3gp4") + _MDAT + moov(b"soun")),
    "chapters.m4b": ("audio/mp4", ftyp(b"M4B ", b"M4A ") + _MDAT + moov(b"soun", b"text", b"vide")),
    "gopro.mp4": (
        "video/mp4",
        ftyp(b"mp41", b"mp41") + large_box(b"mdat", bytes(5000)) + moov(b"vide", b"soun", *_META_TRACKS),
    ),
    "gopro_preview.lrv": (
        "video/mp4",
        ftyp(b"mp41", b"mp41") + _MDAT + moov(b"vide", b"soun", *_META_TRACKS),
    ),
    "sony.mp4": (
        "video/mp4",
        ftyp(b"XAVC", b"XAVC", b"mp42", b"iso2") + box(b"uuid", bytes(48)) + _MDAT + moov(b"vide"),
    ),
    "brandless.mov": ("video/quicktime", box(b"wide") + _MDAT + moov(b"vide", b"soun")),
    "canon.cr3": ("image/x-canon-cr3", ftyp(b"crx ", b"crx ", b"isom") + moov(b"vide", b"vide") + _MDAT),
    "motion.mj2": ("video/mj2", bytes.fromhex("0000000c6a5020200d0a870a") + ftyp(b"mjp2", b"mjp2") + _MDAT),
    "boxed.jxl": (
        "image/jxl",
        bytes.fromhex("0000000c4a584c200d0a870a") + ftyp(b"jxl ", b"jxl ") + box(b"jxlc", b"\xff\x0a"),
    ),
    "motion_photo.jpg": ("image/jpeg", _JPEG + ftyp(b"mp42", b"isom") + _MDAT + moov(b"vide")),
    "recorder.webm": ("video/webm", matroska(b"webm", ebml("83", b"\x02"), ebml("83", b"\x01"))),
    "recorder.weba": ("audio/webm", matroska(b"webm", ebml("86", b"A_OPUS") + ebml("83", b"\x02"))),
    "codec_only.mka": ("audio/x-matroska", matroska(b"matroska", ebml("86", b"A_VORBIS"))),
    "codec_only.mkv": (
        "video/x-matroska",
        matroska(b"matroska\x00\x00", ebml("86", b"V_VP9"), ebml("86", b"A_OPUS")),
    ),
    "late_theora.ogv": (
        "video/ogg",
        ogg_page(b"\x01vorbis", 2) + ogg_page(b"\x80theora", 2) + ogg_page(b"data", 0),
    ),
    "skeleton.oga": (
        "audio/ogg",
        ogg_page(b"fishead\x00", 2) + ogg_page(b"OpusHead", 2) + ogg_page(b"\x80theora", 0),
    ),
    "large_tag.mp3": ("audio/mpeg", id3(200_000) + _MP3_FRAMES),
    "tag_only.mp3": ("audio/mpeg", id3(90)),
    "padded.mp3": ("audio/mpeg", bytes(1000) + _MP3_FRAMES),
    "cut.mp3": ("audio/mpeg", _MP3_FRAMES[100:]),
    "tagged.aac": ("audio/aac", id3(80) + _ADTS_FRAMES),
    "tagged.flac": ("audio/flac", id3(80) + b"fLaC\x00\x00\x00\x22" + bytes(34)),
    "voice.amr": ("audio/amr", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 5),
    "voice.awb": ("audio/amr-wb", b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 5),
    "song.mid": (
        "audio/midi",
        b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk\x00\x00\x00\x04\x00\xff\x2f\x00",
    ),
    "late_sync.ts": ("video/mp2t", bytes(range(1, 64)) + (b"\x47\x1f\xff\x10" + b"\xff" * 184) * 8),
    "plain.svg": ("image/svg+xml", _SVG),
    "declared.svg": (
        "image/svg+xml",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n' + _SVG,
    ),
    "illustrator.svg": (
        "image/svg+xml",
        b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [\n\t<!ENTITY ns "http://a/">\n]>\n'
        + _SVG,
    ),
    "wide.svg": ("image/svg+xml", ("\ufeff" + _SVG.decode()).encode("utf-16-le")),
    "prefixed.svg": ("image/svg+xml", b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>'),
    "long_comment.svg": ("image/svg+xml", b"<!--" + b" note" * 2000 + b"-->" + _SVG),
    "packed.svgz": ("image/svg+xml", gzip.compress(_SVG, mtime=0)),
    "targa.tga": (
        "image/x-tga",
        bytes([0, 0, 2, *[0] * 9, 2, 0, 2, 0, 24, 0]) + bytes(20) + b"TRUEVISION-XFILE.\x00",
    ),
    "raw.cr2": ("image/x-canon-cr2", b"II\x2a\x00\x10\x00\x00\x00CR\x02\x00" + bytes(64)),
}
