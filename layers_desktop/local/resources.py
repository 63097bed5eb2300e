"""The resource files of the program: icons, styles, licences, examples."""

from collections.abc import Iterator
from pathlib import Path

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr

_PACKAGE = Path(__file__).resolve().parent.parent


class ResourceMissingError(UploaderError):
    """A resource file is missing: the installation is damaged."""

    code = "RESOURCE_MISSING"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("A part of the program is missing: {name}.", name=name), tr("Install Layers Desktop again.")
        )


def resource_path(name: str) -> Path:
    """Return the path of a file or folder below `resources/`; the name has forward slashes.

    Raises:
        ResourceMissingError: There is no such file.
    """
    for folder in _folders():
        path = folder / name
        if path.exists():
            return path
    raise ResourceMissingError(name)


def _folders() -> Iterator[Path]:
    """Yield the folders that may hold resources: in the package when installed or frozen, else beside it."""
    yield _PACKAGE / "resources"
    checkout = _PACKAGE.parent
    # When installed, the parent is site-packages, and a "resources" in it would be another package's.
    if (checkout / "pyproject.toml").is_file():
        yield checkout / "resources"
