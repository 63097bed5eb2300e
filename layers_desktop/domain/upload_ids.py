"""The names by which this computer knows its uploads."""

import secrets
import time

from layers_desktop.domain.upload_record import UploadId

_MILLISECOND = 1_000_000
_RANDOM_BYTES = 10


def new_upload_id() -> UploadId:
    """Return an ID that no other upload has, and that sorts behind those of earlier moments.

    In a database of a hundred thousand, rows that come and go side by side cost half of what scattered ones
    cost. Time and chance are shared out as in UUID version 7: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
    """
    return UploadId(f"{time.time_ns() // _MILLISECOND:012x}{secrets.token_hex(_RANDOM_BYTES)}")
