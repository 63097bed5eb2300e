"""What goes to stdout: IDs for people and pipes, or JSON for programs."""

import json
from collections.abc import Sequence
from typing import Any

from layers_desktop.domain.upload import Upload


def as_lines(uploads: Sequence[Upload]) -> str:
    """Return one asset ID a line, in the order given; a file without one has no line."""
    return "".join(f"{upload.asset_id}\n" for upload in uploads if upload.is_done)


def as_json(uploads: Sequence[Upload]) -> str:
    """Return an array with one object for each file, in the order given."""
    return json.dumps([_as_object(upload) for upload in uploads], indent=2) + "\n"


def _as_object(upload: Upload) -> dict[str, Any]:
    known: dict[str, Any] = {
        "path": str(upload.path),
        "kind": upload.kind.value if upload.kind else None,
        "mimeType": upload.mime_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }
    if upload.is_done:
        return known | {"assetId": upload.asset_id, "reused": upload.is_reused}
    return known | {"error": _error(upload)}


def _error(upload: Upload) -> dict[str, Any]:
    problem = upload.problem
    if problem is None:
        return {"code": "CANCELLED", "message": "", "nextStep": "", "requestId": None}
    return {
        "code": problem.code,
        "message": problem.title,
        "nextStep": problem.next_step,
        "requestId": problem.request_id,
    }
