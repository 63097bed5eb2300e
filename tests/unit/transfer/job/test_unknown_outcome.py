import pytest

from layers_desktop.domain.upload_record import ServerState
from layers_desktop.transfer.job.content_claim import is_abandoned
from tests.unit.transfer.conftest import new_upload

HOUR, DAY = 3600.0, 86_400.0
NOW = 1000 * DAY


@pytest.mark.parametrize(
    ("remote", "age", "is_useless"),
    [
        (ServerState(), 23 * HOUR, False),
        (ServerState(), 25 * HOUR, True),
        (ServerState(presign_key="k"), 25 * HOUR, True),
        (ServerState(upload_id="u", bytes_handed_over=True, stored=True), 25 * HOUR, True),
        # Asking finalize again gives the asset, however late.
        (ServerState(upload_id="u", stored=True, finalize_key="k"), 25 * HOUR, False),
        (ServerState(upload_id="u", stored=True, finalize_key="k"), 91 * DAY, True),
        # Nothing settles an inline call of yesterday, but the person must hear of it.
        (ServerState(inline_key="k", inline_since=NOW - 25 * HOUR), 25 * HOUR, False),
        (ServerState(inline_key="k", inline_since=NOW - 91 * DAY), 91 * DAY, True),
        (ServerState(inline_key="k"), 25 * HOUR, True),
    ],
)
def test_what_a_command_left_is_kept_as_long_as_it_tells_something(
    remote: ServerState, age: float, is_useless: bool
) -> None:
    left = new_upload(remote=remote, added_at=NOW - age)
    assert is_abandoned(left, NOW) is is_useless


def test_what_was_gone_on_with_lately_is_not_old() -> None:
    left = new_upload(remote=ServerState(upload_id="u", presigned_at=NOW - HOUR), added_at=NOW - 3 * DAY)
    assert not is_abandoned(left, NOW)
