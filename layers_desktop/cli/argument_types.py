"""What an argument may say, and what is made of it; a wrong one is refused with what may stand there."""

import argparse
import datetime as dt
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn, Self
from urllib.parse import unquote_to_bytes

from layers_desktop.domain.i18n import list_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.transfer.id_formats import CopyFormat, Template

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
# Decimal, as sizes are shown everywhere in the program.
_BYTES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
_RATE = re.compile(r"(\d+(?:\.\d+)?)([kmg]?)(?:b(?:/s)?)?", re.IGNORECASE)
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\"}


def kinds_text() -> str:
    """Return the names of the kinds, which are the same in every language."""
    # Translators: The five kinds as they are typed: only "or" and the commas are to be translated. It is the
    # whole help of --kind, and stands in "… is not a kind; choose …".
    return tr("image, video, audio, logo or reference_image")


class PrintFormat(NamedTuple):
    """How `--print` writes the IDs: in a format of the window, or by a text with fields."""

    copy_format: CopyFormat
    template: Template = Template()

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the format of this name, or the one that this text with `{fields}` describes."""
        if "{" in text:
            filled = re.sub(r"\\[nt0\\]", lambda found: _ESCAPES[found[0]], text)
            return cls(CopyFormat.OWN, Template(filled))
        try:
            return cls(CopyFormat(text.replace("-", "_")))
        except ValueError as error:
            formats = [each for each in CopyFormat if each is not CopyFormat.OWN]
            names = list_text(each.replace("_", "-") for each in formats)
            raise argparse.ArgumentTypeError(
                # Translators: What is in double braces is typed as it stands, here shown in single ones.
                tr(
                    "{text!r} is not a format; choose {names}, or a text such as '{{name}}: {{id}}'",
                    text=text,
                    names=names,
                )
            ) from error


def text_with_fields(text: str) -> PrintFormat:
    """Return the format that this text with `{fields}` describes."""
    if "{" not in text:
        raise argparse.ArgumentTypeError(
            tr("{text!r} has no field; write a text such as '{{name}}: {{id}}'", text=text)
        )
    return PrintFormat.of(text)


def name(text: str) -> str:
    """Return the path as it is written; an empty shell variable is none."""
    if not text:  # Path reads it as the current folder
        raise argparse.ArgumentTypeError(tr("an empty name is not a file"))
    return text


def path(text: str) -> Path:
    """Return the path of this name, or of a `file:///` address, as file managers hand files over."""
    if name(text).startswith("file:///"):
        return Path(os.fsdecode(unquote_to_bytes(text.removeprefix("file://"))))
    return Path(text)


def kind(text: str) -> MediaKind:
    """Return the kind of this name."""
    try:
        return MediaKind(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            tr("{text!r} is not a kind; choose {kinds}", text=text, kinds=kinds_text())
        ) from error


def kind_rule(text: str) -> tuple[str, MediaKind]:
    """Return pattern and kind of `GLOB=KIND`."""
    pattern, _, kind_name = text.rpartition("=")
    try:
        Path(text).match(pattern)
    except ValueError as error:  # an empty pattern, or one that comes to nothing
        raise argparse.ArgumentTypeError(
            # Translators: GLOB=KIND as it is translated in the help.
            tr("{text!r} is not GLOB=KIND; expected e.g. '*logo*=logo'", text=text)
        ) from error
    return pattern, kind(kind_name)


def seconds(text: str) -> float:
    """Return a duration in seconds: `90`, `15m`, `2h`, `7d`."""
    found = _SPAN.fullmatch(text)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(tr("{text!r} is not a time; expected e.g. 90, 15m or 2h", text=text))
    return float(found[1]) * _SECONDS[found[2]]


def moment(text: str) -> float:
    """Return seconds since the epoch: of a time in ISO 8601, local unless it names a zone, or `7d` ago."""
    try:
        return dt.datetime.fromisoformat(text).timestamp()
    except ValueError:
        if not _SPAN.fullmatch(text) or text.isdecimal():
            raise argparse.ArgumentTypeError(
                tr("{text!r} is not a time; expected e.g. 2026-01-31, 2026-01-31T18:00 or 7d", text=text)
            ) from None
        return time.time() - seconds(text)


def rate(text: str) -> float:
    """Return bytes a second: `500k`, `2M`, `1.5MB/s`."""
    found = _RATE.fullmatch(text)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(tr("{text!r} is not a rate; expected e.g. 500k or 2M", text=text))
    return float(found[1]) * _BYTES[found[2].lower()]


def slots(text: str) -> int:
    """Return how many files may be sent at once."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(tr("{text!r} is not a whole number of 1 or more", text=text))
    return int(text)


# What argparse says of wrong arguments, and the same in the language in use.
_ARGPARSE_ERRORS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"unrecognized arguments: (.*)",
        lambda found: tr("unrecognized arguments: {arguments}", arguments=found[1]),
    ),
    (
        r"argument (\S+): expected one argument",
        # Translators: {option} is an option such as --project, with nothing behind it.
        lambda found: tr("argument {option}: expected one argument", option=found[1]),
    ),
    (
        r"argument (\S+): not allowed with argument (\S+)",
        lambda found: tr(
            "argument {option}: not allowed with argument {other}", option=found[1], other=found[2]
        ),
    ),
    (
        r"argument (\S+): ignored explicit argument (.*)",
        # Translators: {option} is an option that takes no value, {value} what was given to it all the same.
        lambda found: tr(
            "argument {option}: takes no value, but was given {value}", option=found[1], value=found[2]
        ),
    ),
    (
        r"argument (\S+): (.*)",
        # Translators: {problem} is what is wrong with the value of this option: "'x' is not a kind …".
        lambda found: tr("argument {option}: {problem}", option=found[1], problem=found[2]),
    ),
)


class CommandParser(argparse.ArgumentParser):
    """Exits with 1 for wrong arguments, not with argparse's 2, which here says that some files failed."""

    def error(self, message: str) -> NoReturn:
        """Print one sentence, and where to read on."""
        import difflib  # only a mistake needs it

        unknown = message.rpartition("arguments: ")[2].split()[:1] if message.startswith("unrec") else []
        options = re.findall(r"--[a-z-]+", self.format_help())
        if close := difflib.get_close_matches(unknown[0], options, n=1) if unknown else []:
            message = tr("there is no {option}; did you mean {other}?", option=unknown[0], other=close[0])
        for pattern, words in _ARGPARSE_ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = words(found)
                break
        # Translators: {program} is the command ("layers-desktop upload"), {message} what is wrong with it.
        self.exit(1, tr("{program}: {message} (see {program} --help)\n", program=self.prog, message=message))

    def format_help(self) -> str:
        """Return the help with argparse's own word in the language in use."""
        # Translators: In front of the form of a command; keep the space at the end.
        return super().format_help().replace("usage: ", tr("usage: "), 1)
