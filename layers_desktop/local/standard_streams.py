"""stdin, stdout and stderr, where whoever started the program closed them."""

import os
import sys
from pathlib import Path


def open_missing_streams() -> None:
    """Put nothingness where a standard stream is missing: a file opened later must not get its number.

    A program without a console on Windows has none of the three; a shell closes one with `>&-`.
    """
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
