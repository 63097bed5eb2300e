import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.local.log import start_logging
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.bench import Bench
from tests.secrecy.dumps import dump_all_errors
from tests.secrecy.marks import lines_with_marks, sandbox_arguments

_WIDE = ("--no-budget", "--tier", "partner", *sandbox_arguments())


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(tmp_path_factory.mktemp("sandbox"), *_WIDE) as sandbox:
        yield sandbox


@pytest.fixture
def start_sandbox(tmp_path: Path) -> Iterator[Callable[..., SandboxProcess]]:
    """Starts a sandbox of the test's own, always on the same directory."""
    started: list[SandboxProcess] = []

    def start(*arguments: str) -> SandboxProcess:
        started.append(SandboxProcess.start(tmp_path / "sandbox", *sandbox_arguments(), *arguments))
        return started[-1]

    yield start
    for sandbox in started:
        sandbox.stop()


@pytest.fixture
def program_log(home: Path) -> Iterator[None]:
    """The log that the program writes for the person, where the end of the test looks for secrets."""
    loggers = [logging.getLogger(name) for name in ("", "httpx", "httpcore")]
    levels = [logger.level for logger in loggers]
    handler = start_logging(home / "log")
    yield
    handler.close()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def nothing_secret_said(program_log: None, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Hold what is logged, what a dump of each error would show, and both outputs: no secret is in them."""
    said: list[str] = []
    with dump_all_errors(said.append):
        yield
    assert lines_with_marks(*said, *capfd.readouterr()) == []


@pytest.fixture
async def make_bench(
    tmp_path: Path,
    home: Path,
    nothing_secret_said: None,
    start_sandbox: Callable[..., SandboxProcess],
) -> AsyncIterator[Callable[..., Bench]]:
    """Makes benches that are held against what must always be true, once the test has ended.

    Before `start_sandbox` ends the sandboxes: they are asked.
    """
    benches: list[Bench] = []

    def make(sandbox: SandboxProcess, **more: object) -> Bench:
        benches.append(Bench(tmp_path / "files", home, sandbox, **more))
        return benches[-1]

    yield make
    for bench in benches:
        await bench.close()
        bench.check()
        bench.control.clear_faults()


@pytest.fixture
async def bench(make_bench: Callable[..., Bench], shared_sandbox: SandboxProcess) -> AsyncIterator[Bench]:
    """An open engine before a sandbox without a budget, with every fault off."""
    bench = make_bench(shared_sandbox)
    bench.control.clear_faults()
    await bench.open()
    yield bench
    await bench.close()
