"""Dumps of errors: each frame, and each variable by its `repr`, as a crash reporter would show them."""

import contextlib
import logging
import traceback
from collections.abc import Callable, Iterator

from layers_desktop.domain.errors import UploaderError

Report = Callable[[str], None]
_DUMPED_MARK = "_was_dumped"


def dump(error: BaseException) -> str:
    """Return everything that an error holds, and the errors that it came from, also those not printed."""
    return "\n".join(_dump_of_one(each) for each in _related_errors(error))


@contextlib.contextmanager
def dump_all_errors(report: Report) -> Iterator[None]:
    """Report each log record before it is redacted, and a dump of each error that is shown to a person.

    Every error that ends an upload, holds the queue or is shown goes through `UploaderError.problem`;
    a bug of the program goes into the log.
    """
    plain = UploaderError.problem

    def problem(error: UploaderError) -> object:
        if _DUMPED_MARK not in vars(error):
            setattr(error, _DUMPED_MARK, True)
            report(dump(error))
        return plain.fget(error) if plain.fget else None

    handler = _DumpHandler(report)
    logging.getLogger().handlers.insert(0, handler)
    UploaderError.problem = property(problem)  # type: ignore[assignment, method-assign] # for the time of a test
    try:
        yield
    finally:
        UploaderError.problem = plain  # type: ignore[method-assign] # as it was
        logging.getLogger().removeHandler(handler)


class _DumpHandler(logging.Handler):
    """Gets each record first: a handler that redacts changes it for all later ones."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        dumped = dump(error) if error else ""
        self._report("\n".join([record.getMessage(), dumped, record.stack_info or ""]))


def _dump_of_one(error: BaseException) -> str:
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), capture_locals=True, lookup_lines=False
    )
    variables = [f"{frame.name}: {name} = {shown}" for frame in frames for name, shown in _locals(frame)]
    return "\n".join([*variables, repr(error), str(error), repr(error.args), repr(vars(error))])


def _locals(frame: traceback.FrameSummary) -> Iterator[tuple[str, str]]:
    yield from (frame.locals or {}).items()


def _related_errors(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, its causes and contexts, and the members of groups, each once."""
    pending, seen = [error], set[int]()
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        pending += [other for other in (each.__cause__, each.__context__, *members) if other is not None]
