"""By which of the two ways a file reaches Layers, and how many calls that takes."""

from enum import Enum, auto

from layers_desktop.domain.upload import Upload

# The API takes files "under 256 KB" in one call; read as under 256,000 bytes.
INLINE_LIMIT = 256_000


class UploadMethod(Enum):
    """The two ways to upload a file; neither waits for the other."""

    INLINE = auto()  # one call to the API that carries the bytes
    STORAGE = auto()  # presign, a PUT to the object storage, finalize


def upload_method(upload: Upload) -> UploadMethod:
    """Return how this upload is sent; one that was begun with presign goes on as it began."""
    is_presigned = upload.remote.presign_key is not None or upload.remote.upload_id is not None
    is_small = (upload.size or 0) < INLINE_LIMIT
    return UploadMethod.INLINE if is_small and not is_presigned else UploadMethod.STORAGE


def calls_needed(upload: Upload) -> int:
    """Return the calls until the asset ID: two, or one for a small file or once presign is done, or none."""
    if upload.is_done:
        return 0
    is_presigned = upload.is_sending or upload.remote.may_have_arrived
    return 1 if is_presigned or upload_method(upload) is UploadMethod.INLINE else 2


def inline_size(size: int) -> int:
    """Return how many bytes a file of this size takes in the one call, which has them as base64."""
    return (size + 2) // 3 * 4
