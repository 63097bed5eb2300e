"""The rules of faults: which calls go wrong, how, and how often."""

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
_SLOW = 1_000_000


@dataclass(slots=True)
class Fault:
    """One rule, with the counts of its use.

    Attributes:
        stage: The call that it applies to; "api" for every call but the PUT, "*" for all.
        fault: What goes wrong; the names are in `api_faults` and `put_faults`.
        times: How many calls it strikes; None for all.
        skip: How many calls pass before the first strike.
        filename: Strike only calls about a file of this name.
        for_seconds: Strike only within this time of the first strike.
        after_bytes: The offset in the body at which a PUT breaks.
        fraction: The same as a fraction of the whole body, used where `after_bytes` is None.
        seconds: The time of a latency or a stall, or the lifetime of a signed URL.
        status, code, message: Instead of the fault's usual ones.
        retry_after: The value of `Retry-After`; "date+5" becomes the HTTP date in 5 seconds.
        share: The share of the rate limit that another client uses up.
        dialect: "s3", "r2" or "ceph", instead of the storage's own.
        bytes_per_second: How fast a PUT is read, until the rule is removed.
        fields, headers: Of an altered answer, instead of its own.
        seen: How many calls it applied to.
        strikes: How many of them it struck, the first at the monotonic time `first_strike`.
        is_removed: Whether it is none of the rules any more.
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
    fields: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    id: int = 0
    seen: int = 0
    strikes: int = 0
    first_strike: float | None = None
    is_removed: bool = False

    def applies_to(self, stage: str, filename: str | None) -> bool:
        """Return whether it applies to calls of this stage about this file."""
        is_wildcard = self.stage == "*" or (self.stage == "api" and stage in API_STAGES)
        return (is_wildcard or self.stage == stage) and self.filename in {None, filename}

    def strike(self, now: float) -> bool:
        """Count a call that it applies to; return whether it strikes it."""
        self.seen += 1
        start = now if self.first_strike is None else self.first_strike
        is_used_up = self.times is not None and self.strikes >= self.times
        is_over = self.for_seconds is not None and now >= start + self.for_seconds
        if self.seen <= self.skip or is_used_up or is_over:
            return False
        self.strikes += 1
        self.first_strike = start
        return True

    def offset(self, length: int) -> int:
        """Return the offset at which it strikes in a body of `length` bytes."""
        return min(length, int(length * self.fraction) if self.after_bytes is None else self.after_bytes)

    @property
    def delay(self) -> float:
        """The seconds of a latency; 1 by default."""
        return 1.0 if self.seconds is None else self.seconds

    @property
    def speed(self) -> int | None:
        """The bytes per second of a PUT that it slows; None without a limit."""
        return None if self.is_removed else self.bytes_per_second or _SLOW

    @property
    def retry_after_headers(self) -> dict[str, str]:
        """The header `Retry-After`, if the rule has one."""
        if self.retry_after is None:
            return {}
        if self.retry_after.startswith(_HTTP_DATE_PREFIX):
            seconds = float(self.retry_after.removeprefix(_HTTP_DATE_PREFIX))
            return {"Retry-After": formatdate(time.time() + seconds, usegmt=True)}
        return {"Retry-After": self.retry_after}


_SETTABLE_FIELDS = next(n for n, known in enumerate(fields(Fault)) if known.name == "id")


class FaultRules:
    """The rules, in the order added; the first that strikes a call is the only one."""

    def __init__(
        self, known: Mapping[str, frozenset[str]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._known = known
        self._clock = clock
        self._rules: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, rule: Mapping[str, Any]) -> Fault:
        """Add a rule.

        Raises:
            ApiRefusalError: 422 where a field, stage or fault is not known.
        """
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
        """Remove every rule; whom one slows goes on at full speed."""
        for rule in self._rules:
            rule.is_removed = True
        self._rules.clear()

    def strike(self, stage: str, filename: str | None = None) -> Fault | None:
        """Count this call for the rules that apply to it; return the rule that strikes it, if any."""
        now = self._clock()
        applicable = (rule for rule in self._rules if rule.applies_to(stage, filename))
        return next((rule for rule in applicable if rule.strike(now)), None)

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
        stages = _expand_stage(str(stage))
        if not all(name in self._known["put" if each == "put" else "api"] for each in stages):
            raise invalid("fault", f"There is no fault {name} of the stage {stage}.")


def _expand_stage(stage: str) -> Iterable[str]:
    return {"*": STAGES, "api": API_STAGES}.get(stage, {stage})
