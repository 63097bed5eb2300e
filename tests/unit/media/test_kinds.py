from pathlib import Path

import pytest

from layers_desktop.domain.file_errors import NotMediaError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.media.format_table import family_of
from layers_desktop.media.identify import MediaType
from layers_desktop.media.kinds import KindGuess, guess_kind, kinds_that_take

_LOGO = KindGuess(MediaKind.LOGO, is_guessed=True)
_REFERENCE = KindGuess(MediaKind.REFERENCE_IMAGE, is_guessed=True)
_IMAGE = KindGuess(MediaKind.IMAGE, is_guessed=False)


def _type(mime_type: str) -> MediaType:
    return MediaType(
        mime_type,
        family_of(mime_type),
        mismatched_extension=None,
        is_uncommon=False,
        label="X",
    )


@pytest.mark.parametrize(
    ("path", "subfolder", "guess"),
    [
        ("/home/u/acme-logo.png", "", _LOGO),
        ("/home/u/AcmeLogo.png", "", _LOGO),
        ("/home/u/ACMELogo_2x.png", "", _LOGO),
        ("/home/u/LOGO2.png", "", _LOGO),
        ("/home/u/brandmark.png", "", _LOGO),
        ("/home/u/word mark.png", "", _LOGO),
        ("/home/u/Logos/blue.png", "", _LOGO),
        ("/home/u/ref_01.jpg", "", _REFERENCE),
        ("/home/u/mood-board.jpg", "", _REFERENCE),
        ("/home/u/Moodboard/a.jpg", "", _REFERENCE),
        ("/home/u/Drop/References/May/a.jpg", "Drop/References/May", _REFERENCE),
        ("/home/u/logo/reference.jpg", "", _REFERENCE),
        ("/home/u/logo reference.jpg", "", _REFERENCE),
        ("/home/u/reference-logo.jpg", "", _LOGO),
        ("/home/u/catalogo.png", "", _IMAGE),
        ("/home/u/prefer.png", "", _IMAGE),
        ("/home/u/re-f.png", "", _IMAGE),
        ("/home/u/logopedia.png", "", _IMAGE),
        ("/home/logo/u/photo.png", "", _IMAGE),
        ("photo.png", "", _IMAGE),
    ],
)
def test_an_image_is_what_a_person_calls_it(path: str, subfolder: str, guess: KindGuess) -> None:
    assert guess_kind(Path(path), subfolder, _type("image/png")) == guess


def test_an_svg_is_a_logo_unless_it_is_called_a_reference() -> None:
    assert guess_kind(Path("shape.svg"), "", _type("image/svg+xml")) == _LOGO
    assert guess_kind(Path("ref.svg"), "", _type("image/svg+xml")) == _REFERENCE


@pytest.mark.parametrize(
    ("mime_type", "kind"), [("video/mp4", MediaKind.VIDEO), ("audio/wav", MediaKind.AUDIO)]
)
def test_no_hint_makes_a_logo_of_a_video_or_a_sound(mime_type: str, kind: MediaKind) -> None:
    assert guess_kind(Path("logos/logo.bin"), "", _type(mime_type)) == KindGuess(kind, is_guessed=False)


def test_what_is_not_media_is_refused_by_its_name() -> None:
    with pytest.raises(NotMediaError, match="not X files"):
        guess_kind(Path("logo.pdf"), "", _type("application/pdf"))


def test_only_images_can_be_sent_as_more_than_one_kind() -> None:
    assert kinds_that_take("image/tiff") == (MediaKind.IMAGE, MediaKind.LOGO, MediaKind.REFERENCE_IMAGE)
    assert kinds_that_take("video/mp4") == (MediaKind.VIDEO,)
    assert kinds_that_take("audio/mp4") == (MediaKind.AUDIO,)
    assert kinds_that_take("application/pdf") == ()
