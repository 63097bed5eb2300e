"""A store that refuses while the body is still going out: its answer is read before it is lost.

httpx sends the whole body before it reads. A store that answers 403 or 413 early and closes makes the
write under way fail, and the reset that follows throws the answer away. So somebody listens on the same
stream while the body goes out, and falls silent before its last bytes: what comes after those is httpx's.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

import httpcore
import httpx

from layers_desktop.api.responses import foreign_answer, storage_error
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError

_LIMIT = 64 * 1024
# The store cannot answer in earnest before these came; so many bytes fit into any buffer on the way.
_TAIL = 16 * 1024
_REST = 1.0  # seconds of silence after which an answer that has begun counts as whole
_TURNS = 4  # of the event loop, until what lies in the socket has reached the listener
_LAST_WORDS = 0.05  # seconds for what a broken connection still holds


class EarlyAnswer:
    """Listens to the store while one body goes out to it.

    Args:
        host: Named in the error where something else than a store answers.
        stream_of_now: Gives the stream that the body goes out on, once there is one.
    """

    def __init__(self, host: str, stream_of_now: Callable[[], Any]) -> None:
        self._host = host
        self._stream_of_now = stream_of_now
        self._heard = b""
        self._listening: asyncio.Task[None] | None = None

    async def listened(self, body: AsyncIterator[bytes], size: int) -> AsyncGenerator[bytes, None]:
        """Hand a body of so many bytes through, and listen until its last ones.

        Raises:
            FileChangedError: It has more bytes, or fewer.
            StorageError: The store refused before the last bytes.
            NetworkError: Something else than a store answered before them.
        """
        left = size
        try:
            async for chunk in body:
                left -= len(chunk)
                if left < 0:
                    raise FileChangedError
                head, tail = (chunk, b"") if left > 0 else (chunk[:-_TAIL], chunk[-_TAIL:])
                await self._listen()
                if head:
                    yield head
                if tail:
                    await self.stop()
                    yield tail
            if left:
                raise FileChangedError
        finally:
            if isinstance(body, AsyncGenerator):
                await body.aclose()

    async def stop(self, patience: float = 0.0) -> None:
        """Leave what comes from now on to httpx.

        Args:
            patience: Seconds for what is on its way already.

        Raises:
            StorageError: The store has refused.
            NetworkError: Something else than a store has answered.
        """
        task = self._listening
        if task is None:
            return
        if patience or self._heard:
            await asyncio.wait([task], timeout=max(patience, _REST if self._heard else 0.0))
        await self.close()
        if self._heard:
            raise _meaning(self._heard, self._host)

    async def after_broken_write(self) -> None:
        """Find out whether the store said why it takes no more; raises like `stop`."""
        await self.stop(_LAST_WORDS)

    async def close(self) -> None:
        """Listen no longer."""
        task, self._listening = self._listening, None
        if task:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result()

    async def _listen(self) -> None:
        """Listen from now on, and hear what is there: the next write may find the connection reset."""
        stream = self._stream_of_now()
        if stream is None:
            return
        if self._listening is None:
            self._listening = asyncio.get_running_loop().create_task(self._hear(stream), name="early answer")
        for _ in range(_TURNS):
            if not stream.get_extra_info("is_readable"):
                break
            await asyncio.sleep(0)
        if self._heard:
            await self.stop()

    async def _hear(self, stream: Any) -> None:
        with contextlib.suppress(httpcore.NetworkError, httpcore.TimeoutException, OSError):
            while not _is_whole(self._heard):
                piece = await stream.read(_LIMIT, timeout=_REST if self._heard else None)
                if not piece:
                    break
                self._heard = _without_interim(self._heard + piece)
        if self._heard:
            # The store takes no more: a write that hangs in a full buffer must not hang any longer.
            await stream.aclose()


def _without_interim(answer: bytes) -> bytes:
    """Return the answer without the interim ones before it (1xx, RFC 9110, 15.2)."""
    head, end, rest = answer.partition(b"\r\n\r\n")
    while end and head.split(b" ", 2)[1:2] and head.split(b" ", 2)[1].startswith(b"1"):
        answer = rest
        head, end, rest = answer.partition(b"\r\n\r\n")
    return answer


def _is_whole(answer: bytes) -> bool:
    """Whether nothing more needs to be waited for."""
    head, end, rest = answer.partition(b"\r\n\r\n")
    length = _headers(head).get("Content-Length", "")
    enough = (
        int(length) if length.isascii() and length.isdigit() and len(length) < len(str(_LIMIT)) else _LIMIT
    )
    return len(answer) > 2 * _LIMIT or (bool(end) and len(rest) >= enough)


def _meaning(answer: bytes, host: str) -> UploaderError:
    """Return what an early answer says; one that is no refusal is not a store's."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    word = head.split(b" ", 2)[1:2]
    status = int(word[0][:3]) if word and word[0][:3].isdigit() else 0
    if status < HTTPStatus.BAD_REQUEST:
        return foreign_answer(host, status)
    return storage_error(status, _headers(head), rest)


def _headers(head: bytes) -> httpx.Headers:
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return httpx.Headers([(name.strip(), value.strip()) for name, _, value in pairs])
