"""One window for each user and account: a second start passes its files to the first and ends."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.local.private_files import FILE_MODE, make_private_folder

_LOCK_NAME = "window.lock"
_PATIENCE_MS = 5_000
_THANKS = b"ok\n"

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

    def to_json(self) -> dict[str, object]:
        """Return it as JSON for another process, with absolute paths."""
        files = [os.fspath(each.absolute()) for each in self.files]
        return {"files": files, "start": self.start, "project": self.project, "kind": self.kind}

    @classmethod
    def from_json(cls, text: bytes) -> "LaunchRequest":
        """Return the request of another process; earlier versions send no project and no kind."""
        told = json.loads(text)
        files = tuple(Path(each) for each in told["files"])
        kind = told.get("kind")
        return cls(files, bool(told["start"]), told.get("project"), MediaKind(kind) if kind else None)


Received = Callable[[LaunchRequest, str], None]


class SingleInstance(QObject):
    """The lock of the one window, and the socket on which it receives later starts.

    Args:
        folder: The folder of journal and history: starts that share it share the window.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        make_private_folder(folder)
        self._name = _name_for(folder)
        self._lock_path = folder / _LOCK_NAME
        self._lock = QLockFile(str(self._lock_path))
        self._lock.setStaleLockTime(0)  # a lock is as good as its program lives, however long
        self._server = QLocalServer(self)
        self._early: list[tuple[LaunchRequest, str]] = []
        self._received: Received = lambda request, token: self._early.append((request, token))
        self._server.newConnection.connect(self._connected)

    def acquire(self) -> bool:
        """Try to become the one window, and listen for later starts; return whether that succeeded."""
        if not self._lock.tryLock(0):
            return False
        self._lock_path.chmod(FILE_MODE)  # Qt makes it by the umask alone
        # What a program that was killed left of its socket is in nobody's way but ours.
        QLocalServer.removeServer(self._name)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        return self._server.listen(self._name)

    def on_launch(self, received: Received) -> None:
        """Call `received` with each request and its token; those that came before are passed on now."""
        self._received = received
        for request, token in self._early:
            received(request, token)

    def hand_over(self, request: LaunchRequest) -> None:
        """Pass the request on to the window that is open; returns when it has it.

        Raises:
            ConfigurationError: It does not answer.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        message = json.dumps({**request.to_json(), "token": _token()})
        if socket.waitForConnected(_PATIENCE_MS):
            socket.write(message.encode("ascii") + b"\n")
            if socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == _THANKS:
                return
        raise ConfigurationError(
            tr("Layers Desktop is open already, but does not answer."),
            tr("Wait until its window answers, or end that program, then try again."),
        )

    def release(self) -> None:
        """Let another start become the one window."""
        self._server.close()
        for socket in self._server.findChildren(QLocalSocket):
            # A socket that outlives its server takes the program down with it.
            socket.readyRead.disconnect()
            socket.disconnected.disconnect()
            socket.abort()
        self._lock.unlock()

    def _connected(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._receive(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _receive(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        message = bytes(socket.readLine().data())
        socket.write(_THANKS)
        socket.flush()
        self._received(LaunchRequest.from_json(message), json.loads(message).get("token", ""))


def _token() -> str:
    return next((os.environ[name] for name in _TOKENS if os.environ.get(name)), "")


def _name_for(folder: Path) -> str:
    """Return a socket name that is the same for all starts of this user and folder only."""
    return f"layers-desktop-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]}"
