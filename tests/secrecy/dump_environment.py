"""The environment in which a program under test dumps every error that it reports."""

from collections.abc import Mapping
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]
_PROGRAM = Path(__file__).with_name("program")
DUMPS_NAME = "dumps"


def dumping_environment(env: Mapping[str, str], dumps: Path) -> dict[str, str]:
    """Return the environment in which a program dumps each error that it reports into this file."""
    return {**env, "PYTHONPATH": f"{_PROGRAM}:{_CHECKOUT}", "TEST_DUMPS": str(dumps)}
