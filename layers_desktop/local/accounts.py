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
        return [_account(entry) for entry in self._entries().get(host, []) if _is_account(entry)]

    def load_all(self) -> dict[str, list[KnownAccount]]:
        """Return the accounts of every host, by host.

        Raises:
            ConfigurationError: The file is there and cannot be read.
        """
        return {
            host: [_account(entry) for entry in entries if _is_account(entry)]
            for host, entries in self._entries().items()
        }

    def save(self, host: str, accounts: Sequence[KnownAccount]) -> None:
        """Replace the accounts at this host; those at others stay, and so does what cannot be read.

        Raises:
            ConfigurationError: The file cannot be read or written; the old one still stands.
        """
        before = self._entries()
        # A later version may know more of an account than this one.
        known = {entry["id"]: entry for entry in before.get(host, []) if _is_account(entry)}
        entries = [known.get(account.id, {}) | account._asdict() for account in accounts]
        unreadable = [entry for entry in before.get(host, []) if not _is_account(entry)]
        content = before | {host: entries + unreadable}
        self._write(json.dumps({each: entries for each, entries in content.items() if entries}, indent=2))

    def _entries(self) -> dict[str, list[Any]]:
        return self._read(_checked, {})

    def _read_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            # Translators: {reason} is such as "no access".
            tr("Your accounts in {folder} cannot be read ({reason}).", folder=folder, reason=reason),
            tr(
                "Their keys are still in the keyring. Check the permissions of the folder, "
                "then start Layers Desktop again."
            ),
        )

    def _write_error(self, folder: Path, reason: str) -> ConfigurationError:
        return ConfigurationError(
            tr("Your accounts cannot be saved to {folder} ({reason}).", folder=folder, reason=reason),
            tr("These accounts apply until you quit."),
        )


def _checked(content: Any) -> dict[str, list[Any]]:
    """Return the content, the entries of each host.

    Raises:
        ValueError: This is not what `AccountsFile.save` writes.
    """
    if not isinstance(content, dict) or not all(isinstance(entries, list) for entries in content.values()):
        raise ValueError("not accounts by host")
    return content


def _is_account(entry: object) -> bool:
    """Whether an account can be read from this; what more a later version knows of it does not matter."""
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(name, ""), str) for name in KnownAccount._fields)
        and bool(entry.get("id") and entry.get("organization_name"))
    )


def _account(entry: dict[str, str]) -> KnownAccount:
    return KnownAccount(entry["id"], entry["organization_name"], entry.get("own_name", ""))
