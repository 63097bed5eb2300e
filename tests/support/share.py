"""A file system of its own for tests, by FUSE: it can stop answering, and number its files badly.

It runs as `python -m tests.support.share FOLDER MOUNT NUMBERS`, and ends when its mount is detached.
"""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1_000)
NUMBERS: dict[str, Callable[[int], int]] = {
    "lasting": lambda number: number,
    "none": lambda _: 0,
    "changing": lambda _: next(_numbers),
}


class Share:
    """A mounted share.

    Attributes:
        folder: Where its files are kept, on the disk.
        mount: Where they are seen.
    """

    def __init__(self, folder: Path, mount: Path, server: "subprocess.Popen[bytes]") -> None:
        self.folder, self.mount = folder, mount
        self._server = server

    def fall_silent(self) -> None:
        """Answer nobody; a process that waits for it can be ended, as with the kernel's network shares."""
        self._server.send_signal(signal.SIGSTOP)

    def answer(self) -> None:
        self._server.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def mounted(place: Path, numbers: str = "lasting") -> Iterator[Share]:
    """Mount a share below this place; a system without FUSE skips the test."""
    pytest.importorskip("mfusepy", reason="needs mfusepy and libfuse", exc_type=Exception)
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("needs /dev/fuse")
    folder, mount = place / "behind", place / "share"
    folder.mkdir(parents=True)
    mount.mkdir()
    program = [sys.executable, "-m", "tests.support.share", str(folder), str(mount), numbers]
    with subprocess.Popen(program, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        share = Share(folder, mount, server)
        try:
            while not os.path.ismount(mount):
                if server.poll() is not None:
                    pytest.skip("nobody may mount here")
                time.sleep(0.01)
            yield share
        finally:
            share.answer()
            subprocess.run(["fusermount3", "-uz", mount], check=False, capture_output=True)
            server.kill()


def main(folder: str, mount: str, numbers: str) -> None:
    import mfusepy

    number_of = NUMBERS[numbers]

    def real(path: str) -> Path:
        return Path(folder, path.lstrip("/"))

    class Files(mfusepy.Operations):  # type: ignore[misc]  # the package has no types
        use_ns = True

        def getattr(self, path: str, _handle: int | None = None) -> dict[str, int]:
            status = real(path).lstat()
            names = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid")
            found = {name: getattr(status, name) for name in names}
            times = {name: getattr(status, f"{name}_ns") for name in ("st_atime", "st_mtime", "st_ctime")}
            return found | times | {"st_ino": number_of(status.st_ino)}

        def readdir(self, path: str, _handle: int) -> list[tuple[str, dict[str, int], int]]:
            # A name of number 0 would be left out by the C library itself.
            names = [".", "..", *(each.name for each in real(path).iterdir())]
            return [(name, {"st_ino": 1}, 0) for name in names]

        def readlink(self, path: str) -> str:
            return str(real(path).readlink())

        def open(self, path: str, flags: int) -> int:
            return os.open(real(path), flags)

        def read(self, _path: str, size: int, offset: int, handle: int) -> bytes:
            return os.pread(handle, size, offset)

        def release(self, _path: str, handle: int) -> None:
            os.close(handle)

    options: dict[str, Any] = {"use_ino": True, "attr_timeout": 0, "entry_timeout": 0, "direct_io": True}
    mfusepy.FUSE(Files(), mount, foreground=True, **options)


if __name__ == "__main__":
    main(*sys.argv[1:])
