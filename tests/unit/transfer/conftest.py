import asyncio
import heapq
import os
import selectors
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.history import History
from layers_desktop.local.store.journal import Journal, Origin
from tests.support.window import done, make_upload  # noqa: F401  # pytest finds fixtures by their names here

PROJECT = Project("prj_1", "Acme Coffee iOS")
HOST = "api.layers.example"
LONG_AGO = 1_000_000_000

Outcome = TypeVar("Outcome")


class _NoWait(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    """Never sleeps: the clock jumps to when the sleep would have ended."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.now += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """The stock event loop, but its time passes only when all tasks wait for it."""

    def __init__(self) -> None:
        self._no_wait = _NoWait()
        super().__init__(self._no_wait)

    def time(self) -> float:
        return self._no_wait.now


def in_virtual_time(work: Callable[[], Coroutine[Any, Any, Outcome]]) -> Outcome:
    """Run the work on a loop that jumps over every wait."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())


def most_in_any_window(spans: list[tuple[float, float]], window: float) -> int:
    """The most spans that a sliding window can have counted, wherever in its span it counted each."""
    events = sorted([(begin, 0, 1) for begin, _ in spans] + [(end + window, -1, -1) for _, end in spans])
    heapq.heapify(events)
    most = count = 0
    while events:
        count += heapq.heappop(events)[2]
        most = max(most, count)
    return most


def new_upload(name: str = "a.png", size: int = 1000, **values: Any) -> Upload:
    """An upload of a file that nobody has to make."""
    made = Upload(UploadId(name), BatchId("batch"), Path("/files") / name, PROJECT, 0.0)
    made.fingerprint = Fingerprint(size, 0, 0)
    made.state = UploadState.QUEUED
    for attribute, value in values.items():
        setattr(made, attribute, value)
    return made


def png(comment: bytes = b"") -> bytes:
    """A whole little PNG that differs by its comment."""
    parts = [
        (b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
        (b"tEXt", b"Comment\0" + comment),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    chunks = (
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def put_file(path: Path, content: bytes | None = None) -> Path:
    """Write a file that has rested for years."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(os.fsencode(path)) if content is None else content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of the test's own, apart from its home."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    opening = await Journal.open(tmp_path / "state", Origin.WINDOW)
    yield opening.history
    await opening.journal.close()
