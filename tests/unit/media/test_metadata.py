import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_desktop.media.bounded_reader import READ_BUDGET, BoundedReader
from layers_desktop.media.metadata import MediaMetadata, metadata_of, read_metadata
from tests.unit.media.conftest import Corpus
from tests.unit.media.media_bytes import box, ebml, ftyp
from tests.unit.media.recording_file import RecordingFile

_IMAGES = ("photo.jpg", "picture.png", "moving.apng", "moving.gif", "picture.bmp", "picture.avif")
_WEBP = ("picture.webp", "lossless.webp", "moving.webp")
_VIDEOS = (
    "clip.mp4",
    "streamable.mp4",
    "silent.mp4",
    "clip.mov",
    "clip.3gp",
    "clip.webm",
    "clip.mkv",
    "clip.avi",
)
_AUDIO = ("tone.m4a", "sound_only.mp4", "tone.flac", "tone.wav", "huge.wav", "tone.mka", "sound_only.webm")


@pytest.mark.parametrize("name", [*_IMAGES, *_WEBP])
def test_an_image_has_its_dimensions_and_no_running_time(corpus: Corpus, name: str) -> None:
    assert read_metadata(corpus.folder / name) == MediaMetadata(64, 48)


@pytest.mark.parametrize(
    ("name", "size"), [("photo.heic", (64, 64)), ("layers.psd", (32, 32)), ("progressive.jpeg", (64, 64))]
)
def test_other_images_too(corpus: Corpus, name: str, size: tuple[int, int]) -> None:
    assert read_metadata(corpus.folder / name) == MediaMetadata(*size)


@pytest.mark.parametrize("name", _VIDEOS)
def test_a_video_has_both(corpus: Corpus, name: str) -> None:
    found = read_metadata(corpus.folder / name)
    assert (found.width, found.height) == (64, 48)
    assert found.seconds == pytest.approx(0.35, abs=0.1)


@pytest.mark.parametrize("name", _AUDIO)
def test_sound_has_a_running_time_and_no_dimensions(corpus: Corpus, name: str) -> None:
    found = read_metadata(corpus.folder / name)
    assert (found.width, found.height) == (None, None)
    assert found.seconds == pytest.approx(0.4, abs=0.05)


@pytest.mark.parametrize("name", ["live.mkv", "clip.ts", "tagged.mp3", "letter.pdf", "noise", "plain.svg"])
def test_what_the_header_does_not_say_is_not_known(corpus: Corpus, name: str) -> None:
    assert read_metadata(corpus.folder / name).seconds is None


def facts_of(*data: bytes) -> MediaMetadata:
    """What is read in these bytes."""
    whole = b"".join(data)
    return metadata_of(BoundedReader(RecordingFile(whole), len(whole)))


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A JPEG of these segments: the second byte of the mark, and what is in it."""
    marked = (struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data for mark, data in segments)
    return b"\xff\xd8" + b"".join(marked)


# Numbers that need all of their bytes, none of which is like another.
WIDE, HIGH = 0x0102_0304, 0x0506_0708
BMP = b"BM" + struct.pack("<IHHI", 4_000_000, 0, 0, 54)
FRAME = (0xC0, struct.pack(">BHHB", 8, 0x0102, 0x0304, 1) + bytes(3))
EXIF = (0xE1, b"Exif\0\0" + bytes(600))


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", WIDE, HIGH) + bytes(9), (WIDE, HIGH)),
        (b"GIF89a" + struct.pack("<HH", 0x0102, 0x0304) + bytes(9), (0x0102, 0x0304)),
        (BMP + struct.pack("<IiiHH", 40, WIDE, HIGH, 1, 24) + bytes(24), (WIDE, HIGH)),
        # Its rows go from top to bottom.
        (BMP + struct.pack("<IiiHH", 40, WIDE, -HIGH, 1, 24) + bytes(24), (WIDE, HIGH)),
        # As OS/2 wrote them.
        (BMP + struct.pack("<IHHHH", 12, 0x0102, 0x0304, 1, 24) + bytes(24), (0x0102, 0x0304)),
        (b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 0x1234, 0x5678, 8, 3), (0x5678, 0x1234)),
        # What a camera says of itself stands before, and says its length in two bytes.
        (jpeg(EXIF, FRAME), (0x0304, 0x0102)),
    ],
    ids=["png", "gif", "bmp", "top-down", "os2", "psd", "jpg"],
)
def test_a_picture_has_the_dimensions_of_its_header_however_large(data: bytes, size: tuple[int, int]) -> None:
    assert facts_of(data) == MediaMetadata(*size)


@pytest.mark.parametrize("data", [jpeg(EXIF), jpeg(EXIF, (0xDA, bytes(9))) + bytes(50)])
def test_a_jpeg_without_a_frame_has_no_dimensions(data: bytes) -> None:
    assert facts_of(data) == MediaMetadata()


def wav(*chunks: bytes, form: bytes = b"RIFF") -> tuple[bytes, ...]:
    return (form, bytes(4), b"WAVE", *chunks)


def wav_format(bytes_per_second: int, order: str = "<") -> bytes:
    return b"fmt " + struct.pack(f"{order}IHHIIHH", 16, 1, 2, 44_100, bytes_per_second, 4, 16)


@pytest.mark.parametrize(
    "data",
    [
        wav(wav_format(100), b"data" + struct.pack("<I", 150), bytes(150)),
        # Written from the large end on.
        wav(wav_format(100, ">"), b"data" + struct.pack(">I", 150), bytes(150), form=b"RIFX"),
        # A chunk of an odd length is followed by a byte that it does not count.
        wav(wav_format(100), b"note" + struct.pack("<I", 3), bytes(4), b"data\x96\0\0\0", bytes(150)),
        # A recording that was broken off never got its length.
        wav(wav_format(100), b"data\xff\xff\xff\xff", bytes(150)),
        # A player reads on to the end of the sound, and no farther.
        wav(wav_format(100), b"data" + struct.pack("<I", 150), bytes(150), b"LIST\x02\0\0\0", bytes(2)),
    ],
    ids=["plain", "rifx", "odd", "unfinished", "more"],
)
def test_a_wav_runs_as_long_as_its_bytes_last(data: tuple[bytes, ...]) -> None:
    assert facts_of(*data).seconds == 1.5


def test_a_flac_runs_as_long_as_its_samples_last() -> None:
    rate, samples = 0x12345, 0x9_8765_4321
    bits = (rate << 44 | 1 << 41 | 15 << 36 | samples).to_bytes(8)
    stream = b"fLaC\x80\0\0\x22" + struct.pack(">HH", 4096, 4096) + bytes(6) + bits + b"\xff" * 16
    assert facts_of(stream).seconds == samples / rate


def test_an_infinite_duration_is_not_known() -> None:
    info = ebml("1549a966", ebml("4489", bytes.fromhex("7ff0000000000000")))
    assert facts_of(ebml("1a45dfa3", ebml("4282", b"webm")), ebml("18538067", info)) == MediaMetadata()


def test_a_time_scale_of_zero_is_not_known() -> None:
    movie = box(b"moov", box(b"mvhd", bytes(16), b"\x00\x00\x10\x00", bytes(80)))
    assert facts_of(ftyp(b"mp42"), movie) == MediaMetadata()


def test_a_missing_file_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_metadata(tmp_path / "missing.jpg")


@settings(suppress_health_check=[HealthCheck.data_too_large])
@given(data=st.data())
def test_damaged_files_have_sensible_facts_or_none(corpus: Corpus, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from([s for s in corpus.samples if s.family]))
    content = bytearray((corpus.folder / sample.name).read_bytes())
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8)):
        content[at % len(content)] = value
    file = RecordingFile(bytes(content[: data.draw(st.integers(0, len(content)))]))
    found = metadata_of(BoundedReader(file, file.size))
    assert (found.width is None) == (found.height is None)
    assert found.width is None or found.width > 0
    assert found.seconds is None or 0 < found.seconds < float("inf")
    assert file.bytes_requested <= READ_BUDGET
