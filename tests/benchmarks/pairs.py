"""Runs of ours and of its peers, in turn so that a noisy machine is noisy for all, and what comes of them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took.

    Attributes:
        seconds: By the clock on the wall.
        processor: Seconds of processor time, of the program and its children.
    """

    seconds: float
    processor: float = 0.0


Run = Callable[[], Spent]


def interleaved(runs: Sequence[Run], count: int) -> list[list[Spent]]:
    """Run each so many times, one after the other; who goes first changes from round to round."""
    spent: list[list[Spent]] = [[] for _ in runs]
    turns = list(zip(spent, runs, strict=True))
    for number in range(count):
        for taken, run in reversed(turns) if number % 2 else turns:
            taken.append(run())
    return spent


def speeds(ours: Sequence[Spent], peer: Sequence[Spent]) -> list[float]:
    """Return how fast ours was beside the peer, pair by pair: 2 is twice as fast."""
    return [their.seconds / our.seconds for our, their in zip(ours, peer, strict=True)]


def durations(ours: Sequence[Spent], peer: Sequence[Spent]) -> list[float]:
    """Return how long ours took beside the peer, pair by pair: 2 is twice as long."""
    return [our.seconds / their.seconds for our, their in zip(ours, peer, strict=True)]


def processor(ours: Sequence[Spent], peer: Sequence[Spent]) -> list[float]:
    """Return how much processor time ours took beside the peer, pair by pair."""
    return [our.processor / their.processor for our, their in zip(ours, peer, strict=True)]


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    return statistics.median(values)
