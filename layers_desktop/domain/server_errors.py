"""Errors that Layers or its object storage answers with."""

from http import HTTPStatus

from layers_desktop.domain.errors import Remedy, UploaderError
from layers_desktop.domain.i18n import tr

_RETRY_MAY_HELP = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    },
)
_REMEDIES = {
    HTTPStatus.NOT_FOUND: Remedy.PROJECT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Remedy.KIND,
    HTTPStatus.UNPROCESSABLE_ENTITY: Remedy.KIND,
}


# What stores answer to a PUT. "Seen" is what a real one answered here, else it is documented:
#   S3     https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
#   R2     https://developers.cloudflare.com/r2/api/error-codes
#   MinIO  https://github.com/minio/minio/blob/master/cmd/api-errors.go
#   Swift  2.30, seen: as S3; 501 to a conditional PUT, 498 from its own rate limit
#   Ceph   16.2, seen: AccessDenied without a word where the URL has expired, 412 where the object is there
_NOT_YET = ("not yet valid", "not valid yet")
_PASSING_CODES = frozenset(
    {
        "BadDigest",
        "ConditionalRequestConflict",
        "IncompleteBody",
        "InternalError",
        "OperationAborted",
        "RequestTimeout",
        "RequestTimeTooSkewed",
        "ServiceUnavailable",
        "TemporaryRedirect",
    }
)
# Swift answers 408 to bytes that come too slowly, MinIO 499 to bytes that it waits for in vain.
_PASSING_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, 499})
# No store of these will take the same request later, whatever it has the status for.
_LASTING_STATUSES = frozenset({HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.INSUFFICIENT_STORAGE})
_FULL = frozenset(
    {"InsufficientCapacity", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "XMinioStorageFull"}
)


class ApiError(UploaderError):
    """Layers answered with an error.

    Attributes:
        status: The HTTP status.
        message: The server's own sentence.
        retry_after: Seconds that the server asked to wait, where it did.
    """

    code = "API"

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        title, next_step = _api_texts(status, code, message.rstrip(" .") or tr("no reason given"))
        super().__init__(title, next_step, code=code, request_id=request_id, detail=message)
        self.status = status
        self.message = message
        self.retry_after = retry_after
        self.can_retry = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _RETRY_MAY_HELP
        self.remedy = next((remedy for known, remedy in _REMEDIES.items() if known == status), None)

    @property
    def is_key_refused(self) -> bool:
        """Whether the API does not accept the key at all."""
        return self.status == HTTPStatus.UNAUTHORIZED

    @property
    def is_key_limited(self) -> bool:
        """Whether the key is valid but may not do this, or is suspended."""
        return self.code in {"FORBIDDEN_SCOPE", "KILL_SWITCH"}

    @property
    def is_about_key(self) -> bool:
        """Whether another key would help."""
        return self.is_key_refused or self.is_key_limited


class StorageError(UploaderError):
    """The object storage answered with an error.

    Attributes:
        status: The HTTP status.
        store_code: The `<Code>` of the XML, where there is one.
        retry_after: Seconds that the storage asked to wait, where it did.
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
        title, next_step = _storage_texts(status, store_code, message)
        super().__init__(
            title, next_step, code=store_code or f"HTTP_{status}", detail=message, request_id=request_id
        )
        self.status = status
        self.store_code = store_code
        self.message = message
        self.retry_after = retry_after

    @property
    def is_expired(self) -> bool:
        """Whether the signed URL has expired: S3 answers 403 AccessDenied, R2 answers 400 ExpiredRequest."""
        message = (self.message or "").lower()
        return self.store_code in {"ExpiredRequest", "ExpiredToken"} or (
            self.store_code == "AccessDenied" and "expired" in message
        )

    @property
    def is_passing(self) -> bool:
        """Whether the same request may be taken in a while: a fault, a clock ahead, lost bytes.

        S3 answers AccessDenied to what is not valid yet, and so does MinIO; Ceph RequestTimeTooSkewed.
        """
        if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self.status not in _LASTING_STATUSES
        message = (self.message or "").lower()
        is_early = self.store_code == "AccessDenied" and any(words in message for words in _NOT_YET)
        return is_early or self.store_code in _PASSING_CODES or self.status in _PASSING_STATUSES

    @property
    def may_have_expired(self) -> bool:
        """Whether this may mean that an old URL has expired: Ceph gives no reason, Garage one of its own."""
        return self.status in {400, 401, 403}

    @property
    def is_stored_already(self) -> bool:
        """Whether an earlier PUT has arrived, and its URL was signed for one only (`If-None-Match`)."""
        return self.status == HTTPStatus.PRECONDITION_FAILED

    @property
    def is_slow_down(self) -> bool:
        """Whether the storage asks for fewer requests at once."""
        return self.status in {429, 498, 503} or self.store_code in {"SlowDown", "TooManyRequests"}


class UnusableAnswerError(UploaderError):
    """Layers answered in its form, but something in it cannot be used; what was done is not undone by it.

    Asking again gives the same answer for the same `Idempotency-Key`, so only the person tries again.
    """

    code = "UNUSABLE_ANSWER"
    can_retry = True

    def __init__(self, field: str, flaw: str) -> None:
        super().__init__(
            # Translators: {field} is a name in the answer, {flaw} what is wrong with it: "it is empty".
            tr("Layers sent an answer that cannot be used ({field}: {flaw}).", field=field, flaw=flaw),
            tr("Try again. If it keeps happening, send the details to Layers' support."),
            detail=field,
        )


def _api_texts(status: int, code: str, message: str) -> tuple[str, str]:
    """Return title and next step, by the API's documented codes first, then by the status."""
    texts = {
        "FORBIDDEN_SCOPE": (
            # Translators: projects:write is the name of a right.
            tr("This key may not upload: it lacks projects:write."),
            tr("Ask whoever manages Layers in your team for a key with that right."),
        ),
        "KILL_SWITCH": (
            tr("Layers has switched this key off."),
            tr("Your files are safe here; contact your Layers admin."),
        ),
    }.get(code)
    return texts or _texts_by_status(status, message)


def _texts_by_status(status: int, message: str) -> tuple[str, str]:
    """Return title and next step, by the HTTP status alone."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return (
            # Translators: {status} is an HTTP status such as 500, here and below.
            tr("Layers had a problem on its side ({status}).", status=str(status)),
            tr("Nothing is wrong with your file. Try again later."),
        )
    texts = {
        401: (
            tr("Layers did not accept your API key. It may have been replaced or switched off."),
            tr("Enter a new key; nothing is lost."),
        ),
        404: (
            tr("The project no longer exists, or this key has no access to it."),
            tr("Choose another project for this file."),
        ),
        409: (
            tr("Layers took two different uploads for one."),
            tr("Retry to send it as a new one."),
        ),
        413: (
            # Translators: {message} is what Layers says, in English, here and in the next ones.
            tr("Layers refused this file because it is too large: {message}.", message=message),
            tr("Export it smaller, then add it again."),
        ),
        422: (
            tr("Layers could not use this file: {message}.", message=message),
            tr("Change its kind, or export it in another format."),
        ),
        429: (
            tr("Layers asked this program to slow down."),
            tr("Uploads continue by themselves."),
        ),
    }.get(status)
    return texts or (
        tr("Layers refused the request ({status}): {message}.", status=str(status), message=message),
        tr("Send the details to Layers' support."),
    )


def _storage_texts(status: int, store_code: str | None, message: str | None) -> tuple[str, str]:
    """Return title and next step for an answer of the object storage."""
    # Translators: In parentheses or behind a colon, in place of what a server says.
    reason = store_code or message or tr("no reason given")
    if store_code in _FULL or status == HTTPStatus.INSUFFICIENT_STORAGE:
        return (
            tr("The file storage has no room left ({status}, {reason}).", status=str(status), reason=reason),
            tr("Tell Layers' support, and try again later."),
        )
    return (
        tr("The file storage refused the upload ({status}, {reason}).", status=str(status), reason=reason),
        tr("Try again. If it keeps happening, send the details to Layers' support."),
    )
