"""The manual page in the languages of the program: what its help says, and what it reads and returns.

The English page is `packaging/linux/layers-desktop.1`, which says more.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator

from layers_desktop.cli import arguments
from layers_desktop.domain.i18n import tr, tr_context
from release.build_config import PROGRAM, VERSION, epoch
from release.languages import in_every_language

Rows = tuple[tuple[str, Callable[[], str]], ...]

_COLUMNS = 72
_PARSERS = (
    arguments.window_parser,
    arguments.upload_parser,
    arguments.watch_parser,
    arguments.projects_parser,
    arguments.accounts_parser,
    arguments.whoami_parser,
    arguments.history_parser,
    arguments.forget_parser,
)
_ENVIRONMENT: Rows = (
    # Translators: In the manual: what an environment variable holds, here and in the next ones.
    ("LAYERS_API_KEY", lambda: tr("The API key. It wins over the keyring and is never stored.")),
    (
        "LAYERS_BASE_URL",
        lambda: tr("Another address of the API: https, or http on this computer only."),
    ),
    (
        "LAYERS_LANGUAGE",
        lambda: tr("The language to use, such as {example}, whatever the system says.", example="de"),
    ),
    (
        "LANGUAGE, LC_ALL, LC_MESSAGES, LANG",
        lambda: tr(
            "The languages of the system; with {option} what is printed is always English.", option="--json"
        ),
    ),
)
_FILES: Rows = (
    # Translators: In the manual: what is in a folder, here and in the next two.
    ("~/.config/layers-desktop", lambda: tr("Settings.")),
    ("~/.local/state/layers-desktop", lambda: tr("History, unfinished uploads and the log.")),
    ("~/.cache/layers-desktop", lambda: tr("What can be made again.")),
)
_EXIT_STATUS: Rows = (
    (
        "0",
        # Translators: In the manual: what an exit code means, here and in the next ones.
        lambda: tr(
            "Every file has its asset ID; the self-test found nothing wrong; everything is forgotten."
        ),
    ),
    (
        "1",
        lambda: tr(
            "Nothing was tried: wrong arguments, no network, a setting that cannot be used. The self-test "
            "found something wrong, or something was not removed."
        ),
    ),
    ("2", lambda: tr("Some files failed, or the result could not be written.")),
    ("3", lambda: tr("There is no usable API key.")),
    ("4", lambda: tr("There is no such project.")),
    ("124", lambda: tr("The time of {option} is over.", option="--timeout")),
    ("130", lambda: tr("Interrupted.")),
)


def pages() -> dict[str, str]:
    """Return the page in each language but English by its code, as `man` reads it.

    Source: https://man7.org/linux/man-pages/man7/man.7.html
    """
    os.environ["COLUMNS"] = str(_COLUMNS)  # by which argparse breaks lines
    said = in_every_language(lambda: "\n".join([*_page(), ""]))
    return {language: page for language, page in said.items() if language != "en"}


def _page() -> Iterator[str]:
    day = dt.datetime.fromtimestamp(epoch(), dt.UTC).date().isoformat()
    parsers = [parser() for parser in _PARSERS]
    yield f'.TH {PROGRAM.upper()} 1 {day} "Layers Desktop {VERSION}"'
    # Translators: The headings of a manual page, here and in the next ones, as manuals in your language have
    # them.
    yield _heading(tr_context("manual", "NAME"))
    purpose = tr("Drop media files on a window, get Layers asset IDs")
    yield _escaped(f"{PROGRAM} - {purpose}")
    yield _heading(tr_context("manual", "SYNOPSIS"))
    yield from _verbatim(
        "\n".join(parser.format_usage().removeprefix("usage: ").strip() for parser in parsers)
    )
    yield _heading(tr_context("manual", "DESCRIPTION"))
    yield _escaped(
        tr(
            "Without a command, the window opens with the files and folders that are named. If it is open "
            "already, they are added there."
        )
    )
    yield ".PP"
    yield _escaped(tr("The page in English says more: {command}", command="LC_ALL=C man layers-desktop"))
    for parser in parsers:
        yield f'.SS "{_escaped(parser.prog)}"'
        _usage, description, rest = parser.format_help().strip().split("\n\n", 2)
        yield _escaped(description)
        yield ".PP"
        yield from _verbatim(rest)
    yield from _section(tr_context("manual", "ENVIRONMENT"), _ENVIRONMENT)
    yield from _section(tr_context("manual", "FILES"), _FILES)
    yield from _section(tr_context("manual", "EXIT STATUS"), _EXIT_STATUS)


def _section(heading: str, rows: Rows) -> Iterator[str]:
    yield _heading(heading)
    for name, say in rows:
        yield from (".TP", f".B {_escaped(name)}", _escaped(say()))


def _heading(words: str) -> str:
    return f'.SH "{words}"'


def _verbatim(text: str) -> list[str]:
    return [".nf", *map(_escaped, text.splitlines()), ".fi"]


def _escaped(line: str) -> str:
    """Return the line without what roff takes for its own: backslashes, and requests at its beginning."""
    line = line.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{line}" if line.startswith((".", "'")) else line
