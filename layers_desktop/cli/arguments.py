"""The parsers of the command line: one for the window, one for each command, made of the same options.

The options of `upload` are carried out in `upload_command.py`; one that the window can be told of, too, is
listed in `_WITH_NO_WAIT`.
"""

import argparse
import os
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from layers_desktop import __version__
from layers_desktop.cli.argument_types import (
    KINDS,
    PrintFormat,
    kind,
    kind_rule,
    moment,
    name,
    path,
    rate,
    seconds,
    slots,
)
from layers_desktop.domain.i18n import tr

PROGRAM = "layers-desktop"

_UPLOAD_NOTES = """\
exit codes: 0 every file has its ID, 1 nothing was sent, 2 some files failed,
3 no usable key, 4 no such project, 124 time is over, 130 interrupted;
after the last two the same command goes on. All of it: man layers-desktop
"""
_COMMANDS = {
    "upload": "send files without a window, print their IDs",
    "projects": "list the projects that the key may use",
    "accounts": "list the accounts that were added in the window",
    "whoami": "whose key is used, and what it may do",
    "history": "list what this computer has uploaded",
    "sandbox": "run a local Layers, to try things on",
}
# What the window is told of files that are handed to it.
_WITH_NO_WAIT = ("no_wait", "files", "files_from", "null", "manifest", "project", "kind", "quiet", "verbose")
_OTHER_COMMANDS = "\n".join(
    [
        f"commands ({PROGRAM} COMMAND --help tells more):",
        *(f"  {name:<22}{text}" for name, text in _COMMANDS.items()),
        "  --selftest            check this installation",
        "  --licenses            what the program is made of, and its licences",
        "  --forget-everything   remove keys, history, settings, logs and cache",
        "",
    ]
)


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for wrong arguments, not with argparse's 2, which here says that some files failed."""

    def error(self, message: str) -> NoReturn:
        """Print one sentence, and where to read on."""
        import difflib  # only a mistake needs it

        unknown = message.rpartition("arguments: ")[2].split()[:1] if message.startswith("unrec") else []
        options = re.findall(r"--[a-z-]+", self.format_help())
        if close := difflib.get_close_matches(unknown[0], options, n=1) if unknown else []:
            message = tr("there is no {option}; did you mean {other}?", option=unknown[0], other=close[0])
        self.exit(1, tr("{program}: {message} (see {program} --help)\n", program=self.prog, message=message))


def window_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop [--start] [--project P] [--kind K] [FILE...]`."""
    parser = _parser(
        PROGRAM, "Open the window; drop files on it, get Layers asset IDs.", epilog=_OTHER_COMMANDS
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--sandbox", action="store_true", help="use a practice Layers on this computer, no key needed"
    )
    parser.add_argument("--start", action="store_true", help="upload the files at once")
    _add_project(parser.add_argument)
    _add_kind(parser.add_argument)
    parser.add_argument("files", nargs="*", type=path, metavar="FILE", help="files or folders to add")
    return parser


def reject_unknown_word(arguments: Sequence[str]) -> None:
    """End the program with a sentence where the window is asked for a word that is no command and no file.

    A name with a folder in it is left to the window, which says in its list what is wrong with it.
    """
    parser = window_parser()
    words = [os.fspath(each) for each in parser.parse_args(arguments).files]
    if not words or os.path.dirname(words[0]) or os.path.lexists(words[0]):  # noqa: PTH120 - as texts
        return
    import difflib  # as above

    close = difflib.get_close_matches(words[0], _COMMANDS, n=1)
    if close:
        parser.error(
            tr("there is no command “{word}”; did you mean {command}?", word=words[0], command=close[0])
        )
    if not any(os.path.lexists(word) for word in words):
        parser.error(tr("“{word}” is neither a command nor a file here", word=words[0]))


def upload_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop upload FILE...`."""
    parser = _parser(
        f"{PROGRAM} upload",
        "Upload files and folders; print one asset ID a line, in the order given.",
        _UPLOAD_NOTES,
        usage=f"{PROGRAM} upload [OPTION...] FILE...",
        add_help=False,
    )
    _add_sources(parser)
    _add_targets(parser)
    _add_ways(parser)
    _add_results(parser)
    return parser


def parse_upload(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `upload`; end the program where they contradict each other."""
    parser = upload_parser()
    options = parser.parse_args(arguments)
    others = {**vars(options), **dict.fromkeys(_WITH_NO_WAIT)}
    if options.no_wait and any(others.values()):
        parser.error(tr("--no-wait leaves the rest to the window: only --project and --kind go with it"))
    return options


def projects_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop projects`."""
    return _query_parser("projects", "List the projects of the key: ID, name and external ID.")


def whoami_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop whoami`."""
    return _query_parser("whoami", "Say whose key is used, what it may do, and its limits.")


def accounts_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop accounts`."""
    parser = _parser(
        f"{PROGRAM} accounts", "List the accounts that were added in the window: ID and name. No key is used."
    )
    parser.add_argument("--json", action="store_true", help="print an array of objects")
    return parser


def history_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop history`."""
    parser = _parser(
        f"{PROGRAM} history",
        "List what this computer has uploaded, newest first:\ntime, ID, kind, project and path.",
    )
    parser.add_argument("--project", metavar="ID-OR-NAME", help="only what went to this project")
    parser.add_argument(
        "--since",
        type=moment,
        metavar="WHEN",
        help="only from then on: 2026-01-31, 2026-01-31T18:00, 7d, 12h",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print an array of objects")
    form.add_argument("--csv", action="store_true", help="print a table with a header")
    return parser


def forget_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop --forget-everything`."""
    parser = _parser(
        f"{PROGRAM} --forget-everything", "Remove all that the program keeps on this computer for you."
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def plain_parser(option: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of an option without arguments of its own."""
    return _parser(f"{PROGRAM} {option}", description)


def _add_sources(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what")
    group.add_argument(
        "files", nargs="*", type=name, metavar="FILE", help="files or folders; - for --files-from -"
    )
    group.add_argument(
        "--files-from",
        action="append",
        default=[],
        metavar="LIST",
        help="paths in this file, one a line; - is stdin",
    )
    group.add_argument("-0", "--null", action="store_true", help="paths in lists end with NUL: find -print0")
    group.add_argument("--manifest", metavar="CSV", help="a table with the columns path, kind, project, name")
    group.add_argument(
        "--all-folders", action="store_true", help="also folders of other programs (recycle bins)"
    )
    group.add_argument("--anyway", action="store_true", help="also what looks broken or unfinished")


def _add_targets(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where to, as what")
    _add_project(group.add_argument)
    group.add_argument("--account", metavar="NAME", help="for this account, or organisation")
    _add_kind(group.add_argument)
    group.add_argument(
        "--kind-map",
        action="append",
        type=kind_rule,
        default=[],
        metavar="GLOB=KIND",
        help="this kind for such names: '*logo*=logo'",
    )
    group.add_argument(
        "--sandbox", action="store_true", help="use a practice Layers on this computer, no key needed"
    )


def _add_ways(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how")
    group.add_argument("--dry-run", action="store_true", help="send nothing; print what would be sent")
    group.add_argument("--no-wait", action="store_true", help="hand the files to the open window, and end")
    group.add_argument(
        "--again", "--no-reuse", action="store_true", help="upload again what the project already has"
    )
    group.add_argument("--fail-fast", action="store_true", help="start no more once a file has failed")
    group.add_argument("--concurrency", type=slots, metavar="N", help="at most so many files at once")
    group.add_argument("--limit-rate", type=rate, metavar="RATE", help="bytes a second for all: 500k, 2M")
    group.add_argument("--timeout", type=seconds, metavar="TIME", help="end after so long: 90, 15m, 2h")


def _add_results(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is printed")
    form = group.add_mutually_exclusive_group()
    for option, text in (
        ("--with-names", "the ID, a tab, and the path"),
        ("--json", "an array of objects at the end"),
        ("--jsonl", "an object a line, when each file ends"),
    ):
        form.add_argument(option, dest="form", action="store_const", const=option[2:], help=text)
    form.add_argument(
        "--print",
        dest="form",
        type=PrintFormat.of,
        metavar="FORMAT",
        help="csv, markdown …, or a text: '{name}: {id}'",
    )
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="on stderr only what failed")
    loudness.add_argument("-v", "--verbose", action="store_true", help="also each file on stderr")
    group.add_argument("-h", "--help", action="help", help="print this, and end")
    group.add_argument("--progress-json", action="store_true", help="on stderr events as objects, one a line")


def _add_project(add: Callable[..., object]) -> None:
    add("--project", metavar="ID-OR-NAME", help="default: the last one of the window, or the only one")


def _add_kind(add: Callable[..., object]) -> None:
    add("--kind", type=kind, metavar="KIND", help=f"{KINDS}")


def _query_parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = _parser(f"{PROGRAM} {name}", description)
    parser.add_argument("--account", metavar="NAME", help="for this account: its name, or its organisation's")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--sandbox", action="store_true", help="use a practice Layers on this computer, no key needed"
    )
    return parser


def _parser(prog: str, description: str, epilog: str = "", **more: Any) -> argparse.ArgumentParser:
    return _Parser(
        prog=prog,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        **more,
    )
