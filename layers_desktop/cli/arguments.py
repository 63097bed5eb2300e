"""The parsers of the command line."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from layers_desktop import __version__
from layers_desktop.domain.media_kind import MediaKind

PROGRAM = "layers-desktop"
_KINDS = "image, video, audio, logo or reference_image"

_EXIT_CODES = """\
exit codes:
  0  every file has its asset ID, even if this computer could not record them
  1  nothing was sent: wrong arguments, no network, a setting that cannot be used, or no way to know
     what was uploaded before; --again uploads all the same
  2  some files failed, or the result could not be written
  3  no usable API key
  4  no such project
  130  interrupted; the same command goes on where this one stopped

environment:
  LAYERS_API_KEY   the API key; wins over the keyring and is never stored
  LAYERS_BASE_URL  another address of the API: https, or http on this machine
"""


_OTHER_COMMANDS = f"""\
other ways to use it:
  {PROGRAM} upload --help                  without a window
  {PROGRAM} sandbox --help                 a local Layers, to try things on
  {PROGRAM} --selftest                     check this installation
  {PROGRAM} --licenses                     what the program is made of, and its licences
  {PROGRAM} --forget-everything [--yes]    remove keys, history, settings, logs and cache
"""


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
    _add_target_options(parser)
    parser.add_argument("files", nargs="*", type=_path, metavar="FILE", help="files or folders to add")
    return parser


def upload_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop upload FILE...`."""
    parser = _parser(
        f"{PROGRAM} upload", "Upload files and print one asset ID a line, in the order given.", _EXIT_CODES
    )
    _add_target_options(parser)
    parser.add_argument("--json", action="store_true", help="print an array of objects instead of IDs")
    parser.add_argument(
        "--account", metavar="NAME", help="send for this account: its name, or its organisation's"
    )
    parser.add_argument("--again", action="store_true", help="upload again what the project already has")
    parser.add_argument("--anyway", action="store_true", help="also upload what looks broken or unfinished")
    parser.add_argument(
        "--all-folders",
        action="store_true",
        help="also take folders of other programs (thumbnails, recycle bins)",
    )
    parser.add_argument(
        "--sandbox", action="store_true", help="use a practice Layers on this computer, no key needed"
    )
    parser.add_argument("files", nargs="+", type=_path, metavar="FILE", help="files or folders")
    return parser


def forget_parser() -> argparse.ArgumentParser:
    """Return the parser of `layers-desktop --forget-everything`."""
    parser = _parser(
        f"{PROGRAM} --forget-everything", "Remove all that the program keeps on this computer for you.", ""
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def plain_parser(option: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of an option without arguments of its own."""
    return _parser(f"{PROGRAM} {option}", description, "")


def _add_target_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--project",
        metavar="ID-OR-NAME",
        help="where to upload (default: the one last chosen in the window, or the only one)",
    )
    parser.add_argument(
        "--kind", type=_kind, metavar="KIND", help=f"{_KINDS} (default: detected for each file)"
    )


def _path(name: str) -> Path:
    if not name:  # Path reads it as the current folder, which an empty shell variable does not mean
        raise argparse.ArgumentTypeError("an empty name is no file")
    return Path(name)


def _kind(name: str) -> MediaKind:
    try:
        return MediaKind(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{name!r} is not a kind; choose {_KINDS}") from error


def _parser(prog: str, description: str, epilog: str) -> argparse.ArgumentParser:
    return _Parser(
        prog=prog,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for wrong arguments, not with argparse's 2, which here says that some files failed."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")
