"""Cells of a table that a spreadsheet program may open."""

from typing import TypeVar

# OWASP, "CSV Injection": what spreadsheet programs take for the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = TypeVar("Cell")


def without_formula(cell: Cell) -> Cell | str:
    """Return the cell, with an apostrophe before a text that a spreadsheet program would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
