"""What the object storage answers when it does not take the bytes."""

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr


class StorageError(UploaderError):
    """The object storage answered with an error.

    Attributes:
        status: The HTTP status.
        store_code: The `<Code>` of its XML, where it had one.
        retry_after: Seconds that the store asked to wait, where it did.
    """

    code = "STORAGE"
    can_retry = True

    def __init__(
        self,
        status: int,
        store_code: str | None,
        message: str | None,
        retry_after: float | None = None,
        request_id: str | None = None,
    ) -> None:
        title, next_step = _storage_words(status, store_code, message)
        super().__init__(
            title, next_step, code=store_code or f"HTTP_{status}", detail=message, request_id=request_id
        )
        self.status = status
        self.store_code = store_code
        self.message = message
        self.retry_after = retry_after

    @property
    def is_expired(self) -> bool:
        """Whether the signed URL's time is over: S3 says 403 AccessDenied, R2 says 400 ExpiredRequest."""
        said = (self.message or "").lower()
        return self.store_code == "ExpiredRequest" or (
            self.store_code == "AccessDenied" and "expired" in said
        )

    @property
    def is_slow_down(self) -> bool:
        """Whether the store asks for less at once."""
        return self.status in {429, 503} or self.store_code == "SlowDown"


def _storage_words(status: int, store_code: str | None, message: str | None) -> tuple[str, str]:
    """Return what happened and what to do when the object storage refuses."""
    said = store_code or message or tr("no reason given")
    return (
        tr("The file storage refused the upload ({status}, {reason}).", status=status, reason=said),
        tr("Retry; if it happens again, copy the details and send them to Layers' support."),
    )
