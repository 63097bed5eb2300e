"""Texts, tables and random bytes are never media, whatever they begin with."""

import random
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.identify import MediaType, identify_content
from tests.unit.media.media_bytes import id3
from tests.unit.media.recording_file import RecordingFile

# Every short word that some format of media begins with.
_WORDS = """
    MAC MACF P1 P2 P3 P4 P5 P6 P7 PF Pf ID3 ADIF TTA1 wvpk qoif FRM8 .RMF .snd fLaC caff icns GIF87a GIF89a
    8BPS IIRO IIRS MMOR RIFF FORM OggS FLV BM #!AMR riff DKIF MPCK MP+ MThd BLENDER #?RADIANCE YUV4MPEG2
    FOVb SDPX XPDS BPG .ra FLIF IMPM DTSHDHDR
""".split()  # noqa: SIM905 - a list of words reads so
_TEXT = st.text(
    st.characters(categories=["L", "M", "N", "P", "Z"], exclude_characters="\u2028\u2029"),
    min_size=200,
    max_size=600,
)


def _identified(data: bytes, name: str = "a") -> MediaType:
    return identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath(name))


def _rows(length: int, end: str, column: int) -> bytes:
    """Return a table whose rows have this length with their end, and a "G" in this column."""
    rows = []
    for n in range(60):
        row = f"{n:03d};" + "abcdefgh" * (length // 8 + 1)
        rows.append(row[:column] + "G" + row[column + 1 : length - len(end)] + end)
    return "".join(rows).encode()


@pytest.mark.parametrize("word", _WORDS)
@pytest.mark.parametrize(
    "rest", [" files are what we send.\n", " 2 logos, 10 clips\n", " is WAVE, is AIFF\n", "3 4"]
)
def test_a_text_that_begins_with_a_signature_is_text(word: str, rest: str) -> None:
    assert not _identified((word + rest).encode()).is_media
    assert not _identified((word + rest * 12).encode()).is_media
    # The end of file of DOS makes it no clean text any more; no format's fields are there all the same.
    assert not _identified((word + rest * 12).encode() + b"\x1a").is_media


@pytest.mark.parametrize("length", [188 // n for n in (1, 2, 4, 47)] + [192, 96, 64, 48, 204, 102, 51, 12])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_of_equal_length_are_no_transport_stream(length: int, end: str) -> None:
    for column in {0, length // 2} if length > 4 else {0}:
        rows = _rows(length, end, column) * 4
        assert not _identified(rows).is_media
        assert not _identified(b"\x02" + rows).is_media


@given(
    text=_TEXT, word=st.sampled_from(["", *_WORDS]), encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"])
)
def test_no_text_of_any_script_is_media(text: str, word: str, encoding: str) -> None:
    assert not _identified((word + text).encode(encoding)).is_media


@given(
    text=st.text(st.characters(codec="cp1251", exclude_categories=["C"]), min_size=200),
    encoding=st.sampled_from(["cp1251", "mac-cyrillic"]),
)
def test_no_text_in_an_old_encoding_is_media(text: str, encoding: str) -> None:
    assert not _identified(text.encode(encoding, "replace")).is_media


def test_no_random_bytes_are_media() -> None:
    source = random.Random(11)  # noqa: S311 - any bytes, the same each time
    for start in (b"", b"\xff\xfb", b"\x0b\x77", b"\xff\xf1", b"BM", b"P6", b"ID3"):
        for _ in range(400):
            assert not _identified(start + source.randbytes(source.choice((64, 700, 4096)))).is_media, start


def test_a_table_of_bytes_with_two_frames_in_it_is_no_sound() -> None:
    table = bytearray(bytes(n % 251 for n in range(4000)))
    for at in (128, 128 + 384):  # layer I, 448 kbit/s at 48 kHz: 448 bytes; layer II at 128 kbit/s: 384
        table[at : at + 4] = b"\xff\xfd\x84\x00"
    assert not _identified(bytes(table)).is_media


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (b"P1\n# made by hand\n3 2\n101\n010\n", "image/x-portable-anymap"),
        (b"P2 2 2 255\n0 1 2 3\n", "image/x-portable-anymap"),
        (b"P5\n4 2\n255\nAAAABBBB", "image/x-portable-anymap"),
        (b"P4\n9 2\n\x80\x00\xff\x00", "image/x-portable-anymap"),
        (b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\nABC", "image/x-portable-anymap"),
        (b"PF\n1 1\n-1.0\n" + bytes(12), "image/x-portable-anymap"),
        (b'/* XPM */\nstatic char *dot[] = {\n"1 1 1 1",\n"a c #fff",\n"a"};\n', "image/x-xpixmap"),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80", "image/vnd.radiance"),
        (b"YUV4MPEG2 W2 H2 F25:1\nFRAME\nAAAAAA", "video/x-yuv4mpeg"),
        (b"\x01\x00\x09\x00\x00\x03\x20\x00\x00\x00\x00\x00\x10" + bytes(45), "image/wmf"),
        (b"ADIF\x00" + (128000 << 5).to_bytes(4, "big")[1:] + b"\x00\x00\x00\x50" + bytes(40), "audio/aac"),
        # The same with a copyright of 72 bits before its rates.
        (b"ADIF" + (1 << 135 | 128000 << 37 | 4 << 3).to_bytes(17, "big") + bytes(40), "audio/aac"),
        (b"MAC \x96\x0f\x00\x00" + bytes(70), "audio/x-ape"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,", "image/gif"),
    ],
)  # fmt: skip
def test_what_is_written_and_is_media_is_known_all_the_same(data: bytes, mime_type: str) -> None:
    assert _identified(data).mime_type == mime_type


def test_a_tag_of_an_unknown_version_is_no_sound() -> None:
    assert _identified(id3(200)).mime_type == "audio/mpeg"
    assert not _identified(id3(200).replace(b"\x04", b"\x07", 1)).is_media


@pytest.mark.parametrize(
    "data", [b"P1" + b" #a\n" * 5000, b"P7\n" + b"WIDTH 1\n" * 600, b"/* XPM */" + b"static " * 800]
)
def test_comments_without_end_are_read_once(data: bytes) -> None:
    assert not _identified(data).is_media
