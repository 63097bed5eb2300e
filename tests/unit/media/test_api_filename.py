import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.media.api_filename import api_filename

# Whatever a file system may hold: any characters, and bytes that are no UTF-8.
_NAMES = st.text(st.characters(exclude_characters="/\x00"), min_size=1, max_size=300) | st.binary(
    min_size=1, max_size=255
).map(lambda raw: os.fsdecode(raw.replace(b"/", b"_").replace(b"\x00", b"_")))


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.unix("names that are bytes")
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
