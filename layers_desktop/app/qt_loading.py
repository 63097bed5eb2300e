"""Loads Qt, and leaves all other imports as Python does them."""

import builtins


def load_qt() -> None:
    """Load Qt, and take its own way of importing out again.

    PySide puts itself before every import, and reads the source of each module that is loaded after it, in
    search of `from __feature__ import`, which nobody here writes. That takes a tenth of the window's start,
    and keeps all that source in memory.
    """
    import PySide6.QtCore  # noqa: F401  # for what it does to the import

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
