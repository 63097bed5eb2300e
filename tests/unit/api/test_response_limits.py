import gzip
import zlib

import httpcore
import pytest

from layers_desktop.api.response_limits import ReceiveLimit, ResponseTooLargeError, read_response

MIB = 1024 * 1024


def answer(status: int, content: bytes, encoding: str = "") -> httpcore.Response:
    headers = [(b"Content-Encoding", encoding.encode())] if encoding else []
    return httpcore.Response(status, headers=headers, content=content)


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(b"{}", ""), (b"{}", "Identity"), (gzip.compress(b"{}"), "gzip"), (zlib.compress(b"{}"), "deflate")],
    ids=["plain", "identity", "gzip", "deflate"],
)
async def test_an_answer_is_unpacked(packed: bytes, encoding: str) -> None:
    response, is_whole = await read_response(answer(200, packed, encoding))
    assert (response.content, is_whole) == (b"{}", True)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (bytes(MIB + 1), ""),
        (gzip.compress(bytes(MIB + 1)), "gzip"),
        (b"no gzip", "gzip"),
        (b"{}", "br"),
        (gzip.compress(b"{}"), "gzip, gzip"),
    ],
    ids=["large", "large when unpacked", "no gzip", "br", "twice"],
)
async def test_a_result_that_is_too_large_or_packed_unasked_is_refused(content: bytes, encoding: str) -> None:
    with pytest.raises(ResponseTooLargeError):
        await read_response(answer(200, content, encoding))


async def test_a_result_of_exactly_the_limit_is_whole() -> None:
    response, is_whole = await read_response(answer(200, bytes(MIB)))
    assert (len(response.content), is_whole) == (MIB, True)


@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_of_an_error_the_beginning_is_read(encoding: str) -> None:
    content = gzip.compress(bytes(MIB)) if encoding else bytes(MIB)
    response, _ = await read_response(answer(503, content, encoding))
    assert (response.status_code, len(response.content)) == (503, 64 * 1024)


def test_an_allowance_ends_and_may_be_lifted() -> None:
    receive_limit = ReceiveLimit()
    receive_limit.left = 10
    receive_limit.use(10)
    with pytest.raises(ResponseTooLargeError):
        receive_limit.use(1)
    receive_limit.left = None
    receive_limit.use(MIB)
