"""The parsers of the command line: one for the window, one for each command, made of the same options.

The options of `upload` are carried out in `upload_command.py`; one that the window can be told of, too, is
listed in `_WITH_NO_WAIT`.
"""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from layers_desktop import __version__
from layers_desktop.cli.argument_types import (
    CommandParser,
    PrintFormat,
    kind,
    kind_rule,
    kinds_text,
    moment,
    name,
    path,
    rate,
    seconds,
    slots,
    text_with_fields,
)
from layers_desktop.domain.i18n import tr
from layers_desktop.local.autostart import IN_TRAY

PROGRAM = "layers-desktop"

_COMMANDS: dict[str, Callable[[], str]] = {
    # Translators: What a command does, here and in the next ones: a short line in the help.
    "upload": lambda: tr("send files without a window, print their IDs"),
    "watch": lambda: tr("send what comes into a folder, as long as it runs"),
    "projects": lambda: tr("list the projects that the key may use"),
    "accounts": lambda: tr("list the accounts that were added in the window"),
    "whoami": lambda: tr("whose key is used, and what it may do"),
    "history": lambda: tr("list what this computer has uploaded"),
    "sandbox": lambda: tr("run a local Layers, to try things on"),
}
_OTHER_COMMANDS: dict[str, Callable[[], str]] = {
    "--selftest": lambda: tr("check this installation"),
    "--licenses": lambda: tr("what the program is made of, and its licences"),
    "--forget-everything": lambda: tr("remove keys, history, settings, logs and cache"),
}
_FORMS: dict[str, Callable[[], str]] = {
    "--with-names": lambda: tr("the ID, a tab, and the path"),
    "--json": lambda: tr("an array of objects at the end"),
    "--jsonl": lambda: tr("an object a line, when each file ends"),
}
# What the window is told of files that are handed to it.
_WITH_NO_WAIT = ("no_wait", "files", "files_from", "null", "manifest", "project", "kind", "quiet", "verbose")


def window_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop [--start] [--project P] [--kind K] [FILE...]`."""
    # Translators: Stands for a file in the help of the command line, as your system's commands write it. So
    # do the other words in capitals.
    file = tr("FILE")
    parser = _parser(
        PROGRAM,
        tr("Open the window; drop files on it, get Layers asset IDs."),
        epilog=_other_commands(),
        arguments=f"[{file}...]",
    )
    options = _options(parser)
    options.add_argument(
        "--version",
        action="version",
        version=f"%(prog)s {__version__}",
        help=tr("print the version, and end"),
    )
    _add_sandbox(options.add_argument)
    options.add_argument("--start", action="store_true", help=tr("upload the files at once"))
    options.add_argument(IN_TRAY, action="store_true", help=tr("start in the tray, without a window"))
    _add_project(options.add_argument)
    _add_kind(options.add_argument)
    options.add_argument(
        "files",
        nargs="*",
        type=path,
        metavar=file,
        help=tr("files or folders to add"),
    )
    return parser


def _other_commands() -> str:
    """Return what `--help` says of the other commands, which have parsers of their own."""
    lines = [tr("commands ({program} COMMAND --help tells more):", program=PROGRAM)]
    lines += (f"  {name:<22}{text()}" for name, text in (_COMMANDS | _OTHER_COMMANDS).items())
    return "\n".join([*lines, ""])


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
    # Translators: What the exit codes of "layers-desktop upload" mean; keep lines below 80 letters.
    notes = tr(
        "exit codes: 0 every file has its ID, 1 nothing was sent, 2 some files failed,\n"
        "3 no usable key, 4 no such project, 124 time is over, 130 interrupted;\n"
        "after the last two the same command goes on. All of it: man layers-desktop\n"
    )
    parser = _parser(
        f"{PROGRAM} upload",
        tr("Upload files and folders; print one asset ID a line, in the order given."),
        notes,
        arguments=tr("FILE") + "...",
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


def watch_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop watch FOLDER`."""
    # Translators: Stands for a folder in the help of the command line.
    folder = tr("FOLDER")
    # Translators: What the exit codes of "layers-desktop watch" mean; keep lines below 80 letters.
    notes = tr(
        "exit codes: 1 nothing was sent, 2 the result could not be written, 3 no usable\n"
        "key, 4 no such project, 124 time is over, 130 interrupted.\n"
        "All of it: man layers-desktop\n"
    )
    parser = _parser(
        f"{PROGRAM} watch",
        tr(
            "Upload what comes into a folder and the folders in it, once it rests; print\n"
            "the ID of each file when it ends. What is there before stays alone. Ends with\n"
            "Ctrl+C; started again, it takes what came in the meantime."
        ),
        notes,
        arguments=folder,
    )
    group = parser.add_argument_group(tr("what"))
    group.add_argument("folder", type=name, metavar=folder, help=tr("the folder to watch"))
    group.add_argument("--existing", action="store_true", help=tr("also take what is there already"))
    _add_targets(parser)
    _add_pace(parser.add_argument_group(tr("how")))
    group = parser.add_argument_group(tr("what is printed"))
    form = group.add_mutually_exclusive_group()
    _add_forms(form, ("--with-names", "--jsonl"))
    form.add_argument(
        "--print",
        dest="form",
        type=text_with_fields,
        # Translators: Stands for any text in the help of the command line.
        metavar=tr("TEXT"),
        help=tr("such as '{{name}}: {{id}}'"),
    )
    _add_loudness(group)
    parser.set_defaults(again=False, fail_fast=False, dry_run=False, all_folders=False, anyway=False)
    return parser


def projects_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop projects`."""
    return _query_parser("projects", tr("List the projects of the key: ID, name and external ID."))


def whoami_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop whoami`."""
    return _query_parser("whoami", tr("Say whose key is used, what it may do, and its limits."))


def accounts_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop accounts`."""
    parser = _parser(
        f"{PROGRAM} accounts",
        tr("List the accounts that were added in the window: ID and name. No key is used."),
    )
    _options(parser).add_argument("--json", action="store_true", help=tr("print an array of objects"))
    return parser


def history_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop history`."""
    parser = _parser(
        f"{PROGRAM} history",
        tr("List what this computer has uploaded, newest first:\ntime, ID, kind, project and path."),
    )
    options = _options(parser)
    options.add_argument("--project", metavar=tr("ID-OR-NAME"), help=tr("only what went to this project"))
    options.add_argument(
        "--since",
        type=moment,
        # Translators: Stands for a point in time in the help of the command line.
        metavar=tr("WHEN"),
        help=tr("only from then on: 2026-01-31, 2026-01-31T18:00, 7d, 12h"),
    )
    form = options.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=tr("print an array of objects"))
    form.add_argument("--csv", action="store_true", help=tr("print a table with a header"))
    return parser


def forget_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop --forget-everything`."""
    parser = _parser(
        f"{PROGRAM} --forget-everything",
        tr("Remove all that the program keeps on this computer for you."),
    )
    _options(parser).add_argument("--yes", action="store_true", help=tr("do not ask"))
    return parser


def plain_parser(option: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of an option without arguments of its own."""
    parser = _parser(f"{PROGRAM} {option}", description)
    _options(parser)
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    # Translators: A heading in the help of the command line: what to upload.
    group = parser.add_argument_group(tr("what"))
    group.add_argument(
        # Translators: A single - as the file is short for --files-from -.
        "files",
        nargs="*",
        type=name,
        metavar=tr("FILE"),
        help=tr("files or folders; - for --files-from -"),
    )
    group.add_argument(
        "--files-from",
        action="append",
        default=[],
        metavar=tr("LIST"),
        help=tr("paths in this file, one a line; - is stdin"),
    )
    group.add_argument(
        "-0", "--null", action="store_true", help=tr("paths in lists end with NUL: find -print0")
    )
    group.add_argument(
        "--manifest", metavar="CSV", help=tr("a table with the columns path, kind, project, name")
    )
    group.add_argument(
        "--all-folders", action="store_true", help=tr("also folders of other programs (recycle bins)")
    )
    group.add_argument(
        "--anyway", action="store_true", help=tr("also what looks broken or unfinished, or is online only")
    )


def _add_targets(parser: argparse.ArgumentParser) -> None:
    # Translators: A heading in the help of the command line: which project, which kind.
    group = parser.add_argument_group(tr("where to, as what"))
    _add_project(group.add_argument)
    group.add_argument("--account", metavar=tr("NAME"), help=tr("for this account, or organisation"))
    _add_kind(group.add_argument)
    group.add_argument(
        "--kind-map",
        action="append",
        type=kind_rule,
        default=[],
        metavar=tr("GLOB=KIND"),
        help=tr("this kind for such names: '*logo*=logo'"),
    )
    _add_sandbox(group.add_argument)


def _add_ways(parser: argparse.ArgumentParser) -> None:
    # Translators: A heading in the help of the command line: in which way to upload.
    group = parser.add_argument_group(tr("how"))
    group.add_argument("--dry-run", action="store_true", help=tr("send nothing; print what would be sent"))
    group.add_argument(
        "--no-wait", action="store_true", help=tr("hand the files to the open window, and end")
    )
    group.add_argument(
        "--again", "--no-reuse", action="store_true", help=tr("upload again what the project already has")
    )
    group.add_argument("--fail-fast", action="store_true", help=tr("start no more once a file has failed"))
    _add_pace(group)


def _add_pace(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--concurrency", type=slots, metavar=tr("N"), help=tr("at most N files at once"))
    group.add_argument(
        "--limit-rate", type=rate, metavar=tr("RATE"), help=tr("bytes a second for all: 500k, 2M")
    )
    group.add_argument(
        "--timeout", type=seconds, metavar=tr("TIME"), help=tr("end after this time: 90, 15m, 2h")
    )


def _add_results(parser: argparse.ArgumentParser) -> None:
    # Translators: A heading in the help of the command line.
    group = parser.add_argument_group(tr("what is printed"))
    form = group.add_mutually_exclusive_group()
    _add_forms(form, _FORMS)
    form.add_argument(
        "--print",
        dest="form",
        type=PrintFormat.of,
        metavar=tr("FORMAT"),
        help=tr("csv, markdown …, or a text: '{{name}}: {{id}}'"),
    )
    _add_loudness(group)


def _add_forms(form: "argparse._MutuallyExclusiveGroup", options: Iterable[str]) -> None:
    for option in options:
        text = _FORMS[option]()
        form.add_argument(option, dest="form", action="store_const", const=option[2:], help=text)


def _add_loudness(group: "argparse._ArgumentGroup") -> None:
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help=tr("on stderr only what failed"))
    loudness.add_argument("-v", "--verbose", action="store_true", help=tr("also each file on stderr"))
    _add_help(group.add_argument)
    group.add_argument(
        "--progress-json", action="store_true", help=tr("on stderr events as objects, one a line")
    )


def _add_project(add: Callable[..., object]) -> None:
    add(
        "--project", metavar=tr("ID-OR-NAME"), help=tr("default: the last one of the window, or the only one")
    )


def _add_kind(add: Callable[..., object]) -> None:
    add("--kind", type=kind, metavar=tr("KIND"), help=kinds_text())


def _add_sandbox(add: Callable[..., object]) -> None:
    add("--sandbox", action="store_true", help=tr("use a practice Layers on this computer, no key needed"))


def _add_help(add: Callable[..., object]) -> None:
    # Translators: Says what --help does.
    add("-h", "--help", action="help", help=tr("print this, and end"))


def _query_parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = _parser(f"{PROGRAM} {name}", description)
    options = _options(parser)
    options.add_argument(
        "--account", metavar=tr("NAME"), help=tr("for this account: its name, or its organisation's")
    )
    options.add_argument("--json", action="store_true", help=tr("print JSON"))
    _add_sandbox(options.add_argument)
    return parser


def _options(parser: argparse.ArgumentParser) -> Any:
    """Return a group for the parser's options, with the one for help in it."""
    # Translators: A heading in the help of the command line.
    group = parser.add_argument_group(tr("options"))
    _add_help(group.add_argument)
    return group


def _parser(prog: str, description: str, epilog: str = "", arguments: str = "") -> argparse.ArgumentParser:
    # Translators: Stands for any option in a usage line: "upload [OPTION...] FILE...".
    option = tr("OPTION")
    return CommandParser(
        prog=prog,
        usage=f"{prog} [{option}...] {arguments}".rstrip(),
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,  # argparse would speak English
    )
