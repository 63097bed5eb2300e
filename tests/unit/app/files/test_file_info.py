from collections.abc import Iterator

import pytest

from layers_desktop.app.files.file_info import metadata_text
from layers_desktop.local.language import ENGLISH, choose_language, use_language
from layers_desktop.media.metadata import MediaMetadata


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_US", "2400 × 1350 pixels · 1:02:03"),
        ("de_DE", "2400 × 1350 Pixel · 1:02:03"),
        ("ar_EG", "٢٤٠٠ × ١٣٥٠ بكسل · ١:٠٢:٠٣"),
    ],
)
def test_what_a_file_shows_is_written_in_the_digits_of_the_language(locale: str, text: str) -> None:
    use_language(choose_language({"LANG": locale}))
    assert metadata_text(MediaMetadata(2400, 1350, 3723.0)) == text
