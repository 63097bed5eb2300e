"""Where it is measured: a folder in memory, a sink, sandboxes that send there, a screen."""

import contextlib
import json
import os
import shutil
import tempfile
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks.display import Display, open_display
from tests.benchmarks.sink import Sink, open_sink
from tests.benchmarks.window import Window, open_window
from tests.support.sandbox_control import SandboxControl

_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made there
# So wide that nobody ever waits for it; the client believes what the replies say.
_NO_LIMIT = "1000000000"
WIDE = ("--projects", "1", "--writes", _NO_LIMIT, "--reads", _NO_LIMIT, "--daily-writes", _NO_LIMIT)


@dataclass(frozen=True, slots=True)
class Place:
    """What every figure needs.

    Attributes:
        folder: In memory: no disk is measured but the journal's own.
        count: Pairs or runs of each figure.
        is_small: Whether it is only to be seen that everything works.
        start_sandbox: Starts a Layers on a folder, with these arguments.
    """

    folder: Path
    sink: Sink
    display: Display
    count: int
    is_small: bool
    start_sandbox: Callable[..., SandboxProcess] = SandboxProcess.start

    def of(self, full: int, small: int) -> int:
        """Return how many, or how much, is to be taken."""
        return small if self.is_small else full

    @contextlib.contextmanager
    def sandbox(self, *arguments: str) -> Iterator[SandboxProcess]:
        """Give a Layers of its own with these arguments, as fast as it can be."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        with _believing(self.sink.certificate), self.start_sandbox(folder, *arguments) as sandbox:
            yield sandbox
            counters = SandboxControl(sandbox.url).counters()
        shutil.rmtree(folder)
        wrong = ("leakedKeys", "chunkedPuts", "missingIdempotencyKeys", "overBudgetCalls")
        if any(counters.get(name) for name in wrong):
            raise RuntimeError(f"What no client may do was done: {counters}")

    @contextlib.contextmanager
    def window(
        self,
        sandbox: SandboxProcess,
        *,
        is_presigned: bool = False,
        is_disk_slow: bool = False,
        speed_limit: str = "",
    ) -> Iterator[Window]:
        """Give a fresh window on this sandbox; `is_presigned`: small files go as big ones do."""
        with open_window(
            self.display,
            sandbox,
            is_presigned=is_presigned,
            is_disk_slow=is_disk_slow,
            speed_limit=speed_limit,
        ) as window:
            yield window

    def project(self, sandbox: SandboxProcess) -> str:
        """Return the ID of the sandbox's first project."""
        question = urllib.request.Request(
            f"{sandbox.url}/v1/projects", headers={"X-Api-Key": sandbox.api_key}
        )
        with urllib.request.urlopen(question) as answer:
            project_id: str = json.load(answer)["items"][0]["id"]
            return project_id

    def empty_sink(self) -> None:
        """Give the memory back that the last run filled."""
        _remove(self.sink.objects.iterdir())

    def remove_rest(self) -> None:
        """Remove what a figure that failed has left, which would be in the way of the next."""
        self.empty_sink()
        _remove(each for each in self.folder.iterdir() if each != self.sink.objects.parent)

    def arrived(self) -> list[Path]:
        """Return every object that the sink holds."""
        return [path for path in self.sink.objects.rglob("*") if path.is_file()]


@contextlib.contextmanager
def open_place(
    count: int, *, is_small: bool, start_sandbox: Callable[..., SandboxProcess] = SandboxProcess.start
) -> Iterator[Place]:
    """Give the place; nothing of it is left afterwards."""
    with contextlib.ExitStack() as stack:
        parent = _MEMORY if _MEMORY.is_dir() else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="layers-", dir=parent)))
        sink = stack.enter_context(open_sink(folder / "sink"))
        display = stack.enter_context(open_display())
        yield Place(folder, sink, display, count, is_small, start_sandbox)


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextlib.contextmanager
def _believing(certificate: Path) -> Iterator[None]:
    """Have every program that is started believe the sink."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(certificate)
    try:
        yield
    finally:
        del os.environ["SSL_CERT_FILE"]
        if before is not None:
            os.environ["SSL_CERT_FILE"] = before
