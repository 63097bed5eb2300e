import pytest

from layers_desktop.domain.untrusted_text import lasting_link, without_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_be_run_is_marked_as_text(start: str) -> None:
    assert without_formula(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "a=b", " =1", "'=1", 7, -7, None])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert without_formula(cell) is cell


@pytest.mark.parametrize(
    "link", ["https://media.example/a", "https://media.example:8443/a(1).png?size=2#top"]
)
def test_an_https_address_is_a_link(link: str) -> None:
    assert lasting_link(link) == link


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "http://media.example/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://me:secret@media.example/a",
        "https://me@media.example/a",
        "https://media.example:99999/a",
        "https://b\u00fccher.example/",
        "https://media.example/a b",
        "https://media.example/a\nb",
        "https://media.example/" + "a" * 2_000,
        "https://store.example/a?X-Amz-Signature=0123&X-Amz-Date=1",
        "https://store.example/a?se=2026&sig=abc",
        "https://store.example/a?token=abc",
        "https://media.example/lp_live_0123456789",
    ],
)
def test_what_is_no_https_address_or_holds_a_secret_is_no_link(value: object) -> None:
    assert lasting_link(value) is None
