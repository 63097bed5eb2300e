"""The clients of the Layers API and of its store, and the mapping of their errors to the program's."""

import importlib
import sys

_FIRST_OF_ITS_COMMAND_LINE = "click"


def load_clients() -> None:
    """Load the clients in the calling thread, and httpx without what its own command line is made of.

    That is click, rich and pygments where they are installed: 8 MB, and a third of the time of loading it.
    """
    if _FIRST_OF_ITS_COMMAND_LINE not in sys.modules:
        # As if it were not installed, in Python's own words for that.
        sys.modules[_FIRST_OF_ITS_COMMAND_LINE] = None  # type: ignore[assignment]
        try:
            importlib.import_module("httpx")
        finally:
            del sys.modules[_FIRST_OF_ITS_COMMAND_LINE]
    for name in ("client", "storage"):
        importlib.import_module(f"{__name__}.{name}")
