"""What was called, for those who look whether a client behaves."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

MAX_CALLS = 200_000


@dataclass(slots=True)
class LoggedCall:
    """One request: a status of None was never answered, or not yet."""

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
        """Note what was answered, and when."""
        self.status, self.code, self.ended_at = status, code, time.time()

    @property
    def json(self) -> dict[str, Any]:
        """All fields, with the names that they have here."""
        # asdict copies each value, and would stall the server for a long log.
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class CallLog:
    """The latest calls and the counters beside them."""

    calls: deque[LoggedCall] = field(default_factory=lambda: deque(maxlen=MAX_CALLS))
    counters: Counter[str] = field(default_factory=Counter)

    def begin(self, stage: str, method: str, path: str) -> LoggedCall:
        """Note a call that has just come in."""
        self.counters["calls"] += 1
        call = LoggedCall(self.counters["calls"], stage, method, path, time.time())
        self.calls.append(call)
        return call
