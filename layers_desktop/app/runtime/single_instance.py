"""One window for each user and account: a second start passes its files to the first and ends."""

import contextlib
import json
import logging
import os
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer

from layers_desktop.domain.errors import ConfigurationError, system_reason
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.local.private_files import FILE_MODE, FOLDER_MODE, make_private_folder, private_opener
from layers_desktop.local.store.process_locks import FileLock

if TYPE_CHECKING:  # the window is seen before anybody listens
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

_LOCK_NAME = "window.lock"
# Says where the window listens: whoever may read this folder finds it, whatever TMPDIR is.
_ADDRESS_NAME = "window.address"
_SOCKET_NAME = "window.socket"
# `sun_path` of unix(7) has 108 bytes on Linux and 104 on macOS, the last of them zero.
_MAX_SOCKET_PATH = 103
_FOLDER_PREFIX = "layers-desktop-"
_MAX_OWN_PART = 48  # what the name of such a folder and the socket's take of it
_MAX_MESSAGE = 1 << 20
_PATIENCE_MS = 5_000
_RETRY_SECONDS = 0.05
_THANKS = b"ok\n"
_REFUSAL = b"refused\n"

# The desktop's leave to come to the front, given to whoever was started last.
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


class LaunchRequest(NamedTuple):
    """What one start of the program was given.

    Attributes:
        start: Whether to start the files at once.
        project: ID or name of their project; None for the one that is chosen in the window.
        kind: Their kind; None to detect it.
    """

    files: tuple[Path, ...] = ()
    start: bool = False
    project: str | None = None
    kind: MediaKind | None = None

    def to_messages(self, token: str) -> Iterator[bytes]:
        """Return lines for another process, with absolute paths: one for each MiB that the files need."""
        files = [os.fspath(each.absolute()) for each in self.files]
        base = {"start": self.start, "project": self.project, "kind": self.kind, "token": token}
        room = _MAX_MESSAGE - len(_line({**base, "files": []}))
        for some in _split(files, room):
            yield _line({**base, "files": some})

    @classmethod
    def from_message(cls, line: bytes) -> "tuple[LaunchRequest, str]":
        """Return request and token of another process; earlier versions send no project and no kind.

        Raises:
            ValueError: The line is no such request.
        """
        try:
            told = json.loads(line)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(told, dict):
            raise ValueError("no JSON object")  # noqa: TRY004 - what another process says wrong is a value
        start, kind = _field(told, "start", bool, default=None), _field(told, "kind", str)
        if start is None:
            raise ValueError("no start")
        request = cls(_files(told), start, _field(told, "project", str), MediaKind(kind) if kind else None)
        return request, _field(told, "token", str, default="") or ""


Received = Callable[[LaunchRequest, str], None]


class SingleInstance(QObject):
    """The lock of the one window, and the socket on which it receives later starts.

    The lock is the kernel's: it ends with the program that holds it, however that ends. The socket lies in a
    folder that nobody else may enter, and neither side speaks with a process of another user.

    Args:
        folder: The folder of journal and history: starts that share it share the window.
        patience_ms: How long the other side may take to connect, to ask and to answer, in milliseconds.

    Raises:
        ConfigurationError: Folder or lock cannot be made.
    """

    def __init__(self, folder: Path, patience_ms: int = _PATIENCE_MS) -> None:
        super().__init__()
        self._folder, self._patience_ms = folder, patience_ms
        try:
            make_private_folder(folder)
            self._lock = FileLock(folder / _LOCK_NAME)
        except OSError as error:
            raise _no_lock(folder, error) from error
        self._server: QLocalServer | None = None
        self._early: list[tuple[LaunchRequest, str]] = []
        self._received: Received = self._keep

    def acquire(self) -> bool:
        """Become the one window unless another program is it; return whether it became that.

        Raises:
            ConfigurationError: The system cannot lock files there.
        """
        try:
            return self._lock.try_acquire()
        except OSError as error:
            raise _no_lock(self._folder, error) from error

    def listen(self) -> None:
        """Listen for later starts, which wait for it a while.

        Where nothing can be listened on, this is the one window all the same; a later start then says that
        it does not answer.
        """
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.newConnection.connect(partial(self._connected, server))
        if not any(self._listen(server, address) for address in _addresses(self._folder)):
            _log.warning("Later starts cannot be heard: %s", server.errorString())
        self._server = server

    def on_launch(self, received: Received) -> None:
        """Call `received` with each request and its token; those that came before are passed on now."""
        self._received = received
        early, self._early = self._early, []
        for request, token in early:
            received(request, token)

    def keep_launches(self) -> None:
        """Keep requests for the next `on_launch`: there is no window for a moment."""
        self._received = self._keep

    def _keep(self, request: LaunchRequest, token: str) -> None:
        self._early.append((request, token))

    def hand_over(self, request: LaunchRequest) -> None:
        """Pass the request on to the window that is open (blocking); returns when it has it.

        Raises:
            ConfigurationError: It does not answer, or refuses the request.
        """
        for message in request.to_messages(_token()):
            answer = self._ask(message)
            if answer == _REFUSAL:
                raise ConfigurationError(
                    tr(
                        "Layers Desktop is already running, but could not take over what you started it with."
                    ),
                    tr("It may be another version: quit it, then try again."),
                )
            if answer != _THANKS:
                raise ConfigurationError(
                    tr("Layers Desktop is already running, but does not respond."),
                    tr("Wait until its window responds, or end that program, then try again."),
                )

    def release(self) -> None:
        """Let another start become the one window."""
        if self._server:
            self._close(self._server)
        self._lock.close()

    # ----------------------------------------------------------- the one window
    def _listen(self, server: "QLocalServer", address: str) -> bool:
        # What a program that was killed left of its socket is in nobody's way but ours.
        server.removeServer(address)
        if os.name == "nt":
            # Others may neither connect to a pipe of this name nor make another one.
            server.setSocketOptions(server.SocketOption.UserAccessOption)
        if not server.listen(address):
            return False
        try:
            if os.name != "nt":
                Path(address).chmod(FILE_MODE)
            _publish(self._folder, address)
        except OSError as error:
            _log.warning("Later starts cannot be told of %s: %s", address, error)
            server.close()
            return False
        return True

    def _close(self, server: "QLocalServer") -> None:
        from PySide6.QtNetwork import QLocalSocket

        place = Path(server.fullServerName())
        server.close()
        if place.parent.name.startswith(_FOLDER_PREFIX) and place.parent != self._folder:
            with contextlib.suppress(OSError):  # something else lies in it, which is not ours to remove
                place.parent.rmdir()
        for connection in server.findChildren(QLocalSocket):
            # A socket that outlives its server takes the program down with it.
            connection.readyRead.disconnect()
            connection.disconnected.disconnect()
            connection.abort()

    def _connected(self, server: "QLocalServer") -> None:
        connection = server.nextPendingConnection()
        connection.disconnected.connect(connection.deleteLater)
        connection.readyRead.connect(lambda: self._receive(connection))
        if not _is_own(connection):
            _log.warning("A program of another user asked for the window")
            connection.abort()
            return
        connection.setReadBufferSize(_MAX_MESSAGE)
        QTimer.singleShot(self._patience_ms, connection, connection.abort)

    def _receive(self, connection: "QLocalSocket") -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() >= _MAX_MESSAGE:
                _refuse(connection, "longer than 1 MiB")
            return
        try:
            request, token = LaunchRequest.from_message(bytes(connection.readLine().data()))
        except ValueError as error:
            _refuse(connection, error)
            return
        connection.write(_THANKS)
        connection.flush()
        self._received(request, token)

    # ------------------------------------------------------------- a later start
    def _ask(self, message: bytes) -> bytes:
        """Send one message; return the answer, empty where there is none in time."""
        deadline = QDeadlineTimer(self._patience_ms)
        connection = self._connect(deadline)
        if connection is None:
            return b""
        connection.write(message)
        while not connection.canReadLine():
            if not connection.waitForReadyRead(_left(deadline)):
                return b""
        return bytes(connection.readLine().data())

    def _connect(self, deadline: QDeadlineTimer) -> "QLocalSocket | None":
        """Return a connection to the window, which may be about to listen only; None where there is none."""
        from PySide6.QtNetwork import QLocalSocket

        while True:
            connection = QLocalSocket()
            connection.connectToServer(_published(self._folder))
            if connection.waitForConnected(_left(deadline)):
                return connection if _is_own(connection) else None
            if deadline.hasExpired():
                return None
            time.sleep(_RETRY_SECONDS)


def _addresses(folder: Path) -> Iterator[str]:
    """Return where to listen, the best first: a path, or on Windows a name that nobody can guess."""
    if os.name == "nt":
        import secrets  # which loads more than the window's start has time for

        yield f"layers-desktop-{secrets.token_hex(16)}"
        return
    path = folder / _SOCKET_NAME
    if len(os.fsencode(path)) <= _MAX_SOCKET_PATH:
        yield str(path)
    # Its path is too long, or its file system knows no sockets: a new private folder at a shorter place.
    for parent in filter(None, (_runtime_folder(), tempfile.gettempdir())):
        if len(os.fsencode(parent)) <= _MAX_SOCKET_PATH - _MAX_OWN_PART:
            try:
                yield str(Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX, dir=parent), _SOCKET_NAME))
            except OSError as error:
                _log.warning("No folder for a socket can be made: %s", error)


def _runtime_folder() -> str | None:
    """Return the person's own folder for sockets, as the XDG base directories name it; None without one."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    is_private = folder.startswith("/") and status.st_mode & 0o777 == FOLDER_MODE
    return folder if is_private and status.st_uid == os.getuid() else None


def _publish(folder: Path, address: str) -> None:
    if _published(folder) != address:
        with open(
            folder / _ADDRESS_NAME, "w", encoding="utf-8", errors="surrogateescape", opener=private_opener
        ) as file:
            file.write(address)


def _published(folder: Path) -> str:
    """Return where the window listens; empty while it has not said."""
    try:
        return (folder / _ADDRESS_NAME).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _is_own(connection: "QLocalSocket") -> bool:
    """Return whether the process at the other end belongs to this user.

    On Windows the pipe is open to its owner alone, and later starts know its name from the private folder.
    """
    if sys.platform == "win32":
        return True
    try:
        with socket.socket(fileno=os.dup(int(connection.socketDescriptor()))) as peer:
            return _peer_uid(peer) == os.getuid()
    except OSError:
        return False


def _peer_uid(peer: socket.socket) -> int:
    if sys.platform == "darwin":  # `struct xucred` of sys/ucred.h: the version, then the user
        credentials = peer.getsockopt(0, 1, struct.calcsize("II"))  # SOL_LOCAL, LOCAL_PEERCRED of sys/un.h
        return int(struct.unpack("II", credentials)[1])
    # `struct ucred` of unix(7): process, user, group
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


def _refuse(connection: "QLocalSocket", reason: object) -> None:
    _log.warning("Another start was refused: %s", reason)
    connection.write(_REFUSAL)
    connection.flush()
    connection.abort()


def _left(deadline: QDeadlineTimer) -> int:
    return max(0, deadline.remainingTime())


def _token() -> str:
    return next((os.environ[name] for name in _TOKENS if os.environ.get(name)), "")


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode("ascii") + b"\n"


def _split(files: list[str], room: int) -> Iterator[list[str]]:
    """Return the files in their order, in one or more lists that need at most `room` bytes each."""
    some: list[str] = []
    used = 0
    for each in files:
        size = len(json.dumps(each)) + len(", ")
        if some and used + size > room:
            yield some
            some, used = [], 0
        some.append(each)
        used += size
    yield some


def _field(told: dict[str, Any], name: str, kind: type[Any], default: Any = None) -> Any:
    """Return this field, or the default where it is missing or null; raise ValueError for another type."""
    value = told.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise ValueError(f"{name} is no {kind.__name__}")  # noqa: TRY004 - as above
    return value


def _files(told: dict[str, Any]) -> tuple[Path, ...]:
    files = _field(told, "files", list)
    if files is None or not all(isinstance(each, str) and _is_whole_path(each) for each in files):
        raise ValueError("files are no list of absolute paths")
    return tuple(Path(each) for each in files)


def _is_whole_path(text: str) -> bool:
    return "\0" not in text and Path(text).is_absolute()


def _no_lock(folder: Path, error: OSError) -> ConfigurationError:
    reason = system_reason(error)
    return ConfigurationError(
        tr("The lock file cannot be created in {folder} ({reason}).", folder=folder, reason=reason),
        tr(
            "Check that this folder belongs to you, the disk is not full, and its file system can lock files."
        ),
    )
