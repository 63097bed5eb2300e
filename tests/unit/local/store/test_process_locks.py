import errno
import os
import sys
import threading
from pathlib import Path

import pytest

from layers_desktop.local.store import process_locks
from layers_desktop.local.store.process_locks import FileLock, ProcessLock

if sys.platform == "win32":
    import msvcrt


def test_a_lock_that_cannot_be_taken_at_all_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, *, blocking: bool) -> None:
        raise OSError(errno.ENOLCK, f"no locks here, {blocking=}")

    monkeypatch.setattr(process_locks, "_lock", refuse)
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(OSError, match="no locks"), lock:
        pass
    with pytest.raises(OSError):  # noqa: PT011 - "Bad file descriptor", or Windows' words for it
        os.fstat(lock._descriptor)


@pytest.mark.windows("other systems wait for as long as it takes")
def test_a_lock_is_waited_for_after_the_system_has_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locking, gave_up, held = msvcrt.locking, threading.Event(), FileLock(tmp_path / "lock")
    assert held.try_acquire()

    def watched(*arguments: int) -> None:
        try:
            locking(*arguments)
        except OSError:
            gave_up.set()
            raise

    def wait() -> None:
        with FileLock(tmp_path / "lock"):
            acquired.set()

    monkeypatch.setattr(msvcrt, "locking", watched)
    acquired, waiting = threading.Event(), threading.Thread(target=wait)
    waiting.start()
    gave_up.wait()
    assert not acquired.is_set()
    held.close()
    waiting.join()
    assert acquired.is_set()


@pytest.mark.windows("other systems remove any file")
def test_the_lock_of_an_ended_program_keeps_none_from_starting_while_somebody_looks_at_it(
    tmp_path: Path,
) -> None:
    ended = ProcessLock.acquire(tmp_path)
    ended.release()
    with (tmp_path / f"{ended.id}.lock").open("rb"):
        started = ProcessLock.acquire(tmp_path)
    assert started.not_running({ended.id}) == {ended.id}
    started.release()
