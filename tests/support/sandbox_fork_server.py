"""A process that has loaded what a sandbox needs, and becomes one by a fork: most of a start is loading.

It runs as `python -m tests.support.sandbox_fork_server SOCKET`, and ends when the other end is closed. Each
message there is one sandbox: its arguments, folder and environment, and the files of its three streams. The
answer is its process: the number, and a file descriptor of it.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from layers_desktop.sandbox.process import LOG_NAME, SandboxProcess, SandboxStartError

ROOT = Path(__file__).parents[2]
_LONGEST = 200_000
_STREAMS = 3


class _Fork:
    """As much of a `subprocess.Popen` as a running sandbox needs."""

    def __init__(self, pid: int, descriptor: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._descriptor = descriptor
        self._has_ended = False

    def wait(self, timeout: float | None = None) -> None:
        if self._has_ended:
            return
        if not select.select([self._descriptor], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("sandbox", timeout or 0)
        os.close(self._descriptor)
        self._has_ended = True

    def terminate(self) -> None:
        signal.pidfd_send_signal(self._descriptor, signal.SIGTERM)

    def kill(self) -> None:
        signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)


class SandboxForkServer:
    """Starts sandboxes, as `SandboxProcess` does."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def start(self, directory: Path, *arguments: str) -> SandboxProcess:
        """Start a sandbox on this directory and wait until it is ready; SandboxStartError where it ended."""
        directory.mkdir(parents=True, exist_ok=True)
        log = directory / LOG_NAME
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        order = {
            "arguments": ["--dir", str(directory), "--until-stdin-closes", *arguments],
            "folder": str(Path.cwd()),
            "environment": dict(os.environ),
        }
        with log.open("ab") as errors, os.fdopen(theirs_in), os.fdopen(theirs_out, "wb"):
            streams = [theirs_in, theirs_out, errors.fileno()]
            socket.send_fds(self._connection, [json.dumps(order).encode()], streams)
            pid, (descriptor,), *_ = socket.recv_fds(self._connection, _LONGEST, 1)
        fork = _Fork(int(pid), descriptor, os.fdopen(ours_in, "wb"), os.fdopen(ours_out, "rb"))
        if not (addresses := fork.stdout.readline()):
            fork.stdin.close()
            fork.stdout.close()
            fork.wait()
            raise SandboxStartError(log.read_text(encoding="utf-8", errors="replace"))
        return SandboxProcess(fork, json.loads(addresses))


@contextlib.contextmanager
def open_sandbox_fork_server() -> Iterator[SandboxForkServer]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.support.sandbox_fork_server", str(theirs.fileno())]
    server = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
    )
    with server, ours:
        theirs.close()
        yield SandboxForkServer(ours)


class _Order(NamedTuple):
    arguments: list[str]
    folder: str
    environment: dict[str, str]
    streams: list[int]


def _orders(connection: socket.socket) -> Iterator[_Order]:
    while True:
        text, streams, *_ = socket.recv_fds(connection, _LONGEST, _STREAMS)
        if not text:
            return
        yield _Order(**json.loads(text), streams=streams)


def main(descriptor: str) -> int:
    from layers_desktop.sandbox import __main__ as sandbox
    from layers_desktop.sandbox import server  # noqa: F401  # loaded before any fork

    gc.freeze()  # none of it is garbage
    connection = socket.socket(fileno=int(descriptor))
    for order in _orders(connection):
        _forget_ended()
        pid = os.fork()
        if not pid:
            connection.close()
            _take_on(order)
            return sandbox.main(order.arguments)
        for stream in order.streams:
            os.close(stream)
        process = os.pidfd_open(pid)
        socket.send_fds(connection, [str(pid).encode()], [process])
        os.close(process)
    return 0


def _forget_ended() -> None:
    """Take note of the ends of those that have ended; until then they keep their numbers."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _take_on(order: _Order) -> None:
    """Become what a fresh process would have been."""
    for number, stream in enumerate(order.streams):
        os.dup2(stream, number)
        os.close(stream)
    os.setsid()
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
