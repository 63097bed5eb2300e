"""A store that refuses while the body is still going out: its answer is read before it is lost.

httpx sends the whole body before it reads. A store that answers 403 or 413 early and closes makes the
next write fail, and the reset that follows throws the answer away. So before each chunk the stream is asked
whether something is there to read.
"""

from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

import httpcore

from layers_desktop.api.replies import storage_error

_LIMIT = 64 * 1024
_PATIENCE = 0.05  # seconds for the rest of an answer whose first bytes are there


async def watch_for_answer(
    body: AsyncIterator[bytes], stream_of_now: Callable[[], Any]
) -> AsyncIterator[bytes]:
    """Hand the body through; raise the store's own error as soon as it has answered.

    Raises:
        StorageError: The store refused before the last byte.
    """
    async for chunk in body:
        answer = await _early_answer(stream_of_now())
        if answer:
            _raise_refusal(answer)
        yield chunk


async def _early_answer(stream: Any) -> bytes:
    """Return what the store sent so far; empty where it is silent, as it should be."""
    if stream is None or not stream.get_extra_info("is_readable"):
        return b""
    answer = b""
    try:
        while len(answer) < _LIMIT and (piece := await stream.read(_LIMIT, timeout=_PATIENCE)):
            answer += piece
    except (httpcore.ReadTimeout, httpcore.ReadError):
        # Nothing more came in time: what is there decides (under TLS it may be a mere session ticket).
        return answer
    return answer


def _raise_refusal(answer: bytes) -> None:
    """Raise what an early answer says, where it is a refusal; let `100 Continue` and noise pass."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    words = head.split(b"\r\n", 1)[0].split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    if status >= HTTPStatus.BAD_REQUEST:
        raise storage_error(status, {}, rest)
