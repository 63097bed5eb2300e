"""How a started group of uploads ended."""

from typing import NamedTuple

from layers_desktop.domain.upload import UploadId


class BatchResult(NamedTuple):
    """What became of everything that was started since the queue was last at rest.

    Attributes:
        project_names: The projects that got something, in the order of first arrival.
    """

    done: int
    failed: int
    cancelled: int
    project_names: tuple[str, ...]
    upload_ids: tuple[UploadId, ...]

    @property
    def needing_person(self) -> int:
        """How many ended without an ID though nobody cancelled them."""
        return len(self.upload_ids) - self.done - self.cancelled
