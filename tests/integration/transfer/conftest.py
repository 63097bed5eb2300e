import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.local.diagnostics.log import start_logging
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.harness import Harness
from tests.secrecy.dumps import dump_all_errors
from tests.secrecy.marks import lines_with_marks, sandbox_arguments

_WIDE = ("--no-budget", "--tier", "partner", *sandbox_arguments())


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess.start(tmp_path_factory.mktemp("sandbox"), *_WIDE) as sandbox:
        yield sandbox


@pytest.fixture
def start_sandbox(
    tmp_path: Path, start_sandbox_process: Callable[..., SandboxProcess]
) -> Iterator[Callable[..., SandboxProcess]]:
    """Starts a sandbox of the test's own, always on the same directory."""
    started: list[SandboxProcess] = []

    def start(*arguments: str) -> SandboxProcess:
        started.append(start_sandbox_process(tmp_path / "sandbox", *sandbox_arguments(), *arguments))
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
async def make_harness(
    tmp_path: Path,
    home: Path,
    nothing_secret_said: None,
    start_sandbox: Callable[..., SandboxProcess],
) -> AsyncIterator[Callable[..., Harness]]:
    """Makes harnesses that are held against what must always be true, once the test has ended.

    Before `start_sandbox` ends the sandboxes: they are asked.
    """
    harnesses: list[Harness] = []

    def make(sandbox: SandboxProcess, **more: object) -> Harness:
        harnesses.append(Harness(tmp_path / "files", home, sandbox, **more))
        return harnesses[-1]

    yield make
    for harness in harnesses:
        await harness.close()
        harness.check()
        harness.control.clear_faults()


@pytest.fixture
async def harness(
    make_harness: Callable[..., Harness], shared_sandbox: SandboxProcess
) -> AsyncIterator[Harness]:
    """An open engine before a sandbox without a budget, with every fault off."""
    harness = make_harness(shared_sandbox)
    harness.control.clear_faults()
    await harness.open()
    yield harness
    await harness.close()
