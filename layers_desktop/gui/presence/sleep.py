"""Keeping the computer awake: what every system's way of doing it promises."""

from typing import Protocol


class Told(Protocol):
    """Who learns whether the computer is being kept awake."""

    def __call__(self, *, is_awake: bool) -> None:
        """Take note of it."""


class SleepLock(Protocol):
    """One lock on the system's sleep; it ends with the program, whatever happens to that."""

    def hold(self) -> None:
        """Ask for the lock; whether and when it is had is told."""

    def release(self) -> None:
        """Let the computer sleep again."""


class NoSleepLock:
    """Where nothing is known that keeps the computer awake."""

    def hold(self) -> None:
        """Do nothing; nobody is told that the computer stays awake."""

    def release(self) -> None:
        """Do nothing."""
