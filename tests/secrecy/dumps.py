"""What a dump of the program would show of its errors: each frame, and each variable by its `repr`."""

import contextlib
import logging
import traceback
from collections.abc import Callable, Iterator

from layers_desktop.domain.errors import UploaderError

Tell = Callable[[str], None]
_TOLD = "_was_dumped"


def dump(error: BaseException) -> str:
    """Return all that there is of an error and of those it came from, also of those that nobody prints."""
    return "\n".join(_dump_of_one(each) for each in _family(error))


@contextlib.contextmanager
def everything_said(tell: Tell) -> Iterator[None]:
    """Tell each record of the log before it is redacted, and a dump of each error that is put into words.

    Whatever ends an upload, closes a gate or is told to a person goes through `UploaderError.problem`;
    what is a fault of the program goes into the log.
    """
    plain = UploaderError.problem

    def problem(error: UploaderError) -> object:
        if _TOLD not in vars(error):
            setattr(error, _TOLD, True)
            tell(dump(error))
        return plain.fget(error) if plain.fget else None

    ear = _Ear(tell)
    logging.getLogger().handlers.insert(0, ear)
    UploaderError.problem = property(problem)  # type: ignore[assignment, method-assign] # for the time of a test
    try:
        yield
    finally:
        UploaderError.problem = plain  # type: ignore[method-assign] # as it was
        logging.getLogger().removeHandler(ear)


class _Ear(logging.Handler):
    """Hears each record as the first: a handler that redacts changes it for all that come later."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        dumped = dump(error) if error else ""
        self._tell("\n".join([record.getMessage(), dumped, record.stack_info or ""]))


def _dump_of_one(error: BaseException) -> str:
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), capture_locals=True, lookup_lines=False
    )
    variables = [f"{frame.name}: {name} = {shown}" for frame in frames for name, shown in _locals(frame)]
    return "\n".join([*variables, repr(error), str(error), repr(error.args), repr(vars(error))])


def _locals(frame: traceback.FrameSummary) -> Iterator[tuple[str, str]]:
    yield from (frame.locals or {}).items()


def _family(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, its causes, what it was raised in the middle of, and members of groups, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        waiting += [other for other in (each.__cause__, each.__context__, *members) if other is not None]
