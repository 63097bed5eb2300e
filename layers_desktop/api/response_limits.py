"""How much of an answer is taken in, compressed or not: whoever answers may not be who was asked."""

import zlib
from http import HTTPStatus

import httpcore
import httpx

# The head with all interim answers before it; h11 itself takes at most 100 KiB for one of them.
MAX_HEAD = 128 * 1024
_MAX_RESULT = 1024 * 1024
_MAX_ERROR = 64 * 1024
_ENCODING = b"content-encoding"
# zlib's window, with which it finds out by itself whether the stream is gzip or deflate.
_GZIP_OR_DEFLATE = zlib.MAX_WBITS | 32
ACCEPTED_ENCODINGS = "gzip, deflate"


class ResponseTooLargeError(httpx.DecodingError):
    """More was answered than any documented answer holds, or in an encoding that nobody asked for."""


class ReceiveLimit:
    """How many bytes one connection may still receive.

    Attributes:
        left: None for any number.
    """

    def __init__(self) -> None:
        self.left: int | None = None

    def use(self, count: int) -> None:
        """Count received bytes.

        Raises:
            ResponseTooLargeError: There are more than are left.
        """
        if self.left is None:
            return
        self.left -= count
        if self.left < 0:
            raise ResponseTooLargeError("too many bytes before the answer")


async def read_response(response: httpcore.Response) -> tuple[httpx.Response, bool]:
    """Return the answer in clear, and whether it was read to its end; of an error the beginning is enough.

    Raises:
        ResponseTooLargeError: It is larger than 1 MiB, sent or unpacked.
    """
    is_error = response.status >= HTTPStatus.BAD_REQUEST
    most = _MAX_ERROR if is_error else _MAX_RESULT
    sent = bytearray()
    async for piece in response.aiter_stream():
        sent += piece
        if len(sent) > most:
            break
    is_whole = len(sent) <= most
    encoding = b",".join(value for name, value in response.headers if name.lower() == _ENCODING)
    content = _decompressed(bytes(sent[: most + 1]), encoding.strip().lower(), most)
    if len(content) > most and not is_error:
        raise ResponseTooLargeError("a result of more than 1 MiB")
    headers = [(name, value) for name, value in response.headers if name.lower() != _ENCODING]
    answer = httpx.Response(
        response.status, headers=headers, content=content[:most], extensions=response.extensions
    )
    return answer, is_whole


def _decompressed(sent: bytes, encoding: bytes, most: int) -> bytes:
    """Return at most one byte more than `most` of what was sent."""
    if encoding in {b"", b"identity"}:
        return sent
    if encoding not in {b"gzip", b"x-gzip", b"deflate"}:
        raise ResponseTooLargeError("an encoding that nobody asked for")
    try:
        return zlib.decompressobj(_GZIP_OR_DEFLATE).decompress(sent, most + 1)
    except zlib.error as error:
        raise ResponseTooLargeError("no gzip") from error
