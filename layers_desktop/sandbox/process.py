"""Runs the sandbox as a child process."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

START_SECONDS = 30.0
STOP_SECONDS = 5.0
LOG_NAME = "sandbox.log"


class SandboxStartError(Exception):
    """The sandbox did not start; the text is the end of its log."""


class SandboxProcess:
    """A running sandbox, which ends with its parent.

    Attributes:
        url: The origin of the API.
        storage_url: The origin of the object storage.
        api_key: A key with all rights.
    """

    def __init__(self, process: subprocess.Popen[bytes], addresses: dict[str, str]) -> None:
        self._process = process
        self.url = addresses["url"]
        self.storage_url = addresses["storageUrl"]
        self.api_key = addresses["apiKey"]

    @classmethod
    def start(cls, directory: Path, *extra_arguments: str) -> Self:
        """Start a sandbox on `directory` and wait until it is ready (blocking, at most 30 s).

        Raises:
            SandboxStartError: It ended, or was not ready in time.
        """
        directory.mkdir(parents=True, exist_ok=True)
        log = directory / LOG_NAME
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - our own program, with arguments of our callers
                [*_command(), "--dir", str(directory), "--until-stdin-closes", *extra_arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                # Ctrl+C in a terminal is for the parent alone, which may still need the sandbox to finish.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        line = _first_line(process)
        if not line:
            _stop(process)
            raise SandboxStartError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
        return cls(process, json.loads(line))

    @property
    def pid(self) -> int:
        """The child's process ID."""
        return self._process.pid

    def stop(self) -> None:
        """Stop the sandbox and wait for its end (blocking); a second call does nothing."""
        _stop(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "sandbox"]
    # -P: a folder that the program happens to be started in must not offer modules.
    return [sys.executable, "-P", "-m", "layers_desktop.sandbox"]


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """Return the line that the child prints when ready; empty where it ended, or was killed for its delay."""
    timeout = threading.Timer(START_SECONDS, process.kill)
    timeout.start()
    try:
        return process.stdout.readline() if process.stdout else b""
    finally:
        timeout.cancel()


def _stop(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    for end_process in (process.terminate, process.kill):
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            end_process()
    process.wait()
