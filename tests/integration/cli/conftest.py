import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import layers_desktop
from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_control import SandboxControl

ROOT = Path(layers_desktop.__file__).parent.parent
PROJECT = "Acme Coffee iOS"
SECONDS = 60


def png(comment: bytes, size: int = 0) -> bytes:
    """A PNG that differs by its comment, with so many bytes of nothing in it."""
    parts = [
        (b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
        (b"tEXt", b"Comment\0" + comment + bytes(size)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    chunks = (
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(tmp_path_factory.mktemp("sandbox"), "--no-budget") as process:
        yield process


@pytest.fixture
def control(sandbox_process: SandboxProcess) -> Iterator[SandboxControl]:
    control = SandboxControl(sandbox_process.url)
    control.start_anew()
    yield control
    control.clear_faults()


class Shell:
    """Starts the program as a person would in a terminal, in a folder of the test's own."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.environ = environ

    def put(self, name: str, content: bytes | None = None) -> Path:
        """Write a file that has rested for years; its content is its own unless it is given."""
        path = self.folder / name
        path.write_bytes(png(os.fsencode(path)) if content is None else content)
        os.utime(path, (1_000_000_000, 1_000_000_000))
        return path

    def start(
        self, *arguments: str | Path, stdin: int = subprocess.DEVNULL, **environ: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "layers_desktop", *map(str, arguments)],
            cwd=self.folder,
            env=self.environ | environ,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *arguments: str | Path, given: str = "", **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command with this on its standard input, to its end."""
        with self.start(*arguments, stdin=subprocess.PIPE, **environ) as process:
            output, errors = process.communicate(given, timeout=SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def upload(
        self, *arguments: str | Path, project: str = PROJECT, given: str = "", **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        return self.run("upload", "--project", project, *arguments, given=given, **environ)


@pytest.fixture
def shell(tmp_path: Path, sandbox_process: SandboxProcess) -> Shell:
    folder = tmp_path / "files"
    folder.mkdir()
    environ = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    environ |= {
        "PYTHONPATH": str(ROOT),
        "LAYERS_BASE_URL": sandbox_process.url,
        "LAYERS_API_KEY": sandbox_process.api_key,
    }
    return Shell(folder, environ)


@pytest.fixture
def assets(control: SandboxControl) -> Callable[[], list[dict[str, Any]]]:
    """Gives the assets that came into being since the test began."""
    before = {asset["id"] for asset in control.assets()}
    return lambda: [asset for asset in control.assets() if asset["id"] not in before]
