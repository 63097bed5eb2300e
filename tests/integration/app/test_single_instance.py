import contextlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

import layers_desktop
from layers_desktop.app.runtime import single_instance
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.local.store.process_locks import FileLock

ROOT = Path(layers_desktop.__file__).parent.parent
LATER_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from layers_desktop.app.runtime.single_instance import LaunchRequest, SingleInstance
from layers_desktop.domain.media_kind import MediaKind
application = QCoreApplication([])
place = SingleInstance(Path(sys.argv[1]))
if not place.acquire():
    files = tuple(Path(each) for each in sys.argv[2:])
    place.hand_over(LaunchRequest(files, start=True, project="Beta Corp", kind=MediaKind.LOGO))
    print("handed over")
else:
    print("first")
"""


def later_start(folder: Path, *files: str, cwd: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LATER_START, str(folder), *files],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_ACTIVATION_TOKEN": "leave to come"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("qapp")
def test_what_comes_before_anybody_asks_for_it_waits(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    first = SingleInstance(folder)
    assert first.acquire()
    first.listen()
    got: list[tuple[Path, ...]] = []
    with later_start(folder, "a.png", cwd=tmp_path) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.communicate(timeout=60)[0] == "handed over\n"
    first.on_launch(lambda arrival, _token: got.append(arrival.files))
    assert got == [(tmp_path / "a.png",)]
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()


@pytest.mark.usefixtures("qapp")
def test_a_later_start_hands_its_files_to_the_first_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    first = SingleInstance(folder)
    assert first.acquire()
    first.listen()
    got: list[tuple[LaunchRequest, str]] = []
    first.on_launch(lambda *handed_over: got.append(handed_over))
    names = ["a.png", "-rf.png", "b\nc 😀.png"]
    with later_start(folder, *names, cwd=tmp_path) as process:
        qtbot.waitUntil(lambda: bool(got), timeout=20_000)
        output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "handed over\n")
    files = tuple(tmp_path / name for name in names)
    assert got == [(LaunchRequest(files, True, "Beta Corp", MediaKind.LOGO), "leave to come")]
    # Qt takes an object amiss whose connection has not ended yet.
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()


@pytest.mark.usefixtures("qapp")
def test_another_account_and_a_place_that_was_given_up_are_free(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path / "account")
    assert first.acquire()
    first.listen()
    other = SingleInstance(tmp_path / "other")
    assert other.acquire()
    other.listen()
    first.release()
    other.release()
    with later_start(tmp_path / "account", cwd=tmp_path) as process:
        output, _ = process.communicate(timeout=60)
    assert output == "first\n"


# ------------------------------------------------------------------------ what others send
MESSAGES = {
    "no JSON": b"hello\n",
    "no object": b"[]\n",
    "no UTF-8": b"\xff\xfe\n",
    "nested too deeply": b"[" * 100_000 + b"\n",
    "without files": b'{"start": true}\n',
    "without start": b'{"files": []}\n',
    "files that are none": b'{"files": "/etc/passwd", "start": true}\n',
    "a file that is a number": b'{"files": [1], "start": true}\n',
    "a relative path": b'{"files": ["a.png"], "start": true}\n',
    "a zero in a path": b'{"files": ["/a\\u0000"], "start": true}\n',
    "start that is a word": b'{"files": [], "start": "no"}\n',
    "an unknown kind": b'{"files": [], "start": true, "kind": "virus"}\n',
    "a project that is a list": b'{"files": [], "start": true, "project": []}\n',
    "a token that is a number": b'{"files": [], "start": true, "token": 1}\n',
    "more than 1 MiB": b" " * ((1 << 20) + 1),
}


@pytest.fixture
def first(qapp: object, tmp_path: Path) -> Iterator[SingleInstance]:
    first = SingleInstance(tmp_path / "account")
    assert first.acquire()
    first.listen()
    yield first
    first.release()


def ask(qtbot: QtBot, first: SingleInstance, address: str, message: bytes) -> bytes:
    client = QLocalSocket()
    client.connectToServer(address)
    client.write(message)
    heard = bytearray()
    client.readyRead.connect(lambda: heard.extend(client.readAll().data()))
    qtbot.waitUntil(lambda: client.state() is QLocalSocket.LocalSocketState.UnconnectedState or bool(heard))
    client.abort()
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    return bytes(heard)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_what_is_no_request_is_refused_and_reaches_nobody(
    qtbot: QtBot, first: SingleInstance, tmp_path: Path, message: bytes, expected_log: list[str]
) -> None:
    expected_log.append("Another start was refused")
    got: list[LaunchRequest] = []
    first.on_launch(lambda request, _token: got.append(request))
    address = (tmp_path / "account/window.address").read_text(encoding="utf-8")
    assert ask(qtbot, first, address, message) == b"refused\n"
    assert got == []
    request = LaunchRequest((tmp_path / "a.png",))
    (good,) = request.to_messages("")
    assert ask(qtbot, first, address, good) == b"ok\n"
    assert got == [request]


def test_who_connects_and_says_nothing_is_let_go(qtbot: QtBot, qapp: object, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path / "account", patience_ms=10)
    assert first.acquire()
    first.listen()
    address = (tmp_path / "account/window.address").read_text(encoding="utf-8")
    assert ask(qtbot, first, address, b"") == b""
    first.release()


def test_more_paths_than_one_message_holds_go_in_several(tmp_path: Path) -> None:
    files = tuple(tmp_path / f"{number:04}-{'ä' * 100}.png" for number in range(3_000))
    lines = list(LaunchRequest(files, start=True, project="P").to_messages("leave"))
    assert len(lines) > 1
    assert max(map(len, lines)) <= 1 << 20
    requests = [LaunchRequest.from_message(line) for line in lines]
    assert tuple(file for request, _ in requests for file in request.files) == files
    assert {(request.start, request.project, token) for request, token in requests} == {(True, "P", "leave")}


# ------------------------------------------------------------------------------ the place
@pytest.mark.unix("sockets in folders")
@pytest.mark.usefixtures("qapp")
def test_the_socket_lies_in_the_folder_and_is_its_owners_alone(first: SingleInstance, tmp_path: Path) -> None:
    place = tmp_path / "account/window.socket"
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.unix("sockets in folders")
def test_where_the_folders_path_is_too_long_for_a_socket_another_start_finds_it_all_the_same(
    qtbot: QtBot, tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    folder = tmp_path / ("long" * 30)
    first = SingleInstance(folder)
    assert first.acquire()
    first.listen()
    got: list[LaunchRequest] = []
    first.on_launch(lambda request, _token: got.append(request))
    with later_start(folder, "a.png", cwd=tmp_path) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.communicate(timeout=60)[0] == "handed over\n"
    assert [request.files for request in got] == [(tmp_path / "a.png",)]
    assert [path.stat().st_mode & 0o777 for path in open_folder.iterdir()] == [0o700]
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()
    assert not list(open_folder.iterdir())


@pytest.mark.unix("sockets in folders")
@pytest.mark.usefixtures("qapp")
def test_who_cannot_listen_is_the_first_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("Later starts cannot be heard")
    folder = tmp_path / "account"
    (folder / "window.socket").mkdir(parents=True)  # nothing can be bound there
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    expected_log.append("No folder for a socket")
    first = SingleInstance(folder)
    assert first.acquire()
    first.listen()
    with pytest.raises(ConfigurationError, match="already running, but does not respond"):
        SingleInstance(folder, patience_ms=10).hand_over(LaunchRequest())
    first.release()


@pytest.mark.usefixtures("qapp")
def test_a_file_system_without_locks_is_not_taken_for_another_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_lock: FileLock) -> bool:
        raise OSError(37, "No locks available")

    instance = SingleInstance(tmp_path / "account")
    monkeypatch.setattr(FileLock, "try_acquire", refuse)
    with pytest.raises(ConfigurationError, match="No locks available"):
        instance.acquire()
    instance.release()


# ------------------------------------------------------------------------------ strangers
NOBODY = 65534
STRANGER = """
import os, socket, sys
os.setgid({nobody}); os.setuid({nobody})
{work}
"""
ASKS = """
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
try:
    client.sendall(b'{"files": ["/stolen.png"], "start": true}\\n')
    print(client.recv(100))
except ConnectionError:
    print(b"")
"""
ANSWERS = """
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
server.listen()
print("listening", flush=True)
client, _ = server.accept()
print(client.recv(1000), flush=True)
client.sendall(b"ok\\n")
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder in which everybody may make files."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def stranger(work: str, address: Path) -> "Iterator[subprocess.Popen[str]]":
    if os.getuid() != 0:
        pytest.skip("only root can be somebody else")
    text = STRANGER.format(nobody=NOBODY, work=work)
    command = ["/usr/bin/env", "python3", "-c", text, str(address)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.unix("sockets in folders")
@pytest.mark.usefixtures("qapp")
def test_a_stranger_who_gets_at_the_socket_is_not_heard(
    qtbot: QtBot, open_folder: Path, expected_log: list[str]
) -> None:
    expected_log.append("A program of another user asked for the window")
    first = SingleInstance(open_folder / "account")
    assert first.acquire()
    first.listen()
    got: list[LaunchRequest] = []
    first.on_launch(lambda request, _token: got.append(request))
    (open_folder / "account").chmod(0o711)  # as if somebody had opened it
    address = open_folder / "account/window.socket"
    address.chmod(0o777)
    with stranger(ASKS, address) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.communicate()[0] == "b''\n"
    assert got == []
    qtbot.waitUntil(lambda: not first.findChildren(QLocalSocket))
    first.release()


@pytest.mark.unix("sockets in folders")
@pytest.mark.usefixtures("qapp")
def test_a_stranger_who_listens_in_the_windows_place_is_told_nothing_and_not_believed(
    open_folder: Path,
) -> None:
    address = open_folder / "theirs"
    with stranger(ANSWERS, address) as process:
        assert process.stdout
        assert process.stdout.readline() == "listening\n"
        folder = open_folder / "account"
        later = SingleInstance(folder)
        (folder / "window.address").write_text(str(address), encoding="utf-8")
        with pytest.raises(ConfigurationError, match="does not respond"):
            later.hand_over(LaunchRequest((Path("/private/name.png"),)))
        assert process.communicate()[0] == "b''\n"
        later.release()


@pytest.mark.parametrize("user", [501, 4_294_967_294])  # the first person of a Mac, and nobody
def test_a_mac_tells_the_user_at_the_other_end_after_a_version(
    monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    monkeypatch.setattr(single_instance, "sys", SimpleNamespace(platform="darwin"))
    told = struct.pack("=IIh2x16I", 0, user, 1, *[20] * 16)  # all of `struct xucred`
    peer = SimpleNamespace(getsockopt=lambda _level, _name, size: told[:size])
    assert single_instance._peer_uid(peer) == user  # type: ignore[arg-type]  # a socket of macOS
