"""A place for sockets: what the temporary folder is called says nothing about how long a path may be."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Give a folder whose path leaves room in the 107 bytes of a socket's, and needs no escapes in a URL."""
    # What is made there so is closed to others.
    root = "/tmp" if os.name == "posix" else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="t-", dir=root) as folder:
        yield Path(folder)
