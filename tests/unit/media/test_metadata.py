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


def test_an_infinite_duration_is_not_known() -> None:
    info = ebml("1549a966", ebml("4489", bytes.fromhex("7ff0000000000000")))
    data = ebml("1a45dfa3", ebml("4282", b"webm")) + ebml("18538067", info)
    assert metadata_of(BoundedReader(RecordingFile(data), len(data))) == MediaMetadata()


def test_a_time_scale_of_zero_is_not_known() -> None:
    data = ftyp(b"mp42") + box(b"moov", box(b"mvhd", bytes(16), b"\x00\x00\x10\x00", bytes(80)))
    assert metadata_of(BoundedReader(RecordingFile(data), len(data))) == MediaMetadata()


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
