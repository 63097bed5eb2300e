"""What is said about one file in requests. Nothing here imports an HTTP library, so it loads quickly."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.redaction import Secret


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """What Layers is told about a file before it gets the bytes.

    Attributes:
        filename: As it is shown in Layers.
        size: In bytes.
        sha256: Of the content, 64 hex digits; None where it is not known yet.
    """

    kind: MediaKind
    mime_type: str
    filename: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SignedPut:
    """A presigned upload to the store. Its URL is a secret: it is never shown, logged or saved.

    Attributes:
        upload_id: Names the upload to `finalize`.
        headers: The signed headers, to be sent as they are.
        lifetime: Seconds that the URL is valid, by the server's clock.
    """

    upload_id: str
    url: Secret
    headers: Mapping[str, str]
    lifetime: float

    def __repr__(self) -> str:
        """Leave out URL and headers."""
        return f"SignedPut(upload_id={self.upload_id!r}, lifetime={self.lifetime})"
