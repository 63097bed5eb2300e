"""Answers that are kept, so that a repeated POST gets the first one again."""

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
    kept_at: float
    answer: ApiResponse


class IdempotencyStore:
    """First answers by (owner, `Idempotency-Key`), kept for `lifetime` seconds and over restarts."""

    def __init__(self, path: Path, lifetime: float, clock: Callable[[], float]) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._journal = JsonLinesFile(path)
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._kept: dict[tuple[str, str], _StoredResponse] = {}
        self.replays = 0
        self.conflicts = 0
        for record in self._journal.initial_records:
            answer = ApiResponse(record["status"], record["body"])
            kept = _StoredResponse(record["fingerprint"], record["at"], answer)
            self._kept[record["owner"], record["token"]] = kept

    async def run_once(
        self, owner: str, token: str, fingerprint: str, operation: Callable[[], Awaitable[ApiResponse]]
    ) -> ApiResponse:
        """The answer kept for `token`, else that of `operation`, which is then kept unless it is a 5xx.

        Raises ApiRefusalError 409 where the kept answer was to another request. A second call that comes
        while the first is at work waits for it.
        """
        async with self._locks[owner, token]:
            kept = self._kept.get((owner, token))
            if kept is None or kept.kept_at + self._lifetime <= self._clock():
                answer = await operation()
                self._store(owner, token, fingerprint, answer)
                return answer
            return self._replay(kept, fingerprint)

    def close(self) -> None:
        """Give the file back."""
        self._journal.close()

    def _replay(self, kept: _StoredResponse, fingerprint: str) -> ApiResponse:
        if kept.fingerprint != fingerprint:
            self.conflicts += 1
            raise ApiRefusalError(
                409, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was used with another request."
            )
        self.replays += 1
        return kept.answer

    def _store(self, owner: str, token: str, fingerprint: str, answer: ApiResponse) -> None:
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        kept = _StoredResponse(fingerprint, self._clock(), answer)
        self._kept[owner, token] = kept
        self._journal.append(
            {
                "owner": owner,
                "token": token,
                "fingerprint": fingerprint,
                "at": kept.kept_at,
                "status": answer.status,
                "body": answer.body,
            }
        )


def request_fingerprint(method: str, path: str, body: bytes) -> str:
    """What tells one request from another under the same key."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()
