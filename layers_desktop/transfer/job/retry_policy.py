"""What is done about a failure: one table of stage, status and code, whose first match decides."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import (
    FileChangedError,
    FileError,
    FileInUseError,
    FileSystemSilentError,
)
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NetworkError,
    NotLayersError,
    OutcomeUnknownError,
    ProxyError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.server_errors import ApiError, StorageError, UnusableAnswerError
from layers_desktop.local.store.journal_errors import NotRecordedError


class Stage(Enum):
    """The step of an upload at which it failed."""

    PRESIGN = auto()
    PUT = auto()
    FINALIZE = auto()
    INLINE = auto()


class RetryAction(Enum):
    """What is done about a failure."""

    RETRY = auto()  # wait, then the same stage again; uses up a try
    PRESIGN_AGAIN = auto()  # ask for a fresh URL; the first two of these use up no try
    PRESIGN_ONCE = auto()  # ask for a fresh URL; the second time it fails
    PROBE = auto()  # the bytes may have arrived: finalize before sending any again
    CHECK_NETWORK = auto()  # hold the queue if nothing can be reached, else retry
    GO_OFFLINE = auto()  # the same: an answer that is not Layers' is as good as none
    ASK_FOR_KEY = auto()  # hold the account until it has another key
    WAIT_FOR_BUDGET = auto()  # hold the account's writes for as long as asked; uses up no try
    REDUCE_CONCURRENCY = auto()  # wait, and halve the slots
    NEW_IDEMPOTENCY_KEY_ONCE = auto()  # another Idempotency-Key; the second time it fails
    REPEAT_CALL = auto()  # the API key was replaced meanwhile: the same call with the new one
    START_OVER = auto()  # the file changed: inspect it again, then send it
    WAIT_FOR_JOURNAL = auto()  # nothing is made that the journal cannot tell of; uses up no try
    WAIT_FOR_FILE = auto()  # another program has locked it, or its disk is silent: a few short waits
    FAIL = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, and the circumstances that the decision depends on.

    Attributes:
        url_is_expiring: Whether the signed URL is past 80 % of its life.
        all_bytes_sent: Whether the last byte of the PUT had been sent.
        key_was_replaced: Whether the call was made with another API key than is in use now.
    """

    stage: Stage
    error: UploaderError
    url_is_expiring: bool = False
    all_bytes_sent: bool = False
    key_was_replaced: bool = False


Condition = Callable[[Failure], bool]
_API_STAGES = frozenset({Stage.PRESIGN, Stage.FINALIZE, Stage.INLINE})
_TRANSIENT = frozenset({408, 425})
_SERVER_ERRORS = range(500, 600)


def _raised(kind: type[UploaderError]) -> Condition:
    return lambda failure: isinstance(failure.error, kind)


def _api(*statuses: int, code: str | None = None) -> Condition:
    def test(failure: Failure) -> bool:
        error = failure.error
        if failure.stage not in _API_STAGES or not isinstance(error, ApiError):
            return False
        return (not statuses or error.status in statuses) and code in {None, error.code}

    return test


def _at(stage: Stage, test: Condition) -> Condition:
    return lambda failure: failure.stage is stage and test(failure)


def _store(test: Callable[[StorageError], bool]) -> Condition:
    return lambda failure: isinstance(failure.error, StorageError) and test(failure.error)


def _put_broken(failure: Failure) -> bool:
    return failure.stage is Stage.PUT and isinstance(failure.error, ConnectionBrokenError)


def _refused_on_old_url(failure: Failure) -> bool:
    error = failure.error
    return isinstance(error, StorageError) and error.may_have_expired and failure.url_is_expiring


def _about_key(failure: Failure) -> bool:
    error = failure.error
    return isinstance(error, ApiError) and error.is_about_key


# The first row that matches decides. Sources: the API contract; for the storage, see `StorageError`.
_TABLE: tuple[tuple[Condition, RetryAction], ...] = (
    (_raised(NotRecordedError), RetryAction.WAIT_FOR_JOURNAL),
    # The file itself.
    (_raised(FileChangedError), RetryAction.START_OVER),
    (_raised(FileInUseError), RetryAction.WAIT_FOR_FILE),
    (_raised(FileSystemSilentError), RetryAction.WAIT_FOR_FILE),
    (_raised(FileError), RetryAction.FAIL),
    # An old call that may have made an asset: only the person can decide whether to repeat it.
    (_raised(OutcomeUnknownError), RetryAction.FAIL),
    # The same call would be answered the same way.
    (_raised(UnusableAnswerError), RetryAction.FAIL),
    # The network, at any stage.
    (_raised(UntrustedCertificateError), RetryAction.FAIL),
    (_raised(NotLayersError), RetryAction.GO_OFFLINE),
    (_raised(ProxyError), RetryAction.GO_OFFLINE),
    (_raised(UnreachableError), RetryAction.CHECK_NETWORK),
    # The PUT.
    (_store(lambda error: error.is_expired), RetryAction.PRESIGN_AGAIN),
    (lambda failure: _put_broken(failure) and failure.all_bytes_sent, RetryAction.PROBE),
    (lambda failure: _put_broken(failure) and failure.url_is_expiring, RetryAction.PRESIGN_AGAIN),
    (_store(lambda error: error.is_slow_down), RetryAction.REDUCE_CONCURRENCY),
    (_store(lambda error: error.is_passing), RetryAction.RETRY),
    (_store(lambda error: error.is_stored_already), RetryAction.PROBE),
    (_refused_on_old_url, RetryAction.PRESIGN_AGAIN),
    (_raised(StorageError), RetryAction.PRESIGN_ONCE),
    # The API, by code before status.
    (lambda failure: _about_key(failure) and failure.key_was_replaced, RetryAction.REPEAT_CALL),
    (_about_key, RetryAction.ASK_FOR_KEY),
    (_api(429), RetryAction.WAIT_FOR_BUDGET),
    (_api(*_TRANSIENT, *_SERVER_ERRORS), RetryAction.RETRY),
    (_api(code="IDEMPOTENCY_CONFLICT"), RetryAction.NEW_IDEMPOTENCY_KEY_ONCE),
    (_at(Stage.FINALIZE, _api(403)), RetryAction.FAIL),
    # What finalize answers of an object that has not arrived is undocumented: any other 4xx is taken for it.
    (_at(Stage.FINALIZE, _api()), RetryAction.PRESIGN_ONCE),
    (_api(), RetryAction.FAIL),
    # A connection that broke or timed out.
    (_raised(NetworkError), RetryAction.RETRY),
)


def decide(failure: Failure) -> RetryAction:
    """Return what the table says; an error that it does not name fails the upload."""
    return next((action for test, action in _TABLE if test(failure)), RetryAction.FAIL)
