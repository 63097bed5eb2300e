"""The environment and the folders of a run: the person's own, or those of a sandbox started for it."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from layers_desktop.domain.errors import ConfigurationError, system_reason
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.diagnostics.crash_reports import crash_log
from layers_desktop.local.diagnostics.log import start_logging
from layers_desktop.local.environment import protected_environment
from layers_desktop.local.paths import Directories


class RunEnvironment(NamedTuple):
    """The environment and the folders of a run.

    Attributes:
        environ: The environment variables.
        directories: The program's folders of this person.
        state: The folder of the journal; a sandbox has one of its own.
        accounts_folder: The folder of the accounts file; that of a sandbox is removed with it.
        is_sandbox: Whether the program has started a sandbox for this run.
    """

    environ: Mapping[str, str]
    directories: Directories
    state: Path
    accounts_folder: Path
    is_sandbox: bool = False


@contextlib.contextmanager
def open_environment(*, sandbox: bool) -> Iterator[RunEnvironment]:
    """Create the folders, start logging, and with `sandbox` start a sandbox that ends with the run.

    Raises:
        ConfigurationError: The folders cannot be created, or the sandbox does not start.
    """
    directories = _create_directories()
    with (
        contextlib.closing(start_logging(directories.log)),
        crash_log(directories.log),
        protected_environment() as environ,
    ):
        if sandbox:
            with _sandbox_environment(environ, directories) as environment:
                yield environment
        else:
            yield RunEnvironment(environ, directories, directories.state, directories.config)


def _create_directories() -> Directories:
    directories = Directories.of_user()
    try:
        directories.ensure()
    except OSError as error:
        raise ConfigurationError(
            tr("The folders of the program cannot be created ({reason}).", reason=system_reason(error)),
            tr(
                "Check that {folder} belongs to you and the disk is not full.",
                folder=error.filename or directories.state,
            ),
        ) from error
    return directories


@contextlib.contextmanager
def _sandbox_environment(base: Mapping[str, str], directories: Directories) -> Iterator[RunEnvironment]:
    """Start a sandbox, with folders for journal and accounts that are removed with it."""
    # Imported here, because most runs need no sandbox and no web framework.
    from layers_desktop.sandbox.process import SandboxProcess, SandboxStartError

    with tempfile.TemporaryDirectory(prefix="layers-sandbox-", ignore_cleanup_errors=True) as folder:
        try:
            sandbox = SandboxProcess.start(Path(folder))
        except SandboxStartError as error:
            raise ConfigurationError(
                tr("The sandbox did not start."),
                tr("Install the packages: pip install 'layers-desktop[sandbox]'"),
                detail=str(error),
            ) from error
        with sandbox:
            environ = {**base, "LAYERS_BASE_URL": sandbox.url, "LAYERS_API_KEY": Secret(sandbox.api_key)}
            yield RunEnvironment(environ, directories, Path(folder) / "state", Path(folder), is_sandbox=True)
