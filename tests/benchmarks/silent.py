"""A listener that says nothing: for a queue without a window."""

from collections.abc import Sequence

from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.limits.holds import Hold
from layers_desktop.transfer.upload_recorder import BatchResult


class Silent:
    """Takes note of nothing."""

    def added(self, uploads: Sequence[Upload]) -> None:
        """Take note of nothing."""

    def changed(self, upload: Upload) -> None:
        """Take note of nothing."""

    def removed(self, uploads: Sequence[Upload]) -> None:
        """Take note of nothing."""

    def hold_changed(self, gate: Hold | None) -> None:
        """Take note of nothing."""

    def batch_finished(self, result: BatchResult) -> None:
        """Take note of nothing."""
