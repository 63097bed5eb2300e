"""What the API says: an answer, or the documented error."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, extra_headers: Mapping[str, str]) -> Response:
        """The answer as it goes over the wire, with `extra_headers` besides its own."""
        return JSONResponse(self.body, self.status, {**extra_headers, **self.headers})


class ApiRefusalError(Exception):
    """A call is refused with one of the documented errors."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    @property
    def answer(self) -> Answer:
        """The error in its documented shape, under a fresh request ID."""
        request_id = f"req_{secrets.token_hex(8)}"
        error = {
            "code": self.code,
            "message": self.message,
            "requestId": request_id,
            "details": self.details,
        }
        return Answer(self.status, {"error": error}, {"X-Request-Id": request_id, **self.headers})


def not_found(message: str) -> ApiRefusalError:
    """404 for something that the address names and that does not exist."""
    return ApiRefusalError(404, "NOT_FOUND", message)


def invalid(field_name: str, message: str) -> ApiRefusalError:
    """422 for one field of a request."""
    return ApiRefusalError(422, "VALIDATION_FAILED", message, details={"field": field_name})


def too_large(message: str, limit: int) -> ApiRefusalError:
    """413 for more bytes than `limit`."""
    return ApiRefusalError(413, "PAYLOAD_TOO_LARGE", message, details={"limitBytes": limit})
