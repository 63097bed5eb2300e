"""Pictures of a person's files, made in a process of their own, which is given up and replaced in time.

Qt's readers hold the interpreter's lock while they look at a file: an SVG that loops, or a share that does
not answer, would hold the window for as long, in whichever thread they run.
"""

import logging
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from layers_desktop.gui.widgets.file_cache import FileCache
from layers_desktop.gui.widgets.picture_reader import BYTES_A_PIXEL, LENGTH, READY, SIDE, SIZE

_log = logging.getLogger(__name__)

# A busy computer takes its time to start a program.
_START_MS = 30_000
# The process takes 40 MB, and is there again in a third of a second.
_IDLE_MS = 30_000
# Processes that a dead share holds cannot even be killed: no more are added to these.
_MAX_STUCK = 4
_MAX_FAILED_STARTS = 3
# Where a picture has no business: a screen, a bus, an address, a key.
_WITHHELD = ("LAYERS_", "DISPLAY", "WAYLAND_", "DBUS_", "SSH_", "QT_QPA_")

Callback = Callable[[QImage | None], None]


# About 16 kB each.
_CAPACITY = 1_000
_DEADLINE_MS = 2_000


def reader_command() -> list[str]:
    """Return how this program is started to read pictures."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--thumbnails"]
    # -P: a folder that the program happens to be started in must not offer modules.
    return [sys.executable, "-P", "-m", "layers_desktop", "--thumbnails"]


def reader_environment() -> dict[str, str]:
    """Return the environment of that process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_WITHHELD)}
    # A thread needs descriptors of its own, which the process may not open while it reads.
    return kept | {"QT_QPA_PLATFORM": "offscreen", "QT_NO_GUI_THREADPOOL": "1"}


class PictureProcess(QObject):
    """Reads the pictures of files one after the other; nobody waits for it, at the end neither.

    Args:
        deadline_ms: How long one file may take, in milliseconds.
        command: What starts the process that reads.
    """

    _ready = Signal(object)
    _answered = Signal(object, object)
    _ended = Signal(object)

    def __init__(self, deadline_ms: int, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deadline_ms, self._command = deadline_ms, command
        self._waiting: deque[tuple[Path, Callback]] = deque()
        self._current: Callback | None = None
        self._child: _Child | None = None
        self._given_up: list[_Child] = []
        self._failed_starts = 0
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._give_up)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._dismiss)
        # Emitted in the child's thread, received on Qt's.
        self._ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_end, Qt.ConnectionType.QueuedConnection)

    def read(self, path: Path, callback: Callback) -> None:
        """Call back with the picture of this file, at most 64 pixels a side; None where there is none."""
        self._waiting.append((path, callback))
        self._read_next()

    def close(self) -> None:
        """Read nothing more, and leave alone what does not end."""
        self._waiting.clear()
        self._current = None
        self._dismiss()

    # ----------------------------------------------------------------- private
    def _read_next(self) -> None:
        if self._current is not None or not self._waiting:
            return
        path, self._current = self._waiting.popleft()
        self._idle.stop()
        if self._child is None and not self._start():
            QTimer.singleShot(0, self, lambda: self._finish(None))
            return
        if self._child:
            self._child.ask(path)
            self._deadline.start(self._deadline_ms if self._child.is_ready else _START_MS)

    def _start(self) -> bool:
        """Start a process unless too many went wrong; return whether one was started."""
        self._given_up = [child for child in self._given_up if child.is_alive()]
        if len(self._given_up) >= _MAX_STUCK or self._failed_starts >= _MAX_FAILED_STARTS:
            return False
        self._child = _Child(self._command, self._ready.emit, self._answered.emit, self._ended.emit)
        self._child.start()
        return True

    def _on_ready(self, child: "_Child") -> None:
        if child is self._child:
            child.is_ready = True
            self._failed_starts = 0
            if self._current is not None:
                self._deadline.start(self._deadline_ms)

    def _on_answer(self, child: "_Child", image: QImage | None) -> None:
        if child is self._child:
            self._finish(image)

    def _on_end(self, child: "_Child") -> None:
        """The process has ended by itself: the file was too much for it, or it could not start."""
        if child is not self._child:
            return
        self._child = None
        if not child.is_ready:
            self._failed_starts += 1
            _log.info("The process that reads pictures did not start")
        self._finish(None)

    def _give_up(self) -> None:
        self._dismiss()
        self._finish(None)

    def _dismiss(self) -> None:
        """End the process without waiting for it."""
        self._deadline.stop()
        self._idle.stop()
        if self._child:
            self._child.kill()
            self._given_up.append(self._child)
            self._child = None

    def _finish(self, image: QImage | None) -> None:
        self._deadline.stop()
        self._idle.start()
        callback, self._current = self._current, None
        if callback:
            callback(image)
        self._read_next()


class _Child(threading.Thread):
    """One process, and the thread that speaks with it; a daemon, because a read may never return.

    Attributes:
        is_ready: Whether the process has said that it is; set by the owner.
    """

    def __init__(
        self,
        command: Sequence[str],
        ready: Callable[["_Child"], None],
        answered: Callable[["_Child", QImage | None], None],
        ended: Callable[["_Child"], None],
    ) -> None:
        super().__init__(name="pictures", daemon=True)
        self.is_ready = False
        self._command, self._ready, self._answered, self._ended = command, ready, answered, ended
        self._paths: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_killed = threading.Event()

    def ask(self, path: Path) -> None:
        """Have the picture of this file read."""
        self._paths.put(path)

    def kill(self) -> None:
        """End the process; nothing is heard of it any more."""
        self._is_killed.set()
        self._paths.put(None)
        if self._process:
            self._process.kill()

    def run(self) -> None:
        """Start the process, and pass on what it is asked and answers until it ends or is killed."""
        try:
            self._process = process = subprocess.Popen(  # noqa: S603 - this program itself
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=reader_environment(),
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._tell(self._ended, self)
            return
        try:
            self._speak(process)
        except OSError:
            pass  # it has ended in the middle of a word
        finally:
            self._tell(self._ended, self)
            process.kill()
            process.communicate()

    def _speak(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdin is None or process.stdout is None or process.stdout.readline() != READY:
            return
        self._tell(self._ready, self)
        while not self._is_killed.is_set() and (path := self._paths.get()) is not None:
            name = os.fsencode(path)
            process.stdin.write(LENGTH.pack(len(name)) + name)
            process.stdin.flush()
            header = process.stdout.read(SIZE.size)
            if len(header) < SIZE.size:
                return
            width, height = SIZE.unpack(header)
            if max(width, height) > SIDE:
                return
            pixels = process.stdout.read(width * height * BYTES_A_PIXEL)
            self._tell(self._answered, self, _image(pixels, width, height))

    def _tell(self, signal: Callable[..., None], *told: object) -> None:
        if not self._is_killed.is_set():
            signal(*told)


def _image(pixels: bytes, width: int, height: int) -> QImage | None:
    row = width * BYTES_A_PIXEL
    if not width or not height or len(pixels) < row * height:
        return None
    # Copied: an image made of bytes is good only for as long as they are.
    return QImage(pixels, width, height, row, QImage.Format.Format_ARGB32_Premultiplied).copy()


class Thumbnails(FileCache[QImage]):
    """Gives the thumbnails of image files: at most 64 pixels a side; None for a file that has none.

    Args:
        deadline_ms: How long one file may take before it has none, in milliseconds.
        command: What starts the process that reads them; None: this program.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        deadline_ms: int = _DEADLINE_MS,
        command: Sequence[str] | None = None,
    ) -> None:
        process = PictureProcess(deadline_ms, command or reader_command())
        super().__init__(process.read, _CAPACITY, parent)
        process.setParent(self)
        self._process = process

    def close(self) -> None:
        """Read no more files; what is being read is left alone."""
        self.stop()
        self._process.close()
