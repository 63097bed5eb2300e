"""A JSON file that only its owner may read: written in one step, moved aside when damaged."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from layers_desktop.domain.errors import ConfigurationError, system_reason
from layers_desktop.local.private_files import make_private_folder, quarantine, replace_file

T = TypeVar("T")


class JsonFile(ABC):
    """One JSON file of this person; what it holds and how its errors read is the subclass's.

    Attributes:
        quarantined: Where the last read moved a damaged file, so that the person can be told; else None.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.quarantined: Path | None = None

    def _read(self, parse: Callable[[Any], T], default: T) -> T:
        """Return the parsed content; the default where the file is missing, or damaged and now quarantined.

        `parse` raises ValueError for content of the wrong shape, which counts as damage.

        Raises:
            ConfigurationError: The file is there and cannot be read, or is damaged and cannot be moved.
        """
        self.quarantined = None
        try:
            return self._parsed(parse, default)
        except OSError as error:
            raise self._read_error(self._path.parent, system_reason(error)) from error

    def _write(self, text: str) -> None:
        """Replace the file in one step: after a crash either the old or the new one is there, whole.

        Raises:
            ConfigurationError: The file cannot be written; the old one still stands.
        """
        try:
            make_private_folder(self._path.parent)
            replace_file(self._path, text.encode("ascii"))
        except OSError as error:
            raise self._write_error(self._path.parent, system_reason(error)) from error

    def _parsed(self, parse: Callable[[Any], T], default: T) -> T:
        try:
            return parse(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return default
        except (ValueError, RecursionError):
            self.quarantined = quarantine(self._path)
            return default

    @abstractmethod
    def _read_error(self, folder: Path, reason: str) -> ConfigurationError:
        """Return the error for a file that cannot be read."""

    @abstractmethod
    def _write_error(self, folder: Path, reason: str) -> ConfigurationError:
        """Return the error for a file that cannot be written."""
