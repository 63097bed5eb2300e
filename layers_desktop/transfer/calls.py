"""How many writes of the budget an upload still takes."""

from layers_desktop.domain.upload import Upload

# "Under 256 KB" is taken as under 256,000 bytes: such a file goes in one call.
INLINE_LIMIT = 256_000


def writes_needed(upload: Upload) -> int:
    """Return the calls until the asset ID: two, or one for a small file or the last step, or none."""
    if upload.is_done:
        return 0
    is_one_call = (upload.size or 0) < INLINE_LIMIT and upload.remote.upload_id is None
    return 1 if is_one_call or upload.remote.may_have_arrived else 2
