"""Starting a program so that nothing of what it says escapes."""

from collections.abc import Mapping
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]
_PROGRAM = Path(__file__).with_name("program")
DUMPS_NAME = "dumps"


def listened_to(env: Mapping[str, str], dumps: Path) -> dict[str, str]:
    """Return the environment in which a program writes a dump of each error that it tells into this file."""
    return {**env, "PYTHONPATH": f"{_PROGRAM}:{_CHECKOUT}", "TEST_DUMPS": str(dumps)}
