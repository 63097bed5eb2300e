"""The folders in which the program keeps its own files."""

from pathlib import Path
from typing import NamedTuple, Self

from platformdirs import PlatformDirs

from layers_desktop.local.private_files import make_private_folder, restrict_to_owner

APP_NAME = "layers-desktop"


class Directories(NamedTuple):
    """The program's own folders.

    Attributes:
        config: Preferences and accounts.
        data: Images that were pasted into the window.
        state: The journal, the history and the locks of running programs.
        cache: Files that can be made again.
        log: Log files.
    """

    config: Path
    data: Path
    state: Path
    cache: Path
    log: Path

    @classmethod
    def of_user(cls) -> Self:
        """Return this person's folders by the conventions of the system; on Linux by the XDG variables."""
        dirs = PlatformDirs(APP_NAME, appauthor=False)
        return cls(
            config=dirs.user_config_path,
            data=dirs.user_data_path,
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
            log=dirs.user_log_path,
        )

    def ensure(self) -> None:
        """Create every folder for its owner alone (0700); the log's last, since it may be in another.

        Raises:
            OSError: A folder cannot be created.
        """
        for folder in self:
            make_private_folder(folder)

    def restrict_to_owner(self) -> None:
        """Remove other people's rights to all files in these folders (blocking: visits each file).

        Earlier versions left some of them readable.
        """
        for folder in self:
            if not any(other in folder.parents for other in self):
                restrict_to_owner(folder)
