"""Keeping secrets out of logs, tracebacks and texts that are shown."""

import re
import traceback
from collections.abc import Iterator

REDACTED = "[redacted]"

_PATTERNS = (
    # An API key: its prefix and all that follows up to white space; at least four characters, so that a
    # sentence about "lp_" stays readable.
    re.compile(r"(?P<secret>lp_\S{4,})"),
    # A header or a field as logs write them: "Name: value", {'Name': 'value'},
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
    # Every pattern searches the original text: replacing first would hide matches from later patterns.
    spans = sorted(match.span("secret") for pattern in _PATTERNS for match in pattern.finditer(text))
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        if start > end or not pieces:
            pieces += [text[end:start], REDACTED]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])


class Secret(str):
    """A text whose `repr` does not show it, and so no dump of variables does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"


def clear_tracebacks(error: BaseException) -> None:
    """Clear the local variables of all frames in the tracebacks of an error and its causes.

    Libraries hold secrets there. The places in the tracebacks stay; frames that still run are left alone.
    """
    for each in error_chain(error):
        traceback.clear_frames(each.__traceback__)


def error_chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and all its causes, contexts and group members, the nearest first."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        waiting += [other for other in (each.__context__, each.__cause__, *members) if other is not None]
