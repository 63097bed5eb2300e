"""Finds the same content twice among the files of one drop."""

from pathlib import Path

from layers_desktop.domain.file_errors import FileError
from layers_desktop.domain.fingerprint import Fingerprint
from layers_desktop.transfer.source import sha256_of


class Twins:
    """Remembers the files of one drop by size; only files of equal size are read and compared."""

    def __init__(self) -> None:
        self._first_of_size: dict[int, tuple[Path, Fingerprint]] = {}
        self._first_of_content: dict[str, Path] = {}

    def note(self, path: Path, fingerprint: Fingerprint) -> None:
        """Count this file among the earlier ones."""
        self._first_of_size.setdefault(fingerprint.size, (path, fingerprint))

    def earlier(self, path: Path, fingerprint: Fingerprint) -> Path | None:
        """Return the earlier file with the same content, if there is one.

        Raises:
            FileError: The file cannot be read.
        """
        first = self._first_of_size.setdefault(fingerprint.size, (path, fingerprint))
        if first[0] == path:
            return None
        self._remember(*first)
        same = self._first_of_content.setdefault(sha256_of(path, fingerprint), path)
        return None if same == path else same

    def _remember(self, path: Path, fingerprint: Fingerprint) -> None:
        """Note the content of the first file of a size, now that there is a second."""
        if path in self._first_of_content.values():
            return
        try:
            self._first_of_content[sha256_of(path, fingerprint)] = path
        except FileError:
            # It changed or went away: then the second is no twin of it, and its own upload will say so.
            return
