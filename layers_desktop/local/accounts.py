"""The accounts that this person has added: who they are, never their keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.local.json_file import JsonFile

ACCOUNTS_NAME = "accounts.json"


class KnownAccount(NamedTuple):
    """One organisation at one API host.

    Attributes:
        id: The organisation's ID.
        organization_name: The name that Layers gave at the last sign-in.
        own_name: The name that the person gave it; empty where that is the organisation's.
    """

    id: str
    organization_name: str
    own_name: str = ""

    @property
    def name(self) -> str:
        """The name shown to the person: their own for it, else the organisation's."""
        return self.own_name or self.organization_name


class AccountsFile(JsonFile):
    """The accounts of every API host, as `{host: [account, ...]}`."""

    def load(self, host: str) -> list[KnownAccount]:
        """Return the accounts at this host, in the order added; none where there is no file yet.

        Raises:
            ConfigurationError: The file is there and cannot be read.
        """
        return [_account(entry) for entry in self._entries().get(host, [])]

    def load_all(self) -> dict[str, list[KnownAccount]]:
        """Return the accounts of every host, by host.

        Raises:
            ConfigurationError: The file is there and cannot be read.
        """
        return {host: [_account(entry) for entry in entries] for host, entries in self._entries().items()}

    def save(self, host: str, accounts: Sequence[KnownAccount]) -> None:
        """Replace the accounts at this host; those at others stay as they are.

        Raises:
            ConfigurationError: The file cannot be read or written; the old one still stands.
        """
        content = self._entries() | {host: [account._asdict() for account in accounts]}
        self._write(json.dumps({each: entries for each, entries in content.items() if entries}, indent=2))

    def _entries(self) -> dict[str, list[dict[str, str]]]:
        return self._read(_checked, {})

    def _read_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            tr("Your accounts in {folder} cannot be read ({reason}).", folder=folder, reason=reason),
            tr("Their keys are still in the keyring; check the folder's rights, then start again."),
        )

    def _write_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            tr("Your accounts cannot be saved to {folder} ({reason}).", folder=folder, reason=reason),
            tr("They hold until you quit."),
        )


def _checked(content: Any) -> dict[str, list[dict[str, str]]]:
    """Return the content, the entries of each host.

    Raises:
        ValueError: This is not what `AccountsFile.save` writes.
    """
    if not isinstance(content, dict) or not all(isinstance(entries, list) for entries in content.values()):
        raise ValueError("not accounts by host")
    for entry in (entry for entries in content.values() for entry in entries):
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError("not an account")
        if not {"id", "organization_name"} <= entry.keys():
            raise ValueError("an account without ID or name")
    return content


def _account(entry: dict[str, str]) -> KnownAccount:
    return KnownAccount(entry["id"], entry["organization_name"], entry.get("own_name", ""))
