"""`upload --dry-run`: what would be sent where, as what, with how many calls, and how long that takes."""

import json
from collections.abc import Sequence
from typing import Any

from layers_desktop.cli.output import Console, print_objects, print_table, write_stdout
from layers_desktop.cli.results import as_object, described
from layers_desktop.cli.shell_words import shown_path
from layers_desktop.domain.i18n import size_text, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.upload_method import calls_needed

_MINUTE = 60


def print_plan(uploads: Sequence[Upload], form: object, limiter: RateLimiter, console: Console) -> bool:
    """Print what an upload of these inspected files would do; return whether each would get an ID.

    Args:
        uploads: In the order given.
        form: As the options have it: for `json` and `jsonl` objects, else lines.
        limiter: Knows how many calls a minute the plan allows.
        console: Told what cannot be sent, and the sum.
    """
    for upload in uploads:
        if upload.is_rejected:
            console.write_failure(upload)
    if form == "json":
        print_objects(map(_object, uploads))
    elif form == "jsonl":
        write_stdout("".join(f"{json.dumps(_object(upload))}\n" for upload in uploads))
    else:
        print_table([_row(upload) for upload in uploads])
    sent = [upload for upload in uploads if _action(upload) == "upload"]
    console.note(_sum(sent))
    if sent and limiter.limit_is_known:
        console.note(_time(sum(map(calls_needed, sent)), limiter))
    return not any(upload.is_rejected for upload in uploads)


def _action(upload: Upload) -> str:
    if upload.is_rejected:
        return "refuse"
    return "reuse" if upload.can_reuse or upload.is_duplicate_in_batch else "upload"


def _row(upload: Upload) -> tuple[str, str, str, str]:
    project = upload.project.name if upload.project else ""
    return _action(upload), upload.kind or "", project, shown_path(upload.path)


def _object(upload: Upload) -> dict[str, Any]:
    action = _action(upload)
    planned = {
        **described(upload),
        "action": action,
        "calls": calls_needed(upload) if action == "upload" else 0,
    }
    if action == "refuse":
        return planned | {"error": as_object(upload)["error"]}
    return planned | ({"assetId": upload.asset_id} if action == "reuse" else {})


def _sum(sent: Sequence[Upload]) -> str:
    size = size_text(sum(upload.size or 0 for upload in sent))
    return tr_plural(
        "{n} file would be sent ({size}).", "{n} files would be sent ({size}).", len(sent), size=size
    )


def _time(calls: int, limiter: RateLimiter) -> str:
    seconds = limiter.seconds_for(calls)
    if seconds < _MINUTE / 2:
        return tr_plural(
            "That takes {n} call, which your plan allows without waiting.",
            "That takes {n} calls, which your plan allows without waiting.",
            calls,
        )
    # Translators: {limit} is how many calls to Layers the plan allows in a minute.
    return tr_plural(
        "That takes {n} call. Your plan allows {limit} a minute: at least {minutes} min.",
        "That takes {n} calls. Your plan allows {limit} a minute: at least {minutes} min.",
        calls,
        limit=limiter.limit,
        minutes=round(seconds / _MINUTE),
    )
