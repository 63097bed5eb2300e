import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

CONTENT = bytes(4_000_000)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.text.partition("<Code>")[2].partition("</Code>")[0]


def raw_put(presigned: httpx.Response, content: bytes) -> bytes:
    """What comes over a plain socket, so that a reset is told from an orderly end."""
    address = urlsplit(presigned.json()["url"])
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        head = (
            f"PUT {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Content-Type: image/png\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        connection.sendall(head.encode() + content)
        return connection.recv(10_000)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"fault": "expired"}, (403, "AccessDenied")),
        ({"fault": "expired", "dialect": "r2"}, (400, "ExpiredRequest")),
        ({"fault": "signature_mismatch"}, (403, "SignatureDoesNotMatch")),
        ({"fault": "slow_down"}, (503, "SlowDown")),
        ({"fault": "too_many_requests"}, (429, "TooManyRequests")),
        ({"fault": "error"}, (500, "InternalError")),
        ({"fault": "error", "status": 400, "code": "BadDigest"}, (400, "BadDigest")),
        ({"fault": "stored_then_error"}, (500, "InternalError")),
    ],
)
def test_a_refusal_is_read_by_a_client_that_sends_all_of_its_body(
    caller: Any, details: dict[str, Any], expected: tuple[int, str]
) -> None:
    caller.control.fault("put", **details)
    presigned = caller.presign(CONTENT)
    assert code(caller.put(presigned, CONTENT)) == expected
    assert caller.put(presigned, CONTENT).status_code == 200


def test_a_captive_portal_stands_before_the_storage_too(caller: Any) -> None:
    caller.control.fault("put", "captive_html")
    caller.control.fault("put", "captive_redirect")
    presigned = caller.presign(CONTENT)
    assert [caller.put(presigned, CONTENT).status_code for _ in range(2)] == [200, 302]
    assert caller.finalize(presigned).status_code == 404


def test_a_reset_in_the_middle_is_a_real_reset_and_leaves_nothing(caller: Any) -> None:
    caller.control.fault("put", "reset")
    presigned = caller.presign(CONTENT)
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        raw_put(presigned, CONTENT)
    (call,) = [
        call for call in caller.control.calls("put") if call["upload_id"] == presigned.json()["uploadId"]
    ]
    assert (call["status"], call["fault"], call["bytes_received"]) == (None, "reset", len(CONTENT) // 2)
    assert caller.finalize(presigned).status_code == 404
    assert caller.put(presigned, CONTENT).status_code == 200


def test_a_close_at_the_last_byte_is_an_orderly_end(caller: Any) -> None:
    caller.control.fault("put", "close", after_bytes=len(CONTENT))
    assert raw_put(caller.presign(CONTENT), CONTENT) == b""


def test_a_url_that_expires_in_mid_body_stays_expired(caller: Any) -> None:
    caller.control.fault("put", "expired_mid_body", after_bytes=1000)
    presigned = caller.presign(CONTENT)
    with pytest.raises(httpx.TransportError):
        caller.put(presigned, CONTENT)
    assert code(caller.put(presigned, CONTENT)) == (403, "AccessDenied")
    assert caller.put(caller.presign(CONTENT), CONTENT).status_code == 200


def test_a_storage_that_stops_reading_stalls_the_writer(caller: Any) -> None:
    caller.control.fault("put", "stop_reading", after_bytes=1000)
    content = bytes(40_000_000)
    presigned = caller.presign(content)
    caller.storage.timeout = httpx.Timeout(1)
    with pytest.raises(httpx.WriteTimeout):
        caller.put(presigned, content)
    assert caller.put(presigned, content).status_code == 200


def test_a_storage_that_pauses_goes_on_to_the_end(caller: Any) -> None:
    caller.control.fault("put", "stop_reading", seconds=0.2)
    assert caller.put(caller.presign(CONTENT), CONTENT).status_code == 200


def test_a_slow_storage_takes_everything_in_the_end(caller: Any) -> None:
    caller.control.fault("put", "slow", bytes_per_second=10_000_000, fraction=0)
    presigned = caller.presign(CONTENT)
    assert caller.put(presigned, CONTENT).status_code == 200
    assert caller.finalize(presigned).status_code == 200


def test_a_slow_storage_goes_on_at_full_speed_once_it_is_told_to(caller: Any) -> None:
    caller.control.fault("put", "slow", bytes_per_second=20_000, fraction=0)
    presigned = caller.presign(CONTENT)
    with ThreadPoolExecutor() as pool:
        put = pool.submit(caller.put, presigned, CONTENT)
        while not caller.control.faults()[0]["strikes"]:
            time.sleep(0.01)
        caller.control.clear_faults()
        assert put.result(timeout=60).status_code == 200


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"fault": "refuse_early"}, (400, "EntityTooLarge")),
        ({"fault": "refuse_early", "status": 413}, (413, "EntityTooLarge")),
        ({"fault": "expired_early"}, (403, "AccessDenied")),
        ({"fault": "expired_early", "dialect": "r2"}, (400, "ExpiredRequest")),
    ],
)
def test_an_early_refusal_comes_while_the_body_is_still_to_be_sent(
    caller: Any, details: dict[str, Any], expected: tuple[int, str]
) -> None:
    caller.control.fault("put", after_bytes=10, **details)
    address = urlsplit((presigned := caller.presign(CONTENT)).json()["url"])
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        head = (
            f"PUT {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Content-Type: image/png\r\nContent-Length: {len(CONTENT)}\r\n\r\n"
        )
        connection.sendall(head.encode() + bytes(10))
        answer = connection.recv(10_000).decode()
        assert answer.startswith(f"HTTP/1.1 {expected[0]} ")
        assert f"<Code>{expected[1]}</Code>" in answer
    assert caller.finalize(presigned).status_code == 404


@pytest.mark.parametrize("ending", ["silence", "close", "reset"])
@pytest.mark.parametrize(("prefix", "there"), [("stored_then_", 200), ("discarded_then_", 404)])
def test_a_whole_body_may_stay_unanswered_whether_it_was_kept_or_not(
    caller: Any, prefix: str, there: int, ending: str
) -> None:
    caller.control.fault("put", prefix + ending)
    presigned = caller.presign(CONTENT)
    caller.storage.timeout = httpx.Timeout(1)
    with pytest.raises(httpx.TransportError):
        caller.put(presigned, CONTENT)
    assert caller.finalize(presigned).status_code == there


@pytest.mark.parametrize("fault", ["silence", "close", "reset"])
def test_the_connection_may_be_dead_from_the_start(caller: Any, fault: str) -> None:
    caller.control.fault("put", fault, after_bytes=0)
    caller.storage.timeout = httpx.Timeout(0.5)
    presigned = caller.presign(CONTENT)
    with pytest.raises(httpx.TransportError):
        caller.put(presigned, CONTENT)
    assert caller.finalize(presigned).status_code == 404


@pytest.mark.parametrize("fault", ["latency", "late_answer"])
def test_an_answer_may_be_late(caller: Any, fault: str) -> None:
    caller.control.fault("put", fault, seconds=0.5, times=2)
    presigned = caller.presign()
    caller.storage.timeout = httpx.Timeout(0.2)
    with pytest.raises(httpx.ReadTimeout):
        caller.put(presigned)
    caller.storage.timeout = httpx.Timeout(10)
    assert caller.put(presigned).status_code == 200


def test_one_poisoned_file_spares_the_others(caller: Any) -> None:
    caller.control.fault("put", "error", times=None, filename="poison.png")
    statuses = [
        caller.put(caller.presign(filename=name)).status_code for name in ("a.png", "poison.png", "b.png")
    ]
    assert statuses == [200, 500, 200]


def test_the_storage_cut_off_as_a_whole_takes_the_next_put(start: Callable[..., Any]) -> None:
    caller = start()
    caller.put(caller.presign())
    assert caller.control.reset_storage() == 1
    presigned = caller.presign()
    assert raw_put(presigned, b"pixels").startswith(b"HTTP/1.1 200 ")


def test_bytes_that_are_sent_again_for_a_finished_upload_are_counted(start: Callable[..., Any]) -> None:
    caller = start()
    presigned = caller.presign()
    caller.put(presigned)
    caller.finalize(presigned)
    caller.put(presigned)
    counters = caller.control.counters()
    assert (counters["puts"], counters["putsOfFinalizedUploads"]) == (2, 1)
    assert counters["storageBytesReceived"] == 2 * len(b"pixels")
    assert counters["putsAtOnceMax"] == 1
