"""The list of states: a function with `@state` on it is one entry, named as it is."""

from collections.abc import Callable

from tests.screenshots.stage import Stage

Build = Callable[[Stage], object]
STATES: dict[str, Build] = {}


def state(build: Build) -> Build:
    """Picture this state: the function brings a fresh window into it."""
    name = build.__name__.replace("_", "-")
    assert name not in STATES, f"two states are called {name}"
    STATES[name] = build
    return build
