"""Taking secrets out of a text before anybody keeps or shows it."""

import re

MARK = "[redacted]"

_PATTERNS = (
    # A key is opaque: whatever follows its first letters up to white space may belong to it. Four more,
    # so that a sentence about "lp_" stays readable.
    re.compile(r"(?P<secret>lp_\S{4,})"),
    # A header or a field in any of the shapes that logs show: "Name: value", {'Name': 'value'},
    # (b'Name', b'value'). Without quotes the value reaches to the end of the line.
    re.compile(
        r"(?:(?:authorization|x-api-key)\s*="
        r"|(?:authorization|x-api-key|x-amz-(?:signature|credential|security-token))"
        r"(?:[\\\"']*\s*:|[\\\"']+\s*,))\s*(?:b(?=[\"']))?"
        r"(?P<quote>[\"'])?(?P<secret>(?(quote)(?:(?!(?P=quote))[^\r\n])+|\S[^\r\n]*))",
        re.IGNORECASE,
    ),
    # A parameter of a signed URL, also where the URL is itself quoted inside another or inside XML.
    re.compile(
        r"(?:signature|credential|token|accesskeyid|api_?key|password|secret|sig)(?:=|%3D)"
        r"(?P<secret>[^&\s\"'<>]+)",
        re.IGNORECASE,
    ),
    re.compile(r"<Signature(?:Provided)?>(?P<secret>[^<]+)", re.IGNORECASE),
    # A name and password in an address.
    re.compile(r"(?<=://)(?P<secret>[^/\s\"'<>]+)@"),
)


def redact(text: str) -> str:
    """Return the text without API keys, credentials in headers, signatures of URLs and names in addresses."""
    # All look at the whole text: one that came later would miss what an earlier one has torn.
    spans = sorted(match.span("secret") for pattern in _PATTERNS for match in pattern.finditer(text))
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        if start > end or not pieces:
            pieces += [text[end:start], MARK]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])
