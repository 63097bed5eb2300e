"""What every test gets: a home of its own, a quiet network, and a log that must stay clean."""

import gc
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from layers_desktop.__main__ import load_qt
from layers_desktop.domain.i18n import isolate_fields
from layers_desktop.local.language import ENGLISH, use_language
from layers_desktop.local.paths import Directories
from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_fork_server import open_sandbox_fork_server
from tests.support.short_folder import short_folder

# Before anything imports Qt: no test needs a screen but those that start a program of their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_FOREIGN = ("LAYERS_", "XDG_", "PYTHON_KEYRING_BACKEND", "SSL_CERT_", "AWS_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_HOMES = ("CONFIG", "DATA", "STATE", "CACHE")
_HOMES_OF_WINDOWS = ("LOCALAPPDATA", "APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "WIN_PD_OVERRIDE_APPDATA")

# The markers for tests that one kind of system bears, and whether this is one.
_SYSTEMS = {"unix": os.name == "posix", "linux": sys.platform == "linux", "windows": os.name == "nt"}

# No test asserts a time: a busy machine draws slowly, and is not the program's fault.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


# In whichever thread makes the one object too many, Qt's objects of earlier tests must not be taken apart.
gc.disable()


# What a terminal sends, and `nohup` and a shell's `&` have ignored.
_OF_THE_TERMINAL = ("SIGINT", "SIGQUIT", "SIGHUP")
# The first hides what is left in a buffer, the second has each program compile itself anew.
_OF_PYTHON = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")


def pytest_configure() -> None:
    """Start the tests' programs as a person does, whatever this process was started with.

    They would inherit that a signal is ignored, and honour it; a handler that does nothing ignores as well,
    and is not inherited.
    """
    load_qt()  # once, without what it does to every later import
    for name in _OF_PYTHON:
        os.environ.pop(name, None)
    for name in _OF_THE_TERMINAL:
        number = getattr(signal, name, None)  # Windows has the first only
        if number and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Shut the person's own folders off, even from what outlives a test; where that fails, start nothing."""
    home = Path(tempfile.mkdtemp(prefix="t-home-"))
    patch = pytest.MonkeyPatch()
    session.config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    session.config.add_cleanup(patch.undo)
    _shut_off(home, patch)
    if reached := [str(folder) for folder in Directories.of_user() if home not in folder.parents]:
        pytest.exit(f"These folders are not the tests' own: {', '.join(reached)}", returncode=4)


def _shut_off(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Name this folder wherever a program looks for a person's own, on each of the three systems."""
    for name in ("HOME", "USERPROFILE", *_HOMES_OF_WINDOWS):
        patch.setenv(name, str(home))
    for kind in _HOMES:
        patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Start seven workers for two cores: who starts programs waits most of the time."""
    return (yield) * 7 // 2


def pytest_collection_finish() -> None:
    """Set aside all that was loaded: each full collection would go through it, for a fifth of a second."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Collect between tests, on this thread, as the program does while it runs."""
    from layers_desktop.app.runtime.gc_control import (
        collect_due,  # loads Qt, for which the platform is chosen above
    )

    collect_due()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Write half characters as escapes: what goes from a worker to the main process must be UTF-8."""
    return _whole_characters((yield))


def _whole_characters(told: Any) -> Any:
    if isinstance(told, str):
        return told.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(told, dict):
        return {_whole_characters(name): _whole_characters(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(map(_whole_characters, told))
    return told


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))
        for name, is_here in _SYSTEMS.items():
            if (marker := item.get_closest_marker(name)) and not is_here:
                item.add_marker(pytest.mark.skip(reason=f"{name}: {marker.args[0]}"))
    # What stands first is never taken over by another worker, which would start a Swift of its own.
    items.sort(key=lambda item: "swift" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def start_sandbox_process() -> Iterator[Callable[..., SandboxProcess]]:
    """Start a sandbox as `SandboxProcess.start` does: where the system can, with a fraction of the work."""
    if not hasattr(os, "pidfd_open"):
        yield SandboxProcess.start
        return
    with open_sandbox_fork_server() as server:
        yield server.start


@pytest.fixture
def runtime_folder() -> Iterator[Path]:
    """Give the place of sockets, which is closed to others and short as it is on every desktop."""
    with short_folder() as folder:
        yield folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, runtime_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home where nothing of the person's own can be read or written."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    _shut_off(home, monkeypatch)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime_folder))
    monkeypatch.setenv("LANGUAGE", "en")
    return home


@pytest.fixture(autouse=True)
def english() -> None:
    """Speak English, with its numbers, whatever an earlier test left."""
    use_language(ENGLISH)
    isolate_fields(is_on=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def expected_log() -> list[str]:
    """Put the beginnings of messages here that a test means to cause."""
    return []


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture, expected_log: list[str]) -> Iterator[None]:
    """Fail the test on any warning or error in the log that it does not expect."""
    yield
    loud = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    surprising = [line for line in loud if not any(word in line for word in expected_log)]
    assert not surprising
