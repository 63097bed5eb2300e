"""The switchboard of faults: which call goes wrong, how, and how often."""

import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from email.utils import formatdate
from typing import Any

from layers_desktop.sandbox.api_responses import invalid

API_STAGES = frozenset({"whoami", "projects", "presign", "finalize", "inline"})
STAGES = API_STAGES | {"put"}
_HTTP_DATE_PREFIX = "date+"


@dataclass(slots=True)
class Fault:
    """One rule.

    Attributes:
        stage: The call that it strikes; "api" for every call but the PUT, "*" for all.
        fault: What goes wrong; the names are in `api_faults` and `storage_faults`.
        times: How many calls it strikes; None for no end.
        skip: How many calls it lets pass first.
        filename: Strike only calls about a file of this name.
        for_seconds: Strike only within this time of the first strike.
        after_bytes: Where in the body a PUT breaks.
        fraction: The same as a part of the whole; what is used where `after_bytes` is None.
        seconds: Latency, silence, or the life of a signed URL.
        status: In place of the usual status of the fault.
        code: In place of its usual code.
        message: In place of its usual message.
        retry_after: `Retry-After` to the letter; "date+5" becomes the HTTP date in 5 seconds.
        share: The part of the budget that somebody else uses up.
        dialect: "s3" or "r2", in place of what the storage speaks.
        bytes_per_second: How slowly a PUT is read.
    """

    stage: str
    fault: str
    times: int | None = 1
    skip: int = 0
    filename: str | None = None
    for_seconds: float | None = None
    after_bytes: int | None = None
    fraction: float = 0.5
    seconds: float | None = None
    status: int | None = None
    code: str | None = None
    message: str | None = None
    retry_after: str | None = None
    share: float = 0.5
    dialect: str | None = None
    bytes_per_second: int | None = None
    id: int = 0
    seen: int = 0
    strikes: int = 0
    first_strike: float | None = None

    def applies_to(self, stage: str, filename: str | None) -> bool:
        """Whether calls of `stage` about `filename` are meant."""
        wide = self.stage == "*" or (self.stage == "api" and stage in API_STAGES)
        return (wide or self.stage == stage) and self.filename in {None, filename}

    def strike(self, now: float) -> bool:
        """Count a call that is meant, and say whether it is struck."""
        self.seen += 1
        start = now if self.first_strike is None else self.first_strike
        used_up = self.times is not None and self.strikes >= self.times
        too_late = self.for_seconds is not None and now >= start + self.for_seconds
        if self.seen <= self.skip or used_up or too_late:
            return False
        self.strikes += 1
        self.first_strike = start
        return True

    def offset(self, length: int) -> int:
        """Where in a body of `length` bytes it strikes."""
        return min(length, int(length * self.fraction) if self.after_bytes is None else self.after_bytes)

    @property
    def delay(self) -> float:
        """The seconds of a latency; one where the rule does not say."""
        return 1.0 if self.seconds is None else self.seconds

    @property
    def retry_after_headers(self) -> dict[str, str]:
        """`Retry-After`, if the rule has one."""
        if self.retry_after is None:
            return {}
        if self.retry_after.startswith(_HTTP_DATE_PREFIX):
            seconds = float(self.retry_after.removeprefix(_HTTP_DATE_PREFIX))
            return {"Retry-After": formatdate(time.time() + seconds, usegmt=True)}
        return {"Retry-After": self.retry_after}


class FaultRules:
    """The rules in the order of their coming; the first that strikes a call is the only one."""

    def __init__(
        self, known: Mapping[str, frozenset[str]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._known = known
        self._clock = clock
        self._rules: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, rule: Mapping[str, Any]) -> Fault:
        """Add a rule; ApiRefusalError 422 where a field, stage or fault is not known."""
        unknown = set(rule) - {known.name for known in fields(Fault)[:_SETTABLE_FIELDS]}
        if unknown or not {"stage", "fault"} <= set(rule):
            raise invalid(
                min(unknown, default="stage"), "A rule has stage, fault and their documented details."
            )
        self._check(rule["stage"], rule["fault"])
        fault = Fault(**rule, id=next(self._ids))
        self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()

    def strike(self, stage: str, filename: str | None = None) -> Fault | None:
        """The rule that strikes this call."""
        now = self._clock()
        concerned = (rule for rule in self._rules if rule.applies_to(stage, filename))
        return next((rule for rule in concerned if rule.strike(now)), None)

    @property
    def known(self) -> dict[str, list[str]]:
        """The names of the faults there are, for the API and for the PUT."""
        return {stage: sorted(names) for stage, names in self._known.items()}

    @property
    def json(self) -> list[dict[str, Any]]:
        """The rules with their counts."""
        return [asdict(rule) for rule in self._rules]

    def _check(self, stage: object, name: object) -> None:
        if stage not in STAGES | {"api", "*"}:
            raise invalid("stage", f"stage is one of {', '.join(sorted(STAGES))}, api, *.")
        meant = _expand_stage(str(stage))
        if not all(name in self._known["put" if one == "put" else "api"] for one in meant):
            raise invalid("fault", f"There is no fault {name} of the stage {stage}.")


_SETTABLE_FIELDS = next(n for n, known in enumerate(fields(Fault)) if known.name == "id")


def _expand_stage(stage: str) -> Iterable[str]:
    return {"*": STAGES, "api": API_STAGES}.get(stage, {stage})
