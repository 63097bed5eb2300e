"""The decorator `override`: Python has it from 3.12 on, type checkers know it from `typing_extensions`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import override as override  # noqa: PLC0414 - mypy's form of a re-export
else:
    Method = TypeVar("Method", bound=Callable)

    def override(method: Method) -> Method:
        """Return the method as it is."""
        return method
