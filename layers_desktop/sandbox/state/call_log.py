"""The log of calls, by which tests check what a client does."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

MAX_CALLS = 200_000


@dataclass(slots=True)
class LoggedCall:
    """One request; a status of None means that it has had no response.

    Attributes:
        stage: The name of the call.
        started_at, ended_at: Seconds since the epoch.
        fault: The name of the fault that struck it.
        status, code: Of the response.
        bytes_received: Of the request's body.
    """

    number: int
    stage: str
    method: str
    path: str
    started_at: float
    idempotency_key: str | None = None
    key_id: str | None = None
    filename: str | None = None
    upload_id: str | None = None
    fault: str | None = None
    status: int | None = None
    code: str | None = None
    bytes_received: int = 0
    ended_at: float | None = None

    def end(self, status: int | None, code: str | None = None) -> None:
        """Record the response and the time."""
        self.status, self.code, self.ended_at = status, code, time.time()

    @property
    def json(self) -> dict[str, Any]:
        """All fields by name."""
        # dataclasses.asdict copies each value, and would block the server for a long log.
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class CallLog:
    """The latest calls, and counters of all."""

    calls: deque[LoggedCall] = field(default_factory=lambda: deque(maxlen=MAX_CALLS))
    counters: Counter[str] = field(default_factory=Counter)

    def begin(self, stage: str, method: str, path: str) -> LoggedCall:
        """Record a call that has just arrived."""
        self.counters["calls"] += 1
        call = LoggedCall(self.counters["calls"], stage, method, path, time.time())
        self.calls.append(call)
        return call
