import asyncio
import threading
import time
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from layers_desktop.domain.file_errors import FileSystemSilentError
from layers_desktop.transfer.intake import file_threads
from layers_desktop.transfer.intake.file_threads import (
    FileThreads,
    note_progress,
    root_of,
    runs_of_one_file_system,
)


@pytest.fixture
def answering() -> Iterator[threading.Event]:
    """Set at the end, for whoever still waits."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def files() -> FileThreads:
    return FileThreads(look_seconds=0.03)


async def test_an_answer_and_an_error_come_back_from_a_thread_that_nobody_waits_for(
    files: FileThreads, tmp_path: Path
) -> None:
    thread = await files.ask(tmp_path, threading.current_thread)
    assert thread is not threading.main_thread()
    assert thread.daemon
    with pytest.raises(FileNotFoundError):
        await files.ask(tmp_path, (tmp_path / "missing").stat)
    with pytest.raises(SystemExit):
        await files.ask(tmp_path, lambda: exec("raise SystemExit"))  # noqa: S102  # a lambda has no statements


async def test_a_thread_that_waits_for_the_next_call_holds_no_answer(
    files: FileThreads, tmp_path: Path
) -> None:
    class Content:
        pass

    content = weakref.ref(await files.ask(tmp_path, Content))
    async with asyncio.timeout(30):
        while content():  # noqa: ASYNC110  # the thread tells nobody
            await asyncio.sleep(0.01)


async def test_nothing_more_is_inspected_before_the_window_has_used_what_was_found(
    files: FileThreads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_threads, "_LOOK_SECONDS", 60)
    inspected: list[int] = []
    calls = [files.inspect(tmp_path, partial(inspected.append, number)) for number in range(3)]
    time.sleep(0.3)  # noqa: ASYNC251  # a window that is busy
    assert inspected == [0]
    await calls[0]
    await asyncio.gather(*calls)
    assert inspected == [0, 1, 2]


async def test_what_is_silent_is_told_leaves_its_place_and_is_given_up(
    files: FileThreads, tmp_path: Path, answering: threading.Event
) -> None:
    told: list[frozenset[str]] = []
    files.on_change = lambda: told.append(files.silent)
    silent = [files.inspect(tmp_path, answering.wait) for _ in range(8)]
    assert await files.inspect(tmp_path, lambda: "an answer") == "an answer"
    for answer in silent:
        with pytest.raises(FileSystemSilentError, match="does not answer"):
            await answer
    assert len(told[0]) == 1
    assert told[-1] == frozenset()


async def test_a_person_need_not_wait_and_after_that_nobody_waits_long(
    files: FileThreads, tmp_path: Path, answering: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_threads, "_GIVEN_UP_AFTER", 1_000_000)
    silent = files.ask(tmp_path, answering.wait)
    while not files.silent:  # noqa: ASYNC110  # it is told by a callback, which another test looks at
        await asyncio.sleep(0.001)
    (place,) = files.silent
    files.give_up(place)
    for answer in (silent, files.ask(tmp_path, answering.wait)):
        with pytest.raises(FileSystemSilentError):
            await answer


async def test_no_more_than_some_threads_are_spent_on_what_does_not_answer(
    files: FileThreads, tmp_path: Path, answering: threading.Event
) -> None:
    others = set(threading.enumerate())  # of which some may end meanwhile
    for _ in range(10):
        answers = [files.ask(tmp_path, answering.wait) for _ in range(10)]
        await asyncio.gather(*answers, return_exceptions=True)
    assert len({*threading.enumerate()} - others) <= 40
    answering.set()
    while len({*threading.enumerate()} - others) > 16:  # noqa: ASYNC110  # a thread's end is no event
        await asyncio.sleep(0.001)
    files._look_seconds = 60  # a busy computer is late, which is no silence
    assert await files.ask(tmp_path, lambda: "an answer") == "an answer"


async def test_a_call_that_has_ended_is_not_lost_while_nobody_has_heard_of_it(
    tmp_path: Path, answering: threading.Event
) -> None:
    others = set(threading.enumerate())
    files, ended = FileThreads(look_seconds=1_000), threading.Event()
    answer = files.ask(tmp_path, ended.set)
    ended.wait()
    time.sleep(0.1)  # noqa: ASYNC251  # a window that is busy, until the thread waits for the next call
    for _ in range(9):
        files._look()
    await answer
    answers = [files.ask(tmp_path, answering.wait) for _ in range(20)]
    assert len({*threading.enumerate()} - others) == 16
    answering.set()
    await asyncio.gather(*answers)


async def test_what_gets_on_is_never_silent(tmp_path: Path) -> None:
    files, loop = FileThreads(look_seconds=1_000), asyncio.get_running_loop()
    changes: list[frozenset[str]] = []
    files.on_change = lambda: changes.append(files.silent)

    def hash_much() -> int:
        for _ in range(10):
            note_progress()
            looked = threading.Event()
            loop.call_soon_threadsafe(lambda looked=looked: (files._look(), looked.set()))
            assert looked.wait(60)
        return 1

    assert await files.ask(tmp_path, hash_much) == 1
    assert changes == []


async def test_who_is_cancelled_waits_for_no_thread(
    files: FileThreads, tmp_path: Path, answering: threading.Event
) -> None:
    async def ask() -> None:
        await files.ask(tmp_path, answering.wait)

    tasks = [asyncio.create_task(ask()) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert await files.ask(tmp_path, lambda: "an answer") == "an answer"


@pytest.mark.linux("/proc")
def test_paths_are_parted_by_mount_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = frozenset({"/", "/mnt/nas", "/mnt/nas two"})
    monkeypatch.setattr(file_threads, "_mount_points", lambda _moment: mounts)
    paths = [Path("/mnt/nas/a"), Path("/mnt/nas/b/c"), Path("/mnt/nas two/a"), Path("/mnt/nasty"), Path("/a")]
    assert [root_of(path) for path in paths] == ["/mnt/nas", "/mnt/nas", "/mnt/nas two", "/", "/"]
    assert runs_of_one_file_system(paths) == [tuple(paths[:2]), (paths[2],), tuple(paths[3:])]


@pytest.mark.linux("/proc")
def test_a_mount_of_any_name_is_known_as_the_kernel_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(r"36 35 98:0 / /mnt/my\040nas\134 rw - cifs //nas/pictures rw" + "\n", encoding="utf-8")
    monkeypatch.setattr(file_threads, "_MOUNTS", table)
    file_threads._mount_points.cache_clear()
    assert root_of(Path("/mnt/my nas\\/a.png")) == "/mnt/my nas\\"
    file_threads._mount_points.cache_clear()
