"""The file on this computer: its fingerprint, its checksums, and its bytes, read once for both uses."""

import asyncio
import errno
import hashlib
import os
import stat
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from layers_desktop.domain.errors import UploaderError, system_code, system_reason
from layers_desktop.domain.file_errors import (
    FileChangedError,
    FileError,
    FileInUseError,
    FileMissingError,
    FileReadError,
    FileUnreadableError,
    NotAFileError,
)
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.media.file_opening import open_shared, require_on_disk, system_path
from layers_desktop.transfer.intake.file_threads import FileThreads, note_progress

# Measured with sha256: below 256 KiB each chunk costs noticeably, above 1 MiB nothing is gained.
CHUNK = 1024 * 1024
# Bytes that a sample has from each of three places; files that are equal there hardly ever differ.
_SAMPLE = 64 * 1024


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn what the system raises about this file into a FileError, with the cause kept."""
    try:
        yield
    except UploaderError:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        # ValueError: a name that no file system can hold, with a NUL or half a character in it.
        raise FileMissingError(str(path.parent)) from error
    except OSError as error:
        raise _read_error(error) from error


def fingerprint_of(path: Path) -> Fingerprint:
    """Return what the file is now; its number only where it is the same when asked twice.

    Raises:
        FileError: It is missing, not readable, or not a regular file.
    """
    with file_errors(path):
        return _fingerprint(path).without_passing_number(_fingerprint(path))


async def require_unchanged(
    files: FileThreads, path: Path, fingerprint: Fingerprint | None, *, or_gone: bool = False
) -> None:
    """Compare a file with what it was, in another thread.

    Args:
        files: Ask for it.
        path: Where the file was.
        fingerprint: What it was.
        or_gone: Whether a file that cannot be reached any more counts as unchanged: its bytes are there.

    Raises:
        FileChangedError: It is another one now.
        FileError: It cannot be reached.
    """
    try:
        now = await files.ask(path, partial(fingerprint_of, path))
    except FileError:
        if or_gone:
            return
        raise
    if fingerprint is None or not now.is_same(fingerprint):
        raise FileChangedError


class FileStream:
    """The bytes of one file; the next chunk is read in a thread while the one before is sent.

    Attributes:
        sha256: Of all bytes, 64 hex digits; None until the last chunk was read.
    """

    def __init__(self, path: Path, expected: Fingerprint, files: FileThreads) -> None:
        self._files = files
        self._path = path
        self._expected = expected
        self._digest = hashlib.sha256()
        self._remaining = expected.size
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self._is_reading = False
        self._is_abandoned = False
        self.sha256: str | None = None

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes, `CHUNK` at a time.

        Raises:
            FileChangedError: The file is not what it was; its last chunk has not been yielded then.
            FileError: It cannot be read.
        """
        ahead = self._files.ask(self._path, self._read)
        try:
            while chunk := await ahead:
                is_last = self.sha256 is not None
                if not is_last:
                    ahead = self._files.ask(self._path, self._read)
                yield chunk
                if is_last:  # one more call to the thread would cost a small file as much as its bytes
                    break
        finally:
            ahead.cancel()
            _retrieve_error(ahead)
            self._abandon()

    def _abandon(self) -> None:
        """Have the file closed, by the thread that reads it or by another: a share may hold up even that."""
        with self._lock:
            self._is_abandoned = True
            is_left_open = not self._is_reading and self._file is not None and not self._file.closed
        if is_left_open and self._file:
            closing = self._files.ask(self._path, self._file.close)
            closing.add_done_callback(_retrieve_error)

    def _open(self) -> BinaryIO:
        file = open_shared(self._path, buffering=0)
        if not _regular(os.fstat(file.fileno())).is_same(self._expected):
            file.close()
            raise FileChangedError
        return file

    def _read(self) -> bytes:
        """Return the next chunk, hashed; empty at the end, or once the stream was abandoned."""
        with self._lock:
            if self._is_abandoned or not self._remaining:
                return b""
            self._is_reading = True
        try:
            return self._next_chunk()
        finally:
            with self._lock:
                self._is_reading = False
                if self._is_abandoned and self._file:
                    self._file.close()

    def _next_chunk(self) -> bytes:
        with file_errors(self._path):
            self._file = self._file or self._open()
            chunk = self._file.read(min(CHUNK, self._remaining))
            if not chunk:
                raise FileChangedError
            self._digest.update(chunk)
            self._remaining -= len(chunk)
            if not self._remaining:
                self._end()
            return chunk

    def _end(self) -> None:
        """Compare the file once more before its last chunk is returned, so that no mixed copy is sent."""
        if self._file:
            self._file.close()
        if not _fingerprint(self._path).is_same(self._expected):
            raise FileChangedError
        self.sha256 = self._digest.hexdigest()


def read_whole(path: Path, expected: Fingerprint) -> tuple[bytes, str]:
    """Return the bytes of a small file and their sha256.

    Raises:
        FileChangedError: The file is not what it was.
        FileError: It cannot be read.
    """
    with file_errors(path), open_shared(path) as file:
        data = file.read(expected.size + 1)
        if len(data) != expected.size or not _fingerprint(path).is_same(expected):
            raise FileChangedError
    return data, hashlib.sha256(data).hexdigest()


def sha256_of(path: Path, expected: Fingerprint) -> str:
    """Return the sha256 of a file of any size.

    Raises:
        FileChangedError: The file is not what it was.
        FileError: It cannot be read.
    """
    with file_errors(path), open_shared(path) as file:
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            note_progress()
            digest.update(chunk)
        if not _fingerprint(path).is_same(expected):
            raise FileChangedError
    return digest.hexdigest()


def sample_checksum(path: Path, size: int) -> str:
    """Return a checksum of the beginning, the middle and the end of a file: the same of the same content.

    Raises:
        FileError: It cannot be read.
    """
    digest = hashlib.sha256()
    with file_errors(path), open_shared(path) as file:
        for place in (0, size // 2, size - _SAMPLE):
            file.seek(max(0, place))
            digest.update(file.read(_SAMPLE))
    return digest.hexdigest()


def is_same_file(path: Path, known: Fingerprint | None, sha256: str | None) -> bool:
    """Return whether this may be the known file; one that cannot be read, or is online only, counts so.

    Args:
        path: The file.
        known: What the known file was.
        sha256: Of the known file, where it is known.
    """
    try:
        now = fingerprint_of(path)
        if known is not None and now.is_same(known):
            return True
        if known is None or now.size != known.size or sha256 is None:
            return False
        with file_errors(path):
            require_on_disk(path)
        return sha256_of(path, now) == sha256
    except FileError:
        return True


def _fingerprint(path: Path) -> Fingerprint:
    return _regular(system_path(path).stat())


def _regular(status: os.stat_result) -> Fingerprint:
    if not stat.S_ISREG(status.st_mode):
        raise NotAFileError
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)


def _read_error(error: OSError) -> UploaderError:
    if system_code(error) == errno.EBUSY:
        return FileInUseError(error.strerror or str(error))
    if error.errno in {errno.EACCES, errno.EPERM}:
        return FileUnreadableError(error.strerror)
    if error.errno in {errno.ENXIO, errno.ELOOP}:
        return NotAFileError()
    return FileReadError(system_reason(error), error.strerror)


def _retrieve_error(last: "asyncio.Future[Any]") -> None:
    """Retrieve what the last read raised, or asyncio reports it as lost."""
    if not last.cancelled():
        last.exception()
