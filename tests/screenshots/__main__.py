"""`python -m tests.screenshots FOLDER`: picture every state in every look, on a screen of its own."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.screen import display

# Room for the widest look.
_PIXELS = "2600x1000x24"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    with display(os.environ, _PIXELS) as name, tempfile.TemporaryDirectory() as home:
        os.environ |= {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "HOME": home}
        from tests.screenshots.session import take_all

        count = take_all(options.folder, Path(home), options.state, options.look)
    sys.stdout.write(f"{count} pictures in {options.folder}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--state", action="append", help="only states whose name begins so")
    parser.add_argument(
        "--look", action="append", help="only the look of this name; those of languages are taken only so"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
