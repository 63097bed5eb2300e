import pytest

from layers_desktop.domain.errors import Problem, UploaderError
from layers_desktop.domain.file_errors import (
    FileChangedError,
    FileInUseError,
    FileMissingError,
    FileReadError,
    FileUnreadableError,
)
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NotLayersError,
    ProxyError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.server_errors import ApiError, StorageError
from layers_desktop.local.store.journal_errors import NotRecordedError
from layers_desktop.transfer.job.retry_policy import Failure, RetryAction, Stage, decide

HOST = "api.layers.example"
ANY = tuple(Stage)
API = (Stage.PRESIGN, Stage.FINALIZE, Stage.INLINE)
BEFORE_FINALIZE = (Stage.PRESIGN, Stage.INLINE)
PUT = (Stage.PUT,)
FINALIZE = (Stage.FINALIZE,)


def api(status: int, code: str = "OTHER") -> ApiError:
    return ApiError(status, code, "The server's sentence.")


def store(status: int, code: str | None = None, message: str | None = None) -> StorageError:
    return StorageError(status, code, message)


BROKEN = ConnectionBrokenError(HOST, "reset")

# One row for each line of the specification's table, in its order.
TABLE: list[tuple[str, tuple[Stage, ...], UploaderError, dict[str, bool], RetryAction]] = [
    ("unreachable", ANY, UnreachableError(HOST, "refused"), {}, RetryAction.CHECK_NETWORK),
    ("TLS", ANY, UntrustedCertificateError(HOST, "self-signed"), {}, RetryAction.FAIL),
    ("captive portal", ANY, NotLayersError(HOST, "302"), {}, RetryAction.GO_OFFLINE),
    ("proxy wants a password", ANY, ProxyError("407"), {}, RetryAction.GO_OFFLINE),
    ("401", API, api(401, "UNAUTHENTICATED"), {}, RetryAction.ASK_FOR_KEY),
    ("401 to a key of before", API, api(401), {"key_was_replaced": True}, RetryAction.REPEAT_CALL),
    ("lacks the scope", API, api(403, "FORBIDDEN_SCOPE"), {}, RetryAction.ASK_FOR_KEY),
    ("suspended", API, api(503, "KILL_SWITCH"), {}, RetryAction.ASK_FOR_KEY),
    ("no such project", BEFORE_FINALIZE, api(404, "NOT_FOUND"), {}, RetryAction.FAIL),
    ("another body", API, api(409, "IDEMPOTENCY_CONFLICT"), {}, RetryAction.NEW_IDEMPOTENCY_KEY_ONCE),
    ("too large", BEFORE_FINALIZE, api(413, "PAYLOAD_TOO_LARGE"), {}, RetryAction.FAIL),
    ("not valid", BEFORE_FINALIZE, api(422, "VALIDATION_FAILED"), {}, RetryAction.FAIL),
    ("over budget", API, api(429, "RATE_LIMITED"), {}, RetryAction.WAIT_FOR_BUDGET),
    ("request timeout", API, api(408), {}, RetryAction.RETRY),
    ("too early", API, api(425), {}, RetryAction.RETRY),
    ("server error", API, api(500), {}, RetryAction.RETRY),
    ("unavailable", API, api(503), {}, RetryAction.RETRY),
    ("API connection broken", API, BROKEN, {}, RetryAction.RETRY),
    (
        "API broken, old URL",
        API,
        BROKEN,
        {"url_is_expiring": True, "all_bytes_sent": True},
        RetryAction.RETRY,
    ),
    (
        "expired as S3 says it",
        PUT,
        store(403, "AccessDenied", "Request has expired"),
        {},
        RetryAction.PRESIGN_AGAIN,
    ),
    ("expired as R2 says it", PUT, store(400, "ExpiredRequest"), {}, RetryAction.PRESIGN_AGAIN),
    (
        "expired as Ceph says it",
        PUT,
        store(403, "AccessDenied"),
        {"url_is_expiring": True},
        RetryAction.PRESIGN_AGAIN,
    ),
    (
        "expired as Garage says it",
        PUT,
        store(400, "InvalidRequest"),
        {"url_is_expiring": True},
        RetryAction.PRESIGN_AGAIN,
    ),
    ("not valid yet", PUT, store(403, "AccessDenied", "Request is not valid yet"), {}, RetryAction.RETRY),
    ("stored already", PUT, store(412, "PreconditionFailed"), {}, RetryAction.PROBE),
    ("Swift's rate limit", PUT, store(498), {}, RetryAction.REDUCE_CONCURRENCY),
    ("S3's redirect", PUT, store(307, "TemporaryRedirect"), {}, RetryAction.RETRY),
    ("store's 501", PUT, store(501, "NotImplemented"), {}, RetryAction.PRESIGN_ONCE),
    ("store is full", PUT, store(507, "XMinioStorageFull"), {}, RetryAction.PRESIGN_ONCE),
    ("broken on an old URL", PUT, BROKEN, {"url_is_expiring": True}, RetryAction.PRESIGN_AGAIN),
    ("wrong signature", PUT, store(403, "SignatureDoesNotMatch"), {}, RetryAction.PRESIGN_ONCE),
    ("silence after the last byte", PUT, BROKEN, {"all_bytes_sent": True}, RetryAction.PROBE),
    ("broken before the last byte", PUT, BROKEN, {}, RetryAction.RETRY),
    ("store's 429", PUT, store(429), {}, RetryAction.REDUCE_CONCURRENCY),
    ("slow down", PUT, store(503, "SlowDown"), {}, RetryAction.REDUCE_CONCURRENCY),
    ("store's 500", PUT, store(500, "InternalError"), {}, RetryAction.RETRY),
    ("store's 403 of another kind", PUT, store(403, "AccessDenied", "No."), {}, RetryAction.PRESIGN_ONCE),
    ("store's 404", PUT, store(404, "NoSuchBucket"), {}, RetryAction.PRESIGN_ONCE),
    ("store's 413", PUT, store(413, "EntityTooLarge"), {}, RetryAction.PRESIGN_ONCE),
    ("store's 400 without a word", PUT, store(400), {}, RetryAction.PRESIGN_ONCE),
    ("not there", FINALIZE, api(404, "OBJECT_NOT_FOUND"), {}, RetryAction.PRESIGN_ONCE),
    ("gone", FINALIZE, api(410), {}, RetryAction.PRESIGN_ONCE),
    ("sizes differ", FINALIZE, api(422, "VALIDATION_FAILED"), {}, RetryAction.PRESIGN_ONCE),
    ("finalize's other 400", FINALIZE, api(400), {}, RetryAction.PRESIGN_ONCE),
    ("finalize's other 403", FINALIZE, api(403), {}, RetryAction.FAIL),
    ("other 403", BEFORE_FINALIZE, api(403), {}, RetryAction.FAIL),
    ("file changed", ANY, FileChangedError(), {}, RetryAction.START_OVER),
    ("file gone", ANY, FileMissingError("/files"), {}, RetryAction.FAIL),
    ("no permission", ANY, FileUnreadableError(), {}, RetryAction.FAIL),
    ("I/O error", ANY, FileReadError("I/O error"), {}, RetryAction.FAIL),
    ("held by another program", ANY, FileInUseError("locked"), {}, RetryAction.WAIT_FOR_FILE),
    ("no room for its record", ANY, NotRecordedError(Problem("", "", "")), {}, RetryAction.WAIT_FOR_JOURNAL),
    ("anything else of ours", ANY, UploaderError("What?"), {}, RetryAction.FAIL),
]


@pytest.mark.parametrize(
    ("stage", "error", "moment", "action"),
    [
        pytest.param(stage, error, moment, action, id=f"{stage.name.lower()}: {name}")
        for name, stages, error, moment, action in TABLE
        for stage in stages
    ],
)
def test_the_table_says_what_the_specification_says(
    stage: Stage, error: UploaderError, moment: dict[str, bool], action: RetryAction
) -> None:
    assert decide(Failure(stage, error, **moment)) is action


def test_every_action_is_said_by_some_line() -> None:
    assert {action for *_, action in TABLE} == set(RetryAction)
