"""One window for each person: neither a stranger, nor a crash, nor another TMPDIR comes in between."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.system import running

NOBODY = 65534
# Binds the name that earlier versions computed from the folder alone, and says "ok" to whoever comes.
STRANGER = """
import os, socket, sys
os.setgid({nobody}); os.setuid({nobody})
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
server.listen()
print("listening", flush=True)
while True:
    client, _ = server.accept()
    client.recv(1000)
    client.sendall(b"ok\\n")
"""


@pytest.fixture
def stranger(desk: Desk, sandbox: Sandbox) -> Iterator[None]:
    """Have another user of the computer sit where earlier versions listened."""
    if os.getuid() != 0:
        pytest.skip("only root can be somebody else")
    desk.connect(sandbox)
    assert desk.open().end() == 0
    folder = os.fsencode(desk.database().parent.resolve())
    # A temporary folder as everybody's: each may make files, and remove none of another's. Root is held to
    # that only where the capability is taken from it.
    shared = Path(tempfile.mkdtemp())
    os.chown(shared, NOBODY, NOBODY)
    shared.chmod(0o1777)
    desk.env["TMPDIR"] = str(shared)
    desk.before = ("setpriv", "--bounding-set", "-fowner")
    name = shared / f"layers-desktop-{hashlib.sha256(folder).hexdigest()[:16]}"
    command = ["/usr/bin/env", "python3", "-c", STRANGER.format(nobody=NOBODY), str(name)]
    with running(command, desk.env, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"listening\n"
        yield
    shutil.rmtree(shared)


@pytest.mark.usefixtures("stranger")
def test_a_stranger_cannot_take_the_windows_place(desk: Desk, media: MediaFiles) -> None:
    window = desk.open(media.png)  # fails where the program gives its files to the stranger and ends
    window.wait_for("cell", "hero spring.png, Image, ")
    assert window.end() == 0


def test_a_start_with_another_tmpdir_finds_the_window(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    desk.connect(sandbox)
    window = desk.open()
    for name in ("TMPDIR", "XDG_RUNTIME_DIR"):
        elsewhere = tmp_path / name
        elsewhere.mkdir()
        desk.env[name] = str(elsewhere)
    assert desk.run(media.png) == 0
    window.wait_for("cell", "hero spring.png, Image, ")
    assert window.end() == 0


# Waits for its turn to be killed, under a name that the lock of an earlier version remembers.
_LOCKS = """
import sys
from PySide6.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
lock.setStaleLockTime(0)
assert lock.tryLock(0)
print("locked", flush=True)
sys.stdin.read()
"""


def test_after_a_crash_the_program_opens_though_its_process_number_came_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    desk.connect(sandbox)
    assert desk.open().end() == 0
    lock = desk.database().parent / "window.lock"
    lock.unlink(missing_ok=True)
    command = [sys.executable, "-c", _LOCKS, str(lock)]
    with running(command, desk.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as crashed:
        assert crashed.stdout is not None
        assert crashed.stdout.readline() == b"locked\n"
        crashed.send_signal(signal.SIGKILL)
        crashed.wait()
    # As in a container: the number that the crashed program had is somebody's again, of the same name.
    with running([sys.executable, "-c", "input()"], desk.env, stdin=subprocess.PIPE) as other:
        lines = lock.read_text(encoding="utf-8").splitlines()
        lock.write_text("\n".join([str(other.pid), *lines[1:], ""]), encoding="utf-8")
        assert desk.open().end() == 0
