"""Where the program works: the person's own environment and folders, or those of a sandbox of its own."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.crash_reports import crashes_in
from layers_desktop.local.environment import own_environment
from layers_desktop.local.log import start_logging
from layers_desktop.local.paths import Directories


class RunEnvironment(NamedTuple):
    """Where a run takes place.

    Attributes:
        state: Where the journal is; a sandbox has one of its own.
        accounts_folder: Where the accounts are; those of a sandbox go with it.
        is_sandbox: Whether this is the sandbox that the program started for itself.
    """

    environ: Mapping[str, str]
    directories: Directories
    state: Path
    accounts_folder: Path
    is_sandbox: bool = False


@contextlib.contextmanager
def open_environment(*, sandbox: bool) -> Iterator[RunEnvironment]:
    """Open log and folders, and with `sandbox` a Layers of its own that ends with the program.

    Raises:
        ConfigurationError: The folders cannot be made, or the sandbox does not start.
    """
    directories = _own_folders()
    with (
        contextlib.closing(start_logging(directories.log)),
        crashes_in(directories.log),
        own_environment() as own,
    ):
        if sandbox:
            with _sandbox(own, directories) as environment:
                yield environment
        else:
            yield RunEnvironment(own, directories, directories.state, directories.config)


def _own_folders() -> Directories:
    directories = Directories.of_user()
    try:
        directories.ensure()
    except OSError as error:
        raise ConfigurationError(
            tr("The program's own folders cannot be made ({reason}).", reason=error.strerror),
            tr(
                "Check that {folder} is yours and the disk is not full.",
                folder=error.filename or directories.state,
            ),
        ) from error
    return directories


@contextlib.contextmanager
def _sandbox(own: Mapping[str, str], directories: Directories) -> Iterator[RunEnvironment]:
    """Give a Layers on this machine, and a journal that goes with it."""
    # Imported late: most runs need neither the web framework nor the time that it takes to load.
    from layers_desktop.sandbox.process import SandboxProcess, SandboxStartError

    with tempfile.TemporaryDirectory(prefix="layers-sandbox-") as folder:
        try:
            local = SandboxProcess.start(Path(folder))
        except SandboxStartError as error:
            raise ConfigurationError(
                tr("The sandbox did not start."),
                tr("It needs the packages of: pip install 'layers-desktop[sandbox]'"),
                detail=str(error),
            ) from error
        with local:
            environ = {**own, "LAYERS_BASE_URL": local.url, "LAYERS_API_KEY": Secret(local.api_key)}
            yield RunEnvironment(environ, directories, Path(folder) / "state", Path(folder), is_sandbox=True)
