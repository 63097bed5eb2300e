"""One window for each person and account: a second start hands its files to the first and ends."""

import hashlib
import json
import os
import sys
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
_SOCKET_NAME = "window.socket"
_PATIENCE_MS = 5_000
_THANKS = b"ok\n"

# The desktop's leave to come to the front, given to whoever was started last.
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


class LaunchRequest(NamedTuple):
    """What one start was given.

    Attributes:
        start: Whether the files shall be sent at once.
        project: ID or name of where they shall go; None for where the window sends new files.
        kind: What they shall be; None to find it out.
    """

    files: tuple[Path, ...] = ()
    start: bool = False
    project: str | None = None
    kind: MediaKind | None = None

    def to_json(self) -> dict[str, object]:
        """Return it for another process, with whole paths."""
        files = [os.fspath(each.absolute()) for each in self.files]
        return {"files": files, "start": self.start, "project": self.project, "kind": self.kind}

    @classmethod
    def from_json(cls, text: bytes) -> "LaunchRequest":
        """Return what another process was given; one of an earlier version names no project and no kind."""
        told = json.loads(text)
        files = tuple(Path(each) for each in told["files"])
        kind = told.get("kind")
        return cls(files, bool(told["start"]), told.get("project"), MediaKind(kind) if kind else None)


Received = Callable[[LaunchRequest, str], None]


class SingleInstance(QObject):
    """Holds the place of the one window, and takes what later starts hand over.

    Args:
        folder: The account's folder: who shares it shares the window.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        make_private_folder(folder)
        self._folder = folder
        self._folder_descriptor: int | None = None
        self._name = self._open_name()
        self._lock_path = folder / _LOCK_NAME
        self._lock = QLockFile(str(self._lock_path))
        self._lock.setStaleLockTime(0)  # a lock is as good as its program lives, however long
        self._server = QLocalServer(self)
        self._early: list[tuple[LaunchRequest, str]] = []
        self._received: Received = lambda request, token: self._early.append((request, token))
        self._server.newConnection.connect(self._greet)

    def acquire(self) -> bool:
        """Return whether this is the first window; it listens from now on.

        Raises:
            ConfigurationError: It is, but cannot listen: what later starts bring would be lost.
        """
        if not self._lock.tryLock(0):
            return False
        self._lock_path.chmod(FILE_MODE)  # Qt makes it by the umask alone
        # What a program that was killed left of its socket is in nobody's way but ours.
        QLocalServer.removeServer(self._name)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not self._server.listen(self._name):
            self.release()
            raise ConfigurationError(
                tr(
                    "Layers Desktop cannot listen in {folder} for files that it is given later.",
                    folder=self._folder,
                ),
                tr("That folder must be on a disk of this computer, with room on it. Then try again."),
            )
        return True

    def on_launch(self, received: Received) -> None:
        """Call this with what each later start brings, and with its token; what came before waited."""
        self._received = received
        for request, token in self._early:
            received(request, token)

    def hand_over(self, request: LaunchRequest) -> None:
        """Give this to the window that is there already; returns when it has it.

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
        """Let another program be the first."""
        self._server.close()
        for socket in self._server.findChildren(QLocalSocket):
            # A socket that outlives its server takes the program down with it.
            socket.readyRead.disconnect()
            socket.disconnected.disconnect()
            socket.abort()
        self._lock.unlock()
        if self._folder_descriptor is not None:
            os.close(self._folder_descriptor)
            self._folder_descriptor = None

    def _open_name(self) -> str:
        """Return the name of a socket that only the starts of this person and account find.

        On Linux it is in the account's folder, which is closed to others and the same whatever the
        environment says. A socket's path has 107 bytes at most: below the open folder it is always short.
        """
        if sys.platform == "linux":
            self._folder_descriptor = os.open(self._folder, os.O_PATH | os.O_DIRECTORY)
            return f"/proc/self/fd/{self._folder_descriptor}/{_SOCKET_NAME}"
        return f"layers-desktop-{hashlib.sha256(os.fsencode(self._folder.resolve())).hexdigest()[:16]}"

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._take(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _take(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        message = bytes(socket.readLine().data())
        socket.write(_THANKS)
        socket.flush()
        self._received(LaunchRequest.from_json(message), json.loads(message).get("token", ""))


def _token() -> str:
    return next((os.environ[name] for name in _TOKENS if os.environ.get(name)), "")
