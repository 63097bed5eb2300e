"""Texts that open something: the API key, a signed URL, the password of a proxy."""

import traceback
from collections.abc import Iterator


class Secret(str):
    """A text like any other that no `repr` shows, so that no dump of variables does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"


def forget_variables(error: BaseException) -> None:
    """Empty the frames that an error and what it came from have left: libraries hold secrets in clear there.

    Where each of them was stays known; frames that still run are left as they are.
    """
    for each in causes(error):
        traceback.clear_frames(each.__traceback__)


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and all that it came from, the nearest first; of several at once the last first."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        waiting += [other for other in (each.__context__, each.__cause__, *members) if other is not None]
