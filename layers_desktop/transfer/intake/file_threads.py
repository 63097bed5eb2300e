"""Questions to file systems, in threads that nobody has to wait for: a share may stop answering for ever."""

import asyncio
import contextlib
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from layers_desktop.domain.file_errors import FileSystemSilentError

T = TypeVar("T")

# Threads of one file system. More that inspect would inspect no faster, for Python runs one at a time, and
# would delay the window; what they find is used before they go on. Six PUTs read ahead at the most.
_INSPECTING = 1
_READING = 16
# Looks, one a second: after so many without a sign a call is said to be silent, and after so many given up.
# Looks are counted and not seconds, for the whole program may have been stopped.
_SILENT_AFTER = 3
_GIVEN_UP_AFTER = 20
# Threads of one file system that have not come back, after which no more are spent on it.
_MOST_LOST = 24
_LOOK_SECONDS = 1.0
_IDLE_SECONDS = 60.0

_MOUNTS = Path("/proc/self/mountinfo")
_MOUNTS_AGE = 2.0
_VOLUMES = "/Volumes"  # of macOS
_ESCAPE = re.compile(r"\\([0-7]{3})")


@dataclass(slots=True, eq=False)
class _Call:
    """One question, and who waits for its answer.

    Attributes:
        silent_looks: How often it was looked at since it began, or got on.
        has_thread: Whether a thread is at it.
        is_lost: Whether that thread no longer counts, because nobody knows when it will come back.
        used: Set once the one who asked has made use of the answer; None where nobody waits for that.
    """

    group: "_ThreadGroup"
    path: Path
    work: Callable[[], Any]
    answer: "asyncio.Future[Any]"
    silent_looks: int = 0
    has_thread: bool = False
    is_lost: bool = False
    used: threading.Event | None = None

    @property
    def is_silent(self) -> bool:
        return self.silent_looks > _SILENT_AFTER


class _FileThread(threading.Thread):
    """A daemon, which the end of the program does not wait for.

    Attributes:
        call: What it is at.
    """

    call: _Call | None = None


class _ThreadGroup:
    """The threads for one purpose on one file system, started when they are needed.

    Attributes:
        root: The mount, drive or share.
        was_given_up: Whether calls were given up and none has been answered since.
        lost: How many threads nobody counts on any more.
    """

    def __init__(self, root: str, most: int, ended: Callable[[_Call, object, BaseException | None], None]):
        self.root = root
        self.was_given_up = False
        self.lost = 0
        self._most = most
        self._ended = ended
        self._waiting: deque[_Call] = deque()
        self._idle = self._count = 0
        self._changed = threading.Condition()

    def submit(self, call: _Call) -> None:
        with self._changed:
            self._waiting.append(call)
            self._add_thread()
            self._changed.notify()

    def lose(self, call: _Call) -> None:
        """Count the thread that is at this call, if any, no more, so that another may take its place."""
        with self._changed:
            if call.has_thread and not call.is_lost:
                call.is_lost = True
                self.lost += 1
                self._count -= 1
                self._add_thread()

    def _add_thread(self) -> None:
        if len(self._waiting) > self._idle and self._count < self._most:
            self._count += 1
            _FileThread(target=self._work, name=f"files of {self.root}", daemon=True).start()

    def _work(self) -> None:
        thread = threading.current_thread()
        while call := self._next():
            if isinstance(thread, _FileThread):
                thread.call = call
            if self._run(call) and call.used:
                call.used.wait(_LOOK_SECONDS)
            with self._changed:
                if call.is_lost:
                    self.lost -= 1
                    return
                call.has_thread = False
            if isinstance(thread, _FileThread):
                thread.call = None
            del call  # with its answer, which may be a piece of a file: the next call may be a minute away

    def _next(self) -> _Call | None:
        with self._changed:
            self._idle += 1
            has_work = self._changed.wait_for(lambda: self._waiting, _IDLE_SECONDS)
            self._idle -= 1
            if not has_work:
                self._count -= 1
                return None
            return self._waiting.popleft()

    def _run(self, call: _Call) -> bool:
        """Return whether somebody is told what came of it."""
        if call.answer.done():
            return False  # nobody waits any more
        call.has_thread = True
        result, error = None, None
        try:
            result = call.work()
        except BaseException as raised:  # noqa: BLE001  # it is handed to the one who asked
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed
            call.answer.get_loop().call_soon_threadsafe(self._ended, call, result, error)
            return True
        return False


class FileThreads:
    """Asks file systems in threads of their own: none waits for another, nor the program's end for any.

    A call that gives no sign of life for some seconds leaves its place to the next, and makes its file system
    `silent`; some time later, or when the person says so, it is given up.

    Args:
        look_seconds: How often is looked for signs of life.

    Attributes:
        on_change: Called whenever `silent` is another.
    """

    def __init__(self, look_seconds: float = _LOOK_SECONDS) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._look_seconds = look_seconds
        self._groups: dict[tuple[str, int], _ThreadGroup] = {}
        self._calls: set[_Call] = set()
        self._timer: asyncio.Handle | None = None
        self._silent: frozenset[str] = frozenset()

    @property
    def silent(self) -> frozenset[str]:
        """The file systems that do not answer, by a name that a person knows."""
        return frozenset(_name(call) for call in self._calls if call.is_silent)

    def ask(self, path: Path, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Return what this call on the file returns or raises, or FileSystemSilentError."""
        return self._submit(path, work, _READING)

    def inspect(self, path: Path, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Do as `ask` does, for a call that mostly computes."""
        return self._submit(path, work, _INSPECTING)

    def give_up(self, name: str) -> None:
        """Wait no longer for what this file system was asked: FileSystemSilentError is raised instead."""
        for call in [call for call in self._calls if call.is_silent and _name(call) == name]:
            self._give_up(call)
        self._tell()

    def _submit(self, path: Path, work: Callable[[], T], threads: int) -> "asyncio.Future[T]":
        loop, key = asyncio.get_running_loop(), (root_of(path), threads)
        if key not in self._groups:
            self._groups[key] = _ThreadGroup(*key, self._ended)
        call = _Call(self._groups[key], path.absolute(), work, loop.create_future())
        if threads == _INSPECTING:
            call.used = threading.Event()
        self._calls.add(call)
        if call.group.was_given_up and call.group.lost >= _MOST_LOST:
            self._give_up(call)
            return call.answer
        call.group.submit(call)
        if self._timer is None:
            self._timer = loop.call_later(self._look_seconds, self._look)
        return call.answer

    def _ended(self, call: _Call, result: object, error: BaseException | None) -> None:
        call.group.was_given_up = False
        was_silent = call.is_silent
        self._calls.discard(call)
        if call.answer.done():
            pass  # cancelled, or given up
        elif error:
            call.answer.set_exception(error)
        else:
            call.answer.set_result(result)
        if call.used:
            call.answer.get_loop().call_soon(call.used.set)  # behind the one who waits for the answer
        if was_silent:
            self._tell()

    def _look(self) -> None:
        """Count for how long each call has been silent."""
        self._timer = None
        for call in list(self._calls):
            if call.answer.done():
                self._calls.discard(call)  # cancelled; a thread that is at it may come back or not
                call.group.lose(call)
            elif call.has_thread:
                call.silent_looks += 1
                if call.is_silent:
                    call.group.lose(call)
                    if call.group.was_given_up or call.silent_looks > _GIVEN_UP_AFTER:
                        self._give_up(call)
        self._tell()
        if self._calls:
            self._timer = asyncio.get_running_loop().call_later(self._look_seconds, self._look)

    def _give_up(self, call: _Call) -> None:
        call.group.was_given_up = True
        self._calls.discard(call)
        call.answer.set_exception(FileSystemSilentError(_name(call)))

    def _tell(self) -> None:
        if self.silent != self._silent:
            self._silent = self.silent
            self.on_change()


def note_progress() -> None:
    """Say that the present call, which may take long, is getting on."""
    thread = threading.current_thread()
    if isinstance(thread, _FileThread) and thread.call:
        thread.call.silent_looks = 0


def runs_of_one_file_system(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Return these paths in their order, parted wherever the next lies on another file system."""
    runs: list[list[Path]] = []
    last: str | None = None
    for path in paths:
        root = root_of(path)
        if not runs or root != last:
            runs.append([])
        runs[-1].append(path)
        last = root
    return [tuple(run) for run in runs]


def root_of(path: Path) -> str:
    """Return the mount, drive or share that holds this path by its name; nothing is asked of it."""
    place, moment = os.path.abspath(path), int(time.monotonic() / _MOUNTS_AGE)  # noqa: PTH100  # Path.absolute leaves `..` in
    above = os.path.dirname(place)  # noqa: PTH120  # ten times as fast as Path.parent, for each file
    if place in _mount_points(moment) or above in {place, _VOLUMES}:
        return place  # on Windows the drive or the share may be one
    return _root_of_folder(above, moment)


@lru_cache(maxsize=64)  # thousands of files may be in one
def _root_of_folder(place: str, moment: int) -> str:
    mounts = _mount_points(moment)
    while place not in mounts and (above := os.path.dirname(place)) not in {place, _VOLUMES}:  # noqa: PTH120  # as above
        place = above
    return place


@lru_cache(maxsize=1)
def _mount_points(_moment: int) -> frozenset[str]:
    """Return where Linux has mounted file systems: the kernel needs none of them to say so."""
    try:
        lines = os.fsdecode(_MOUNTS.read_bytes()).splitlines()
    except OSError:
        return frozenset()
    return frozenset(_unescaped(line.split(" ")[4]) for line in lines)


def _unescaped(point: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), point)


def _name(call: _Call) -> str:
    """Return the mount's place; of a link's target only the link is known, by its folder."""
    root = call.group.root
    return str(call.path.parent) if root == call.path.anchor else root
