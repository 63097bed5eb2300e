"""The accounts that this person has added: who they are, never their keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.local.private_files import make_private_folder, quarantine, replace_file

ACCOUNTS_NAME = "accounts.json"


class KnownAccount(NamedTuple):
    """One organisation at one API host.

    Attributes:
        id: The organisation's own ID.
        organization_name: As Layers last told it.
        own_name: What the person calls it; empty where that is the organisation's name.
    """

    id: str
    organization_name: str
    own_name: str = ""

    @property
    def name(self) -> str:
        """What it is called in the window."""
        return self.own_name or self.organization_name


class AccountsFile:
    """The accounts of every API host as a JSON file of this person.

    Attributes:
        set_aside: Where a broken file went at the last `load`, so that the person can be told; else None.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside: Path | None = None

    def load(self, host: str) -> list[KnownAccount]:
        """Return the accounts at this host, in the order added; none where there is no file yet.

        Raises:
            ConfigurationError: The file is there and cannot be read.
        """
        return [_known(entry) for entry in self._read().get(host, [])]

    def hosts(self) -> dict[str, list[KnownAccount]]:
        """Return the accounts of every host.

        Raises:
            ConfigurationError: The file is there and cannot be read.
        """
        return {host: [_known(entry) for entry in entries] for host, entries in self._read().items()}

    def save(self, host: str, accounts: Sequence[KnownAccount]) -> None:
        """Keep these as the accounts at this host; those at others stay as they are.

        Raises:
            ConfigurationError: The file cannot be written; the old one still stands.
        """
        content = self._read() | {host: [account._asdict() for account in accounts]}
        text = json.dumps({each: entries for each, entries in content.items() if entries}, indent=2)
        try:
            make_private_folder(self._path.parent)
            replace_file(self._path, text.encode("ascii"))
        except OSError as error:
            raise ConfigurationError(
                tr("Your accounts cannot be saved to {folder} ({reason}).", **self._words(error)),
                tr("They hold until you quit."),
            ) from error

    def _read(self) -> dict[str, list[dict[str, str]]]:
        self.set_aside = None
        try:
            return _checked(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            self.set_aside = quarantine(self._path)
            return {}
        except OSError as error:
            raise ConfigurationError(
                tr("Your accounts in {folder} cannot be read ({reason}).", **self._words(error)),
                tr("Their keys are still in the keyring; check the folder's rights, then start again."),
            ) from error

    def _words(self, error: OSError) -> dict[str, object]:
        return {"folder": self._path.parent, "reason": error.strerror or type(error).__name__}


def _checked(content: Any) -> dict[str, list[dict[str, str]]]:
    """Return the content where it is what `save` writes.

    Raises:
        ValueError: It is something else.
    """
    if not isinstance(content, dict) or not all(isinstance(entries, list) for entries in content.values()):
        raise ValueError("no accounts by host")
    for entry in (entry for entries in content.values() for entry in entries):
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError("an account that is none")
        if not {"id", "organization_name"} <= entry.keys():
            raise ValueError("an account without a name")
    return content


def _known(entry: dict[str, str]) -> KnownAccount:
    return KnownAccount(entry["id"], entry["organization_name"], entry.get("own_name", ""))
