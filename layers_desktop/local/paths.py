"""Where the program keeps its own files."""

from pathlib import Path
from typing import NamedTuple, Self

from platformdirs import PlatformDirs

from layers_desktop.local.private_files import make_private_folder, restrict_to_owner

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

    def restrict_to_owner(self) -> None:
        """Close what earlier versions left open in these folders: a look at each file, for another thread."""
        for folder in self:
            if not any(other in folder.parents for other in self):
                restrict_to_owner(folder)
