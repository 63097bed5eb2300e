import asyncio
import gc
import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import (
    FileChangedError,
    FileInUseError,
    FileMissingError,
    FileReadError,
    FileUnreadableError,
    NotAFileError,
)
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.source_file import (
    CHUNK,
    FileStream,
    file_errors,
    fingerprint_of,
    read_whole,
    sha256_of,
)
from tests.unit.transfer.conftest import put_file

CONTENT = os.urandom(3 * CHUNK + 17)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def source_path(files: Path) -> Path:
    return put_file(files / "a.bin", CONTENT)


def open_files(path: Path) -> list[str]:
    links = (Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd"))  # noqa: PTH208  # fds come and go
    return [str(link.readlink()) for link in links if link.is_symlink() and link.readlink() == path]


async def read(body: FileStream, got: list[bytes], between: Callable[[], object]) -> None:
    """Read it all, and do something once when the first chunk is there."""
    async with aclosing(body.chunks()) as chunks:
        async for chunk in chunks:
            if not got:
                between()
            got.append(chunk)


def stream(path: Path) -> FileStream:
    return FileStream(path, fingerprint_of(path), FileThreads())


@pytest.mark.linux("/proc")
async def test_the_bytes_come_in_chunks_with_their_checksum(source_path: Path) -> None:
    body = stream(source_path)
    sizes = [len(chunk) async for chunk in body.chunks()]
    assert sizes == [CHUNK, CHUNK, CHUNK, 17]
    assert body.sha256 == SHA256
    assert open_files(source_path) == []


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1])
async def test_no_size_loses_a_byte(files: Path, size: int) -> None:
    path = put_file(files / "a.bin", CONTENT[:size])
    body = stream(path)
    assert b"".join([chunk async for chunk in body.chunks()]) == CONTENT[:size]
    assert body.sha256 == hashlib.sha256(CONTENT[:size]).hexdigest()


@pytest.mark.linux("/proc")
async def test_the_next_chunk_is_read_while_this_one_is_sent(source_path: Path) -> None:
    async with aclosing(stream(source_path).chunks()) as chunks:
        await anext(chunks)
        while read_so_far(source_path) < 2 * CHUNK:  # noqa: ASYNC110  # a thread of the system tells no event
            await asyncio.sleep(0.001)


def read_so_far(path: Path) -> int:
    """How far the system has read in this open file."""
    for link in Path("/proc/self/fd").iterdir():
        if link.is_symlink() and link.readlink() == path:
            return int((Path("/proc/self/fdinfo") / link.name).read_text(encoding="utf-8").split()[1])
    return 0


def grow(path: Path) -> None:
    with path.open("ab") as source_path:
        source_path.write(b"more")


def replace(path: Path) -> None:
    put_file(path.with_name("new"), CONTENT).replace(path)


REPLACING = "replaced by its own copy"
CHANGES: dict[str, tuple[Callable[[Path], object], type[UploaderError]]] = {
    "appended to": (grow, FileChangedError),
    "truncated": (lambda path: os.truncate(path, CHUNK + 5), FileChangedError),
    "emptied": (lambda path: os.truncate(path, 0), FileChangedError),
    REPLACING: (replace, FileChangedError),
    "touched": (lambda path: os.utime(path, (1, 1)), FileChangedError),
    "deleted": (Path.unlink, FileMissingError),
    "moved with its folder": (
        lambda path: path.parent.rename(path.parent.with_name("moved")),
        FileMissingError,
    ),
}


OF_UNIX = pytest.param(REPLACING, marks=pytest.mark.unix("Windows replaces no open file in one step"))


@pytest.mark.parametrize("change", [*(each for each in CHANGES if each != REPLACING), OF_UNIX])
async def test_a_file_that_changes_under_way_never_goes_out_whole(source_path: Path, change: str) -> None:
    make, expected = CHANGES[change]
    got: list[bytes] = []
    body = stream(source_path)
    with pytest.raises(expected):
        await read(body, got, lambda: make(source_path))
    assert len(b"".join(got)) < len(CONTENT)
    assert body.sha256 is None


@pytest.mark.parametrize("change", [grow, replace, Path.unlink, lambda path: os.truncate(path, 5)])
async def test_a_file_that_changed_before_is_noticed_before_the_first_byte(
    source_path: Path, change: Callable[[Path], object]
) -> None:
    before = fingerprint_of(source_path)
    change(source_path)
    with pytest.raises((FileChangedError, FileMissingError)):
        await anext(FileStream(source_path, before, FileThreads()).chunks())
    for reader in (read_whole, sha256_of):
        with pytest.raises((FileChangedError, FileMissingError)):
            reader(source_path, before)


@pytest.mark.linux("/proc")
async def test_who_stops_in_the_middle_leaves_no_file_open(source_path: Path) -> None:
    async def send() -> None:
        async with aclosing(stream(source_path).chunks()) as chunks:
            async for _ in chunks:
                await asyncio.sleep(60)

    for wait in (0.0, 0.0, 0.02):
        task = asyncio.create_task(send())
        await asyncio.sleep(wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    gc.collect()
    # The last read may still be under way in its thread, which tells nobody that it has closed the file.
    while open_files(source_path):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def test_a_small_file_is_read_at_once(files: Path) -> None:
    path = put_file(files / "a.bin", CONTENT[:1000])
    data, sha256 = read_whole(path, fingerprint_of(path))
    assert (data, sha256) == (CONTENT[:1000], hashlib.sha256(CONTENT[:1000]).hexdigest())
    assert sha256_of(path, fingerprint_of(path)) == sha256


def test_a_fingerprint_is_what_the_system_says(source_path: Path) -> None:
    status = source_path.stat()
    assert fingerprint_of(source_path) == Fingerprint(len(CONTENT), status.st_mtime_ns, status.st_ino)


@pytest.mark.unix("pipes and links")
@pytest.mark.parametrize("name", ["none", "a.bin/below", "\0", "\ud800", "loop", "fifo", "folder", "x" * 300])
def test_what_is_no_file_has_no_fingerprint(files: Path, source_path: Path, name: str) -> None:
    (files / "loop").symlink_to("loop")
    os.mkfifo(files / "fifo")
    (files / "folder").mkdir()
    with pytest.raises((FileMissingError, NotAFileError, FileReadError)) as caught:
        fingerprint_of(files / name)
    assert isinstance(caught.value, NotAFileError) == (name in {"loop", "fifo", "folder"})
    shutil.rmtree(files)


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        (PermissionError(13, "Permission denied"), FileUnreadableError),
        (PermissionError(1, "Operation not permitted"), FileUnreadableError),
        (OSError(5, "Input/output error"), FileReadError),
        (OSError(116, "Stale file handle"), FileReadError),
        (OSError(6, "No such device or address"), NotAFileError),
        (NotADirectoryError(20, "Not a directory"), FileMissingError),
        (FileChangedError(), FileChangedError),
    ],
)
def test_what_the_system_says_becomes_one_of_our_errors(
    foreign: Exception, expected: type[UploaderError]
) -> None:
    with pytest.raises(expected) as caught, file_errors(Path("/files/a.png")):
        raise foreign
    assert caught.value is foreign or caught.value.__cause__ is foreign


def test_a_sharing_violation_of_windows_is_a_file_in_use() -> None:
    violation = OSError(13, "The process cannot access the file")
    violation.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    with pytest.raises(FileInUseError, match="Another program is using"), file_errors(Path("a.png")):
        raise violation
