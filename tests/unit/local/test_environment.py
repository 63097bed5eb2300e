from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.local.environment import api_host, base_url


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("", "https://api.layers.com"),
        ("  ", "https://api.layers.com"),
        ("https://api.example.org", "https://api.example.org"),
        (" HTTPS://API.Example.org/ ", "https://api.example.org"),
        ("https://api.example.org:443/", "https://api.example.org"),
        ("https://api.example.org:8443/base/path//", "https://api.example.org:8443/base/path"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_an_address_that_can_be_used_is_normalised(given_url: str, used: str) -> None:
    assert base_url({"LAYERS_BASE_URL": given_url}) == used


def test_without_the_variable_it_is_layers_own_address() -> None:
    assert base_url({}) == "https://api.layers.com"


@pytest.mark.parametrize(
    "refused",
    [
        "http://api.layers.com",
        "http://128.0.0.1",
        "http://10.0.0.1",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://127.1",
        "http://[::2]",
        "ftp://api.layers.com",
        "file:///etc/passwd",
        "api.layers.com",
        "//api.layers.com",
        "https://",
        "https:///path",
        "https://api.layers.com:0",
        "https://api.layers.com:99999",
        "https://api.layers.com:port",
        "https://[::1",
        "https://user@api.layers.com",
        "https://user:word@api.layers.com",
        "https://@api.layers.com",
        "https://api.layers.com?x=1",
        "https://api.layers.com/?",
        "https://api.layers.com/#top",
        "https://api.layers.com\\@evil.example",
        "https://api.lay\ners.com",
        "https://api.layers.com/a b",
    ],
)
def test_any_other_address_is_refused_before_a_byte_is_sent(refused: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        base_url({"LAYERS_BASE_URL": refused})
    assert "LAYERS_BASE_URL" in caught.value.title
    assert caught.value.next_step


def test_the_refusal_does_not_quote_a_password() -> None:
    with pytest.raises(ConfigurationError) as caught:
        base_url({"LAYERS_BASE_URL": "https://user:canary@api.layers.com"})
    assert "canary" not in str(caught.value.problem)


@given(st.text() | st.from_regex(r"https?://[a-z0-9.\[\]:@?#/\\-]{0,30}", fullmatch=True))
def test_whatever_is_given_either_is_refused_or_is_safe(text: str) -> None:
    try:
        url = base_url({"LAYERS_BASE_URL": text})
    except ConfigurationError:
        return
    parts = urlsplit(url)
    assert parts.scheme == "https" or parts.hostname in {"localhost", "::1"} or url.startswith("http://127.")
    assert "@" not in parts.netloc
    assert not parts.query
    assert not url.endswith("/")
    assert base_url({"LAYERS_BASE_URL": url}) == url


def test_the_host_of_an_address_has_its_port() -> None:
    assert api_host("https://api.layers.com") == "api.layers.com"
    assert api_host("http://127.0.0.1:8000/base") == "127.0.0.1:8000"
