from pathlib import PurePath

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_desktop.media.bounded_reader import MAX_READS, READ_BUDGET, BoundedReader
from layers_desktop.media.format_table import FORMATS, UNKNOWN_MIME_TYPE
from layers_desktop.media.identify import identify_content
from tests.unit.media.conftest import Corpus
from tests.unit.media.media_bytes import box, ebml, ftyp, id3, large_box, ogg_page, track
from tests.unit.media.recording_file import RecordingFile

_NAMES = st.sampled_from(["a", "a.jpg", "a.mp4", "a.svg", "a.docx", "a.m4a", ".mp3", "a.", "a.weba"])
_MIME_TYPES = {row.mime_type for row in FORMATS.values()} | {UNKNOWN_MIME_TYPE}
_STARTS = st.sampled_from(
    [
        ftyp(b"isom", b"mp42"),
        ftyp(b"mif1"),
        box(b"ftyp"),
        box(b"wide"),
        b"\x1a\x45\xdf\xa3",
        ebml("1a45dfa3", ebml("4282", b"webm")) + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7,
        ogg_page(b"OpusHead", 2),
        id3(20),
        b"\xff\xfb\x90\x00",
        b"\xff\xf1\x50\x80",
        b"\x0b\x77",
        b"RIFF",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b\x08",
        b"\x89PNG\r\n\x1a\n",
        b"BM",
        b"\x00\x00\x01\x00",
        b"\x00\x00\x01\xba",
        b"\x47",
        b"P6 ",
        b"MZ",
        b"\xca\xfe\xba\xbe",
        bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),
        b"<",
        b"<!--",
        b"<!DOCTYPE svg [",
        b"\xff\xfe<\x00",
        b"\x00\x00\xfe\xff",
    ]
)
_KINDS = st.sampled_from([b"moov", b"trak", b"mdia", b"hdlr", b"mdat", b"free", b"meta"])
_BOXES = st.recursive(
    st.builds(box, _KINDS, st.binary(max_size=40)),
    lambda inner: st.one_of(
        st.builds(lambda kind, parts: box(kind, *parts), _KINDS, st.lists(inner, max_size=4)),
        st.builds(large_box, _KINDS, inner, st.integers(0, 2**64 - 1) | st.none()),
        st.builds(lambda kind, data: data[: len(data) // 2] + kind, _KINDS, inner),
    ),
    max_leaves=12,
)


def _check(data: bytes, name: str, claimed_size: int | None = None) -> None:
    file = RecordingFile(data)
    answer = identify_content(
        BoundedReader(file, len(data) if claimed_size is None else claimed_size), PurePath(name)
    )
    assert answer.mime_type in _MIME_TYPES
    assert file.bytes_requested <= READ_BUDGET
    assert file.reads <= MAX_READS


@given(st.binary(max_size=3000), _NAMES)
def test_any_bytes_have_an_answer(data: bytes, name: str) -> None:
    _check(data, name)


@given(_STARTS, st.binary(max_size=600), _NAMES)
def test_any_bytes_behind_a_known_start_have_an_answer(start: bytes, data: bytes, name: str) -> None:
    _check(start + data, name)


@given(st.lists(_BOXES, max_size=6), _NAMES)
def test_any_nest_of_boxes_has_an_answer(boxes: list[bytes], name: str) -> None:
    _check(ftyp(b"isom", b"mp42") + b"".join(boxes), name)


@given(st.binary(max_size=200), st.integers(0, 2**63))
def test_a_file_that_is_not_as_large_as_it_was_has_an_answer(data: bytes, claimed_size: int) -> None:
    _check(data, "a.mp4", claimed_size)


@settings(suppress_health_check=[HealthCheck.data_too_large])
@given(data=st.data())
def test_real_files_cut_and_damaged_have_an_answer(corpus: Corpus, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(corpus.samples))
    content = bytearray((corpus.folder / sample.name).read_bytes())
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=8)):
        content[at % len(content)] = value
    start = data.draw(st.integers(0, len(content) // 2))
    _check(bytes(content[start : data.draw(st.integers(start, len(content)))]), sample.name)


def test_thousands_of_tiny_boxes_are_not_walked_to_the_end() -> None:
    _check(ftyp(b"isom") + box(b"free") * 100_000, "a.mp4")
    _check(ftyp(b"isom") + box(b"moov", box(b"trak", box(b"mdia", box(b"free") * 60) * 60) * 60), "a.mp4")
    _check(ftyp(b"isom") + box(b"moov", track(b"text") * 3000), "a.mp4")
    _check(ebml("1a45dfa3", ebml("4282", b"webm")) + ebml("ec", b"") * 50_000, "a.webm")
