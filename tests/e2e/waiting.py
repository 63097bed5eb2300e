"""Waiting for what another program does, within a bound that only a failure reaches."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

Value = TypeVar("Value")
PATIENCE = 60.0
_PAUSE = 0.1


def until(look: Callable[[], Value], what: str, patience: float = PATIENCE) -> Value:
    """Return the first true thing that `look` gives; fail with `what` was waited for."""
    due = time.monotonic() + patience
    while True:
        began = time.monotonic()
        if found := look():
            return found
        now = time.monotonic()
        if now > due:
            pytest.fail(f"After {patience:.0f} s there is no {what}")
        # To look is work for both, of which a busy computer has enough without it.
        time.sleep(max(_PAUSE, 2 * (now - began)))
