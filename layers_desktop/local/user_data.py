"""Everything that the program keeps on this computer for a person, to list it and to remove it."""

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from layers_desktop.domain.errors import ConfigurationError, UploaderError
from layers_desktop.domain.i18n import list_text, tr
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile
from layers_desktop.local.credentials import user_name
from layers_desktop.local.environment import DEFAULT_BASE_URL, api_host, base_url
from layers_desktop.local.paths import Directories
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.local.store.process_locks import any_running

_ACCOUNTS_FOLDER = "accounts"


class InUseError(UploaderError):
    """The program is running, and would write the removed files again."""

    code = "IN_USE"

    def __init__(self) -> None:
        super().__init__(
            tr("Layers Desktop is running and uses these files."),
            tr("Quit it, also in the tray and in other terminals, then try again."),
        )


class UserData:
    """The program's folders of this person, and the keyring user names of their keys.

    Args:
        directories: The program's folders.
        environ: The environment variables; `LAYERS_BASE_URL` may name one more host.
    """

    def __init__(self, directories: Directories, environ: Mapping[str, str]) -> None:
        self._directories = directories
        self._environ = environ

    def folders(self) -> dict[Path, str]:
        """Return the folders that exist, with a description of each in the person's language."""
        contents = (
            # Translators: What is in a folder that is to be removed: "/home/… (settings)", here and in the
            # next four.
            (self._directories.config, tr("settings")),
            # Translators: What is in a folder: what the program keeps.
            (self._directories.data, tr("data")),
            (self._directories.state, tr("history and unfinished uploads")),
            (self._directories.cache, tr("cache")),
            (self._directories.log, tr("logs")),
        )
        described: dict[Path, list[str]] = {}
        for folder, description in contents:
            described.setdefault(folder, []).append(description)
        # Windows has one for three of them; where one is inside another, it is removed with it.
        return {
            folder: list_text(descriptions)
            for folder, descriptions in described.items()
            if (folder.exists() or folder.is_symlink())
            and not any(each in folder.parents for each in described)
        }

    def key_users(self) -> list[str]:
        """Return every keyring user name that a key may be kept under: hosts, and the accounts at each."""
        hosts = [api_host(DEFAULT_BASE_URL)]
        with contextlib.suppress(ConfigurationError):
            hosts.append(api_host(base_url(self._environ)))
        with contextlib.suppress(ConfigurationError):
            hosts += PreferencesFile(self._directories.config / PREFERENCES_NAME).load().project_ids
        folders = (self._directories.state / _ACCOUNTS_FOLDER).glob("*")
        # A folder's name has an underscore where its host has a colon.
        hosts += (":".join(each.name.rsplit("_", 1)) for each in folders)
        return list(dict.fromkeys([*hosts, *self._account_users()]))

    def _account_users(self) -> list[str]:
        with contextlib.suppress(ConfigurationError):
            by_host = AccountsFile(self._directories.config / ACCOUNTS_NAME).load_all()
            return [user_name(host, account.id) for host, known in by_host.items() for account in known]
        return []

    def check_not_in_use(self) -> None:
        """Check that no running program uses these files.

        Raises:
            InUseError: One does, or that cannot be found out.
        """
        try:
            is_in_use = any_running(self._directories.state)
        except OSError as error:
            raise InUseError from error
        if is_in_use:
            raise InUseError

    @staticmethod
    def remove(folder: Path) -> None:
        """Remove a folder with everything in it; of a symbolic link only the link.

        Raises:
            OSError: Some of it is still there.
        """
        if folder.is_symlink():
            folder.unlink()
        else:
            shutil.rmtree(folder)
