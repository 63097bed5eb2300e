"""Makes a program that a test starts write down what a dump of its errors would show.

The interpreter imports it before the program, from the folder that `PYTHONPATH` names.
"""

import atexit
import contextlib
import os
from functools import partial
from pathlib import Path


def _write(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text + "\n")


if _path := os.environ.pop("TEST_DUMPS", None):
    from tests.secrecy.dumps import dump_all_errors

    _stack = contextlib.ExitStack()
    _stack.enter_context(dump_all_errors(partial(_write, Path(_path))))
    atexit.register(_stack.close)
