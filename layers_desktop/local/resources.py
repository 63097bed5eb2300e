"""The files that come with the program: icon, styles, examples."""

from collections.abc import Iterator
from pathlib import Path

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr

_PACKAGE = Path(__file__).resolve().parent.parent


class ResourceMissingError(UploaderError):
    """A file that comes with the program is not there: the installation is damaged."""

    code = "RESOURCE_MISSING"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("A part of the program is missing: {name}.", name=name),
            tr("Install Layers Desktop again."),
        )


def resource_path(name: str) -> Path:
    """Return where a file or folder of `resources/` lies on this disk; the name uses forward slashes.

    Raises:
        ResourceMissingError: There is no such file.
    """
    for folder in _folders():
        path = folder / name
        if path.exists():
            return path
    raise ResourceMissingError(name)


def _folders() -> Iterator[Path]:
    """Yield where resources may lie: in the package once it is installed or frozen, else beside it."""
    yield _PACKAGE / "resources"
    checkout = _PACKAGE.parent
    # Installed, the folder above is everybody's: a stranger's "resources" there is none of ours.
    if (checkout / "pyproject.toml").is_file():
        yield checkout / "resources"
