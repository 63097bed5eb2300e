"""Stored responses, so that a repeated POST gets the first response again."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from layers_desktop.sandbox.api_responses import ApiRefusalError, ApiResponse
from layers_desktop.sandbox.state.json_lines import JsonLinesFile


@dataclass(frozen=True, slots=True)
class _StoredResponse:
    fingerprint: str
    stored_at: float
    response: ApiResponse


class IdempotencyStore:
    """First responses by owner and `Idempotency-Key`, stored for `lifetime` seconds and over restarts.

    Attributes:
        replays: How often a stored response was given again.
        conflicts: How often a key was used again with another request.
    """

    def __init__(self, path: Path, lifetime: float, clock: Callable[[], float]) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._file = JsonLinesFile(path)
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._responses: dict[tuple[str, str], _StoredResponse] = {}
        self.replays = 0
        self.conflicts = 0
        for record in self._file.initial_records:
            response = ApiResponse(record["status"], record["body"])
            stored = _StoredResponse(record["fingerprint"], record["at"], response)
            self._responses[record["owner"], record["token"]] = stored

    async def run_once(
        self, owner: str, key: str, fingerprint: str, operation: Callable[[], Awaitable[ApiResponse]]
    ) -> ApiResponse:
        """Return the response stored for `key`, else that of `operation`, which is stored unless it is a 5xx.

        A second call during the first waits for it.

        Raises:
            ApiRefusalError: 409 where the stored response was to another request.
        """
        async with self._locks[owner, key]:
            stored = self._responses.get((owner, key))
            if stored is None or stored.stored_at + self._lifetime <= self._clock():
                response = await operation()
                self._store(owner, key, fingerprint, response)
                return response
            return self._replay(stored, fingerprint)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _replay(self, stored: _StoredResponse, fingerprint: str) -> ApiResponse:
        if stored.fingerprint != fingerprint:
            self.conflicts += 1
            raise ApiRefusalError(
                409, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was used with another request."
            )
        self.replays += 1
        return stored.response

    def _store(self, owner: str, key: str, fingerprint: str, response: ApiResponse) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        stored = _StoredResponse(fingerprint, self._clock(), response)
        self._responses[owner, key] = stored
        self._file.append(
            {
                "owner": owner,
                "token": key,
                "fingerprint": fingerprint,
                "at": stored.stored_at,
                "status": response.status,
                "body": response.body,
            }
        )


def request_fingerprint(method: str, path: str, body: bytes) -> str:
    """Return a hash of the request, to tell one from another under the same key."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()
