"""What was measured, as a table for a person and as JSON for a program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.pairs import median

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures -->", "<!-- end of the figures -->"


class MissingMarksError(Exception):
    """A text has no place for the table."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be.

    Attributes:
        bound: At least or at most this.
        is_floor: Whether more is better.
        unit: Of the figure; empty for a ratio.
    """

    bound: float
    is_floor: bool
    unit: str = ""

    def is_met(self, value: float) -> bool:
        """Whether a figure is good enough."""
        return value >= self.bound if self.is_floor else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_floor else '≤'} {with_unit(self.bound, self.unit)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        figure: Its name in the list of goals.
        what: What was done.
        peer: What it is held against.
        values: Of each run or pair; the middle one counts.
        beside: What the peer gave where the values are no ratios.
        details: Whatever else was measured, for the JSON.
    """

    figure: str
    what: str
    peer: str
    goal: Goal
    values: Sequence[float]
    beside: Sequence[float] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal.is_met(self.value)

    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        unit = self.goal.unit
        peer = f"{self.peer}: {with_unit(median(self.beside), unit)}" if self.beside else self.peer
        spread = f"{_number(min(self.values))}–{_number(max(self.values))}"
        verdict = "✓" if self.is_met else "missed"
        measured = f"**{with_unit(self.value, unit)}**"
        return self.figure, self.what, peer, measured, spread, f"{self.goal} {verdict}"

    def json(self) -> dict[str, Any]:
        """The row with every run."""
        return {
            "figure": self.figure,
            "what": self.what,
            "peer": self.peer,
            "unit": self.goal.unit,
            "goal": {"bound": self.goal.bound, "atLeast": self.goal.is_floor},
            "median": self.value,
            "isMet": self.is_met,
            "values": list(self.values),
            "peerValues": list(self.beside),
            **self.details,
        }


def at_least(bound: float, unit: str = "") -> Goal:
    """Return a goal to be reached or passed."""
    return Goal(bound, is_floor=True, unit=unit)


def at_most(bound: float, unit: str = "") -> Goal:
    """Return a goal to stay within."""
    return Goal(bound, is_floor=False, unit=unit)


def markdown(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """Return the table as it stands in the README of the benchmarks, with the machine above it."""
    head = ("", "what", "beside", "median", "spread", "goal")
    lines = [_line(head), _line(["---"] * len(head)), *(_line(row.cells()) for row in rows)]
    return "\n".join(["; ".join(f"{name} {value}" for name, value in machine.items()) + ".", "", *lines])


def write_json(path: Path, rows: Sequence[Row], machine: Mapping[str, str]) -> None:
    """Write everything that was measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": dict(machine), "figures": [row.json() for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def put_into(path: Path, table: str) -> None:
    """Put a table into a text between its two marks, in place of the one that is there."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise MissingMarksError(path)
    path.write_text(f"{before}{BEGIN}\n{table}\n{end}{after}", encoding="utf-8")


def with_unit(value: float, unit: str) -> str:
    """Return a figure as a person reads it."""
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
