"""Which Layers an engine talks to, and where this computer keeps what it knows of it."""

from pathlib import Path
from typing import NamedTuple, Self


class Target(NamedTuple):
    """Which Layers is talked to, and where this computer remembers what it did there.

    Attributes:
        base_url: The API's address.
        account: The API host, by which the folder is named.
        folder: Where journal and history are.
    """

    base_url: str
    account: str
    folder: Path

    @classmethod
    def of(cls, base_url: str, account: str, state: Path) -> Self:
        """Return the target with a folder of its own: what one server knows is nothing to another."""
        return cls(base_url, account, state / "accounts" / account.replace(":", "_"))
