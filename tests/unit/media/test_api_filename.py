import os
import unicodedata
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.media.api_filename import api_filename, display_name, isolated

# Whatever a file system may hold: any characters, and bytes that are no UTF-8.
_NAMES = st.text(st.characters(exclude_characters="/\x00"), min_size=1, max_size=300) | st.binary(
    min_size=1, max_size=255
).map(lambda raw: os.fsdecode(raw.replace(b"/", b"_").replace(b"\x00", b"_")))


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(_NAMES)
def test_the_api_gets_a_name_that_it_can_take(name: str) -> None:
    sent = api_filename(Path(name))
    assert 1 <= _utf16_length(sent) <= 256
    assert unicodedata.is_normalized("NFC", sent)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in sent)
    assert "/" not in sent
    assert "\\" not in sent


@given(
    st.text(st.sampled_from("aé😀\u0301 .-_e"), max_size=400),
    st.sampled_from([".jpg", ".jpeg", ".MP4", ".m4a"]),
)
def test_the_extension_survives_the_cut(stem: str, extension: str) -> None:
    assert api_filename(Path(f"x{stem}y{extension}")).endswith(f"y{extension}"[1:])


def test_a_long_name_is_cut_before_its_extension_and_never_inside_a_character() -> None:
    assert api_filename(Path("a" * 300 + ".jpeg")) == "a" * 251 + ".jpeg"
    assert api_filename(Path("x" + "😀" * 200 + ".png")) == "x" + "😀" * 125 + ".png"


def test_what_only_looks_like_an_extension_is_cut_too() -> None:
    assert len(api_filename(Path("a." + "b" * 300))) == 256


def test_a_name_from_a_mac_is_composed() -> None:
    assert api_filename(Path("Cafe\u0301.png")) == "Café.png"


def test_what_cannot_be_printed_is_replaced() -> None:
    assert api_filename(Path("a\nb\x7f\u202egnp.exe\udcff.png")) == "a_b__gnp.exe_.png"


def test_an_ordinary_name_is_left_alone() -> None:
    assert api_filename(Path("/x/Größe – 新しい.tar.gz")) == "Größe – 新しい.tar.gz"
    assert display_name(Path("/x/Größe – 新しい.tar.gz")) == "Größe – 新しい.tar.gz"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.png", "a␊b.png"),
        ("a\x7f.png", "a␡.png"),
        (os.fsdecode(b"caf\xe9.png"), "caf\\xe9.png"),
        ("photo\u202egnp.exe", "photo<U+202E>gnp.exe"),
        ("a\u2028b", "a<U+2028>b"),
        ("a\x85b", "a<U+0085>b"),
    ],
)
def test_the_invisible_is_shown(name: str, shown: str) -> None:
    assert display_name(Path(name)) == shown


@given(_NAMES)
def test_a_shown_name_is_one_line_that_can_be_encoded(name: str) -> None:
    shown = display_name(Path(name))
    assert len(shown.splitlines()) <= 1
    assert bool(shown.encode("utf-8")) == bool(PurePath(name).name)


def test_isolation_goes_around_the_text() -> None:
    assert isolated("שלום.png") == "\u2068שלום.png\u2069"
