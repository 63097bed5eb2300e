"""Calls of which an asset may have come though nobody heard of it, and how long asking again settles that."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from layers_desktop.domain.api_errors import ApiError
from layers_desktop.domain.network_errors import OutcomeUnknownError, ProxyAwayError, UnreachableError
from layers_desktop.domain.remote import Remote
from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.access import SignedOutError

_DAY = 86_400.0
_QUARTER = 90 * _DAY


@contextmanager
def inline_doubt(remote: Remote, earlier: float | None) -> Iterator[None]:
    """Take back the mark that an asset may come of the inline call inside, where Layers says that none did.

    Args:
        remote: Its `inline_since` is the mark.
        earlier: What it was before the call.
    """
    try:
        yield
    except (UnreachableError, ProxyAwayError, SignedOutError):
        remote.inline_since = earlier
        raise
    except ApiError as error:
        if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            remote.inline_since = earlier
        raise


def has_outlived_its_use(upload: Upload, now: float) -> bool:
    """Whether nothing is lost by forgetting what a command left that nobody has repeated.

    After a day Layers has collected what was never finalized, and whoever repeats the command begins anew
    in any case. Only where an asset may have come of a call whose answer was lost does the row still tell
    something: the asset itself, by asking finalize again, or that the person should look for it. That is
    kept for a quarter of a year.

    Args:
        upload: What was left.
        now: Wall-clock seconds.
    """
    remote = upload.remote
    last = max(upload.added_at, remote.presigned_at or 0.0, remote.inline_since or 0.0)
    return now - last > (_QUARTER if remote.may_have_asset else _DAY)


def forget_what_is_too_old(upload: Upload, oldest: float) -> None:
    """Begin anew where an `uploadId` is past its life: the bytes were collected, no asset came of them.

    Unless finalize was asked and its answer was lost: asking again gives the asset, however late.

    Args:
        upload: Its `remote` is forgotten.
        oldest: Wall-clock seconds; what was agreed before this is too old.

    Raises:
        OutcomeUnknownError: An inline call is too old to be repeated without making a second asset.
    """
    remote = upload.remote
    was_asked = remote.may_have_arrived and remote.finalize_key is not None
    if remote.presigned_at is not None and remote.presigned_at < oldest and not was_asked:
        upload.remote = Remote()
    if remote.inline_since is not None and remote.inline_since < oldest:
        upload.remote = Remote()
        raise OutcomeUnknownError(upload.project.name if upload.project else "")
