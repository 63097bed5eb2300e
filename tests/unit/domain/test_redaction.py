import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.redaction import redact

SECRET = "CANARYcanary0123456789"
words = st.text(st.characters(codec="utf-8"), max_size=30)
key_letters = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=4, max_size=60)


@pytest.mark.parametrize(
    "text",
    [
        f"lp_{SECRET}",
        f"key=lp_{SECRET}&x=1",
        f"x%3Dlp_{SECRET}",
        f"X-Api-Key: {SECRET}",
        f"x-api-key:{SECRET}",
        f"{{'x-api-key': '{SECRET}', 'accept': '*/*'}}",
        f"[(b'X-Api-Key', b'{SECRET}'), (b'Host', b'h')]",
        f'{{"headers": {{"Authorization": "Bearer {SECRET}"}}}}',
        f'"{{\\"Authorization\\": \\"Bearer {SECRET}\\"}}"',
        f"Authorization: Bearer {SECRET}",
        f"Proxy-Authorization: Basic {SECRET}==",
        f"authorization=Bearer {SECRET}",
        f"https://s.example/o?X-Amz-Credential={SECRET}%2F2025&X-Amz-Signature={SECRET}",
        f"https://s.example/o?a=1&x-amz-security-token={SECRET}#f",
        f"https://s.example/o?AWSAccessKeyId=A&Signature={SECRET}&Expires=1",
        f"https://s.example/o?token={SECRET}",
        f"back=https%3A%2F%2Fs.example%3FX-Amz-Signature%3D{SECRET}",
        f"&amp;X-Amz-Signature={SECRET}&amp;x=1",
        f"X-Amz-Security-Token: {SECRET}",
        f"{{'X-Amz-Signature': ['{SECRET}']}}",
        f"<SignatureProvided>{SECRET}</SignatureProvided>",
        f"http://user:{SECRET}@proxy.example:3128/",
        f"http://{SECRET}@proxy.example",
        f"socks5://a:b@{SECRET}@proxy.example",
    ],
)
def test_no_shape_of_a_secret_stays(text: str) -> None:
    assert SECRET not in redact(text)
    assert SECRET not in redact(repr(text))


@pytest.mark.parametrize(
    "text",
    [
        "Layers keys begin with lp_. This one begins with sk-.",
        "PUT https://storage.example/bucket/hero.png?x=1 -> 403 (request 7f3a)",
        "mail to me@example.org about C:\\folder\\lp_1",
        "The authorization failed: ask for another key",
        "Uploaded 3 files, signature scheme v4",
    ],
)
def test_what_holds_no_secret_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_the_rest_of_an_address_stays_readable() -> None:
    shown = redact("https://s.example/o.png?X-Amz-Date=20250101&X-Amz-Signature=abc&X-Amz-Expires=900")
    assert shown == "https://s.example/o.png?X-Amz-Date=20250101&X-Amz-Signature=[redacted]&X-Amz-Expires=900"


@given(words, key_letters, words)
def test_a_key_never_survives_whatever_stands_around_it(before: str, letters: str, after: str) -> None:
    text = f"{before}lp_{letters} {after}"
    shown = redact(text)
    assert f"lp_{letters}" not in shown


@given(words, key_letters)
def test_a_header_never_survives_whatever_its_value(before: str, letters: str) -> None:
    value = f"{SECRET}{letters}"
    assert SECRET not in redact(f"{before}\nAuthorization: Bearer {value}\r\n")
    assert SECRET not in redact(f"{before}{{'X-Api-Key': {value!r}}}")


pieces = st.sampled_from(
    [
        "lp_",
        "X-Api-Key",
        "Authorization",
        "token",
        "=",
        ": ",
        "'",
        '"',
        "\\",
        "://",
        "@",
        "<Signature>",
        "%3D",
        "\n",
        ",",
    ],
)


@given(st.lists(pieces | st.text(max_size=4), max_size=12).map("".join))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
