"""What is said of one file on its way; nothing here speaks HTTP, so that it costs little to load."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.redaction import Secret


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """What Layers is told of a file before its bytes."""

    kind: MediaKind
    mime_type: str
    filename: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SignedPut:
    """Where and how the bytes of one file go. The URL is a secret: it is neither shown nor kept.

    Attributes:
        life: Seconds that the URL lives, by the server's own clock.
    """

    upload_id: str
    url: Secret
    headers: Mapping[str, str]
    life: float

    def __repr__(self) -> str:
        """Show what may be logged."""
        return f"SignedPut(upload_id={self.upload_id!r}, life={self.life})"
