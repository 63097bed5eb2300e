import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from layers_desktop.domain.file_errors import NotAFileError
from layers_desktop.media.bounded_reader import MAX_READS, READ_BUDGET, BoundedReader
from layers_desktop.media.content.detect import find_format
from layers_desktop.media.format_table import FORMATS, Family
from layers_desktop.media.identify import identify, identify_content
from tests.unit.media.conftest import Corpus
from tests.unit.media.corpus import Sample
from tests.unit.media.media_bytes import ftyp, large_box, moov
from tests.unit.media.recording_file import RecordingFile

_UNRECOGNISABLE = {"noise", "zeros"}


def _is_known_by_content(reader: BoundedReader) -> bool:
    """Return whether the content alone says of which family the file is."""
    match = find_format(reader)
    return match is not None and len({FORMATS[key].family for key in {match.key, *match.allows}}) == 1


def _wrong(corpus: Corpus, renamed: Callable[[Sample], str]) -> dict[str, str]:
    """Return each sample that is not known by its content under the new name, with what it was taken for."""
    answers = {}
    for sample in corpus.samples:
        if sample.name not in _UNRECOGNISABLE:
            with (corpus.folder / sample.name).open("rb", buffering=0) as file:
                size = (corpus.folder / sample.name).stat().st_size
                answer = identify_content(BoundedReader(file, size), PurePath(renamed(sample)))
            if (answer.mime_type, answer.family) != (sample.type_by_content, sample.family):
                answers[sample.name] = answer.mime_type
    return answers


def test_the_corpus_is_as_large_as_was_asked_for(corpus: Corpus) -> None:
    assert len({sample.name for sample in corpus.samples}) == len(corpus.samples) >= 70


def test_every_file_is_known_under_its_own_name(corpus: Corpus) -> None:
    answers = {sample.name: identify(corpus.folder / sample.name) for sample in corpus.samples}
    assert {name: answer.mime_type for name, answer in answers.items()} == {
        sample.name: sample.mime_type for sample in corpus.samples
    }
    assert {name: answer.family for name, answer in answers.items()} == {
        sample.name: sample.family for sample in corpus.samples
    }


def test_an_honest_name_is_never_called_a_lie_unless_a_container_holds_no_video(corpus: Corpus) -> None:
    doubted = {s.name for s in corpus.samples if identify(corpus.folder / s.name).mismatched_extension}
    assert doubted == {"sound_only.mp4", "sound_only.mov"}


def test_every_file_is_known_without_its_extension(corpus: Corpus) -> None:
    assert _wrong(corpus, lambda sample: sample.bare_name) == {}


def test_every_file_is_known_in_spite_of_a_lying_extension(corpus: Corpus) -> None:
    assert _wrong(corpus, lambda sample: sample.bare_name + sample.lie) == {}


def test_a_lying_extension_is_named(corpus: Corpus) -> None:
    for sample in corpus.samples:
        if sample.name not in _UNRECOGNISABLE:
            data = (corpus.folder / sample.name).read_bytes()
            file = RecordingFile(data)
            answer = identify_content(BoundedReader(file, len(data)), PurePath("name" + sample.lie.upper()))
            assert answer.mismatched_extension == sample.lie.upper(), sample
            assert _is_known_by_content(BoundedReader(file, len(data)))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.9])
def test_a_truncated_file_is_never_taken_for_another_family_by_its_content(
    corpus: Corpus, share: float
) -> None:
    wrong = {}
    for sample in corpus.samples:
        data = (corpus.folder / sample.name).read_bytes()
        cut = data[: max(int(len(data) * share), 64)]
        reader = BoundedReader(RecordingFile(cut), len(cut))
        answer = identify_content(reader, PurePath(sample.bare_name))
        if (
            _is_known_by_content(BoundedReader(RecordingFile(cut), len(cut)))
            and answer.family != sample.family
        ):
            wrong[sample.name] = answer.mime_type
    assert wrong == {}


def test_no_file_is_read_beyond_the_budget(corpus: Corpus) -> None:
    for sample in corpus.samples:
        data = (corpus.folder / sample.name).read_bytes()
        file = RecordingFile(data)
        identify_content(BoundedReader(file, len(data)), PurePath(sample.name))
        assert file.bytes_requested <= READ_BUDGET
        assert file.reads <= MAX_READS


@pytest.mark.parametrize(
    ("handlers", "mime_type"), [((b"vide", b"soun"), "video/mp4"), ((b"soun",), "audio/mp4")]
)
def test_the_index_is_found_behind_more_than_4_gb_of_media(
    handlers: tuple[bytes, ...], mime_type: str
) -> None:
    start = ftyp(b"mp41", b"mp41")
    media_size = 5 * 2**30
    file = RecordingFile(
        start + large_box(b"mdat", b"", media_size), {len(start) + media_size: moov(*handlers)}
    )
    answer = identify_content(BoundedReader(file, file.size), PurePath("GH010042"))
    assert answer.mime_type == mime_type
    assert file.bytes_requested <= READ_BUDGET


def test_where_the_index_is_missing_the_name_decides_between_video_and_audio() -> None:
    data = ftyp(b"isom", b"mp42") + large_box(b"mdat", bytes(100))
    answers = {
        name: identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath(name))
        for name in ("a.mp4", "a.m4a", "a.jpg", "a")
    }
    assert answers["a.m4a"].family is Family.AUDIO
    assert answers["a.mp4"].family is answers["a.jpg"].family is answers["a"].family is Family.VIDEO
    assert not _is_known_by_content(BoundedReader(RecordingFile(data), len(data)))


@pytest.mark.parametrize(
    ("name", "mime_type", "family"),
    [
        ("sound.MP3", "audio/mpeg", Family.AUDIO),
        ("picture.tga", "image/x-tga", Family.IMAGE),
        ("clip.MPG", "video/mpeg", Family.VIDEO),
        ("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        ("file.unheard-of", "application/octet-stream", None),
        ("file", "application/octet-stream", None),
    ],
)
def test_the_name_is_asked_where_the_content_says_nothing(
    name: str, mime_type: str, family: Family | None
) -> None:
    reader = BoundedReader(RecordingFile(b"\x01" * 50), 50)
    answer = identify_content(reader, PurePath(name))
    assert (answer.mime_type, answer.family) == (mime_type, family)
    assert find_format(reader) is None
    assert answer.label
    assert answer.claimed_family is None


@pytest.mark.parametrize(
    ("name", "family", "mime_type"),
    [
        ("a.jpg", Family.IMAGE, "image/jpeg"),
        ("a.PNG", Family.IMAGE, "image/png"),
        ("a.heic", Family.IMAGE, "image/heic"),
        ("a.mp4", Family.VIDEO, "video/mp4"),
        ("a.mov", Family.VIDEO, "video/quicktime"),
        ("a.ts", Family.VIDEO, "video/mp2t"),
        ("a.wav", Family.AUDIO, "audio/wav"),
    ],
)
@pytest.mark.parametrize(
    "data", [b"\x01" * 50, bytes(20_000), b"\x1b%-12345X@PJL\r\n%PDF-1.4\n" + bytes(range(256))]
)
def test_a_name_is_not_believed_where_its_format_has_a_beginning(
    name: str, family: Family, mime_type: str, data: bytes
) -> None:
    reader = BoundedReader(RecordingFile(data), len(data))
    answer = identify_content(reader, PurePath(name))
    assert (answer.is_media, answer.claimed_family) == (False, family)
    trusted = identify_content(reader, PurePath(name), trusts_name=True)
    assert (trusted.mime_type, trusted.family) == (mime_type, family)


@pytest.mark.parametrize("name", ["a.tga", "a.mp3", "a.mpg", "a.dv"])
def test_zeros_are_nothing_under_any_name(name: str) -> None:
    answer = identify_content(BoundedReader(RecordingFile(bytes(5000)), 5000), PurePath(name))
    assert (answer.is_media, answer.claimed_family is None) == (False, False)


@pytest.mark.parametrize("rest", [b"\xff" * 60, b"\xa0" * 60, b"\x4c\x13" * 30])
def test_the_two_bytes_of_jpeg_xl_alone_are_no_picture(rest: bytes) -> None:
    reader = BoundedReader(RecordingFile(b"\xff\x0a" + rest), 2 + len(rest))
    assert not identify_content(reader, PurePath("a.jxl")).is_media


@pytest.mark.parametrize("name", ["drawing.svg", "photo.jpg", "clip.ts", "sound.mp3"])
def test_text_is_never_media_whatever_its_name(name: str) -> None:
    data = b"export const answer = 42;\n"
    answer = identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath(name))
    assert answer.mime_type == "text/plain"
    assert not answer.is_media


def test_a_document_type_too_long_to_see_its_end_still_announces_svg() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY a "' + b"x" * 40_000 + b'">]><svg/>'
    assert (
        identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath("a")).mime_type
        == "image/svg+xml"
    )


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(NotAFileError):
        identify(tmp_path / "pipe.jpg")


def test_the_systems_errors_come_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        identify(tmp_path / "missing.jpg")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        identify(tmp_path / "folder")


def test_the_answers_depend_on_neither_locale_nor_type_tables(corpus: Corpus, tmp_path: Path) -> None:
    script = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from layers_desktop.media.identify import identify\n"
        "answers = {p.name: identify(p).mime_type for p in sorted(Path(sys.argv[1]).iterdir())}\n"
        "assert not {'mimetypes', 'PySide6', 'magic'} & set(sys.modules)\n"
        "print(json.dumps(answers))\n"
    )
    for locale, tables in (("C", "/nonexistent"), ("tr_TR.UTF-8", "/usr/share"), ("de_DE", str(tmp_path))):
        environment = {
            **os.environ,
            "LC_ALL": locale,
            "LANG": locale,
            "XDG_DATA_DIRS": tables,
            "XDG_DATA_HOME": tables,
        }
        done = subprocess.run(
            [sys.executable, "-c", script, corpus.folder],
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        )
        assert json.loads(done.stdout) == {sample.name: sample.mime_type for sample in corpus.samples}
