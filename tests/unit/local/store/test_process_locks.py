import errno
import os
import threading
from pathlib import Path

import pytest

from layers_desktop.local.store import process_locks
from layers_desktop.local.store.process_locks import FileLock, ProcessLock


def test_a_lock_that_cannot_be_taken_at_all_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(process_locks, "_lock", refuse)
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(OSError, match="no locks"), lock:
        pass
    with pytest.raises(OSError):  # noqa: PT011 - "Bad file descriptor", or Windows' words for it
        os.fstat(lock._descriptor)


def test_a_lock_that_another_has_is_waited_for(tmp_path: Path) -> None:
    held, acquired = FileLock(tmp_path / "lock"), threading.Event()
    assert held.try_acquire()

    def wait() -> None:
        with FileLock(tmp_path / "lock", busy_seconds=60):
            acquired.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not acquired.is_set()
    held.close()
    waiting.join()
    assert acquired.is_set()


@pytest.mark.windows("other systems remove any file")
def test_the_lock_of_an_ended_program_keeps_none_from_starting_while_somebody_looks_at_it(
    tmp_path: Path,
) -> None:
    ended = ProcessLock.acquire(tmp_path, busy_seconds=60)
    ended.release()
    with (tmp_path / f"{ended.id}.lock").open("rb"):
        started = ProcessLock.acquire(tmp_path, busy_seconds=60)
    assert started.not_running({ended.id}) == {ended.id}
    started.release()
