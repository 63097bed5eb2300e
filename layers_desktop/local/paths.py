"""Where the program keeps its own files."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

from platformdirs import PlatformDirs

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr
from layers_desktop.local.private_files import close_to_others, make_private_folder

APP_NAME = "layers-desktop"


class Directories(NamedTuple):
    """The program's own folders.

    Attributes:
        config: Preferences.
        data: What a person would miss if it were gone.
        state: The journal, the history and the locks of running programs.
        cache: What can be made again.
        log: Log files.
    """

    config: Path
    data: Path
    state: Path
    cache: Path
    log: Path

    @classmethod
    def of_user(cls) -> Self:
        """Return this person's folders by the customs of the system; on Linux the XDG variables decide."""
        dirs = PlatformDirs(APP_NAME, appauthor=False)
        return cls(
            config=dirs.user_config_path,
            data=dirs.user_data_path,
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
            log=dirs.user_log_path,
        )

    def ensure(self) -> None:
        """Create every folder, closed to other people (0700); the log comes last, it may lie in another.

        Raises:
            OSError: A folder cannot be made.
        """
        for folder in self:
            make_private_folder(folder)

    def close_to_others(self) -> None:
        """Close what earlier versions left open in these folders: a look at each file, for another thread."""
        for folder in self:
            if not any(other in folder.parents for other in self):
                close_to_others(folder)


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
