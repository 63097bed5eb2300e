from pathlib import PurePath

import pytest

from layers_desktop.domain.file_errors import NotMediaError
from layers_desktop.media.bounded_reader import BoundedReader
from layers_desktop.media.identify import MediaType, identify_content
from layers_desktop.media.kinds import advice_for
from tests.unit.media.rare_formats import BEHIND, NO_NOTE, REFUSED, TAKEN
from tests.unit.media.recording_file import RecordingFile


def _identified(data: bytes, name: str = "a") -> MediaType:
    return identify_content(BoundedReader(RecordingFile(data), len(data)), PurePath(name))


@pytest.mark.parametrize(("mime_type", "data"), TAKEN)
def test_rare_media_is_sent_with_a_caution(mime_type: str, data: bytes) -> None:
    answer = _identified(data)
    assert (answer.mime_type, answer.is_media) == (mime_type, True)
    assert advice_for(answer).startswith("Layers may refuse")


@pytest.mark.parametrize(("mime_type", "data"), BEHIND)
def test_the_type_is_that_of_the_sound_not_of_the_tag_before_it(mime_type: str, data: bytes) -> None:
    assert _identified(data).mime_type == mime_type


@pytest.mark.parametrize(("mime_type", "label", "data"), REFUSED)
def test_what_hardly_any_program_reads_is_refused_by_its_name(
    mime_type: str, label: str, data: bytes
) -> None:
    answer = _identified(data, "a.jpg")
    assert (answer.mime_type, answer.label, answer.is_media) == (mime_type, label, False)


def test_module_music_is_called_music() -> None:
    answer = _identified({label: data for _, label, data in REFUSED}["MOD"], "a.mod")
    assert answer.is_music
    title = NotMediaError(answer.label, is_music=True).problem.title
    assert title == "Layers takes images, videos and audio, not MOD music."


@pytest.mark.parametrize(("name", "data"), NO_NOTE)
def test_a_name_that_such_files_often_have_needs_no_note(name: str, data: bytes) -> None:
    answer = _identified(data, name)
    assert answer.is_media
    assert answer.mismatched_extension is None
