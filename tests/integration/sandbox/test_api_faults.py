import socket
import struct
import uuid
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.sandbox_control import SandboxControlError


def raw_answer(caller: Any) -> bytes:
    """What comes over a plain socket, so that a reset is told from an orderly end."""
    address = urlsplit(caller.sandbox.url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(f"GET /v1/whoami HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        return connection.recv(1000)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("error", (500, "INTERNAL")),
        ("unavailable", (503, "UNAVAILABLE")),
        ("unauthorized", (401, "UNAUTHENTICATED")),
        ("forbidden_scope", (403, "FORBIDDEN_SCOPE")),
        ("kill_switch", (503, "KILL_SWITCH")),
        ("not_found", (404, "NOT_FOUND")),
        ("object_not_found", (404, "OBJECT_NOT_FOUND")),
        ("conflict", (409, "IDEMPOTENCY_CONFLICT")),
        ("payload_too_large", (413, "PAYLOAD_TOO_LARGE")),
        ("validation", (422, "VALIDATION_FAILED")),
    ],
)
@pytest.mark.parametrize("stage", ["presign", "finalize", "inline"])
def test_a_refusal_comes_once_in_the_documented_shape(
    caller: Any, stage: str, fault: str, expected: tuple[int, str]
) -> None:
    presigned = caller.presign()
    caller.put(presigned)
    call = {
        "presign": caller.presign,
        "finalize": lambda: caller.finalize(presigned),
        "inline": caller.inline,
    }[stage]
    caller.control.fault(stage, fault)
    answer = call()
    assert (answer.status_code, answer.json()["error"]["code"]) == expected
    assert call().status_code in {200, 201}


def test_a_refusal_may_be_given_a_status_a_code_and_a_message_of_its_own(caller: Any) -> None:
    caller.control.fault("whoami", "error", status=418, code="TEAPOT", message="Short and stout.")
    answer = caller.api.get("/v1/whoami")
    assert (answer.status_code, answer.json()["error"]["code"]) == (418, "TEAPOT")
    assert answer.json()["error"]["message"] == "Short and stout."


def test_a_fault_of_the_server_is_not_kept_under_the_idempotency_key(caller: Any) -> None:
    caller.control.fault("inline", "error", times=2)
    token = str(uuid.uuid4())
    assert [caller.inline(token=token).status_code for _ in range(3)] == [500, 500, 201]


@pytest.mark.parametrize("retry_after", ["7", "soon", None])
def test_429_has_the_retry_after_that_was_asked_for(caller: Any, retry_after: str | None) -> None:
    caller.control.fault("presign", "rate_limit", retry_after=retry_after)
    answer = caller.presign()
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, retry_after)


def test_retry_after_may_be_a_date(caller: Any) -> None:
    caller.control.fault("presign", "rate_limit", retry_after="date+5")
    answer = caller.presign()
    away = parsedate_to_datetime(answer.headers["retry-after"]) - parsedate_to_datetime(
        answer.headers["date"]
    )
    assert 3 <= away.total_seconds() <= 7


def test_another_client_may_use_up_half_of_the_budget(start: Any) -> None:
    caller = start("--writes", "4")
    project = caller.project
    caller.control.fault("presign", "other_client", times=None, share=0.5)
    answers = [caller.post("/presign", {}, project=project) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert [answer.headers["x-ratelimit-limit"] for answer in answers] == ["4"] * 3


def test_a_captive_portal_answers_html_or_sends_elsewhere(caller: Any) -> None:
    caller.control.fault("api", "captive_html")
    caller.control.fault("api", "captive_redirect")
    page, elsewhere = caller.api.get("/v1/whoami"), caller.api.get("/v1/projects")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (302, "http://captive.invalid/login")


def test_an_answer_may_have_another_shape(caller: Any) -> None:
    for fault in ("wrong_shape", "empty", "bad_gateway"):
        caller.control.fault("presign", fault)
    answers = [caller.presign() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 502]
    assert answers[0].json() == {"ok": True}
    assert answers[1].content == b""


def test_a_reset_is_a_real_reset_and_a_close_an_orderly_one(caller: Any) -> None:
    caller.control.fault("whoami", "reset")
    with pytest.raises(ConnectionResetError):
        raw_answer(caller)
    caller.control.fault("whoami", "close")
    assert raw_answer(caller) == b""
    assert raw_answer(caller).startswith(b"HTTP/1.1 401 ")
    assert [call["status"] for call in caller.control.calls("whoami")][-3:] == [None, None, 401]


def test_silence_lasts_until_the_client_gives_up(caller: Any) -> None:
    caller.control.fault("whoami", "silence")
    with pytest.raises(httpx.ReadTimeout):
        caller.api.get("/v1/whoami", timeout=0.3)
    assert caller.api.get("/v1/whoami").status_code == 200


def test_latency_only_delays(caller: Any) -> None:
    caller.control.fault("whoami", "latency", seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        caller.api.get("/v1/whoami", timeout=0.1)
    caller.control.fault("whoami", "latency", seconds=0.1)
    assert caller.api.get("/v1/whoami").status_code == 200


@pytest.mark.parametrize("fault", ["executed_then_close", "executed_then_reset", "executed_then_silence"])
@pytest.mark.parametrize("stage", ["inline", "finalize"])
def test_a_call_may_do_its_work_and_lose_its_answer(caller: Any, stage: str, fault: str) -> None:
    presigned = caller.presign()
    caller.put(presigned)
    token, project, before = str(uuid.uuid4()), caller.project, len(caller.control.assets())
    body = {"uploadId": presigned.json()["uploadId"]}
    if stage == "inline":
        body = {"kind": "image", "mimeType": "image/png", "dataBase64": "AAAA"}
    call = "/finalize" if stage == "finalize" else ""
    caller.api.timeout = httpx.Timeout(0.5)
    caller.control.fault(stage, fault)
    with pytest.raises(httpx.TransportError):
        caller.post(call, body, token=token, project=project)
    assert len(caller.control.assets()) == before + 1
    again = caller.post(call, body, token=token, project=project)
    assert again.json()["assetId"] == caller.control.assets()[-1]["id"]
    assert len(caller.control.assets()) == before + 1


def test_a_call_may_do_its_work_and_answer_500(caller: Any) -> None:
    caller.control.fault("inline", "executed_then_error")
    token, before = str(uuid.uuid4()), len(caller.control.assets())
    assert [caller.inline(token=token).status_code for _ in range(2)] == [500, 201]
    assert len(caller.control.assets()) == before + 1


def test_a_signature_that_presign_gave_may_be_wrong(caller: Any) -> None:
    caller.control.fault("presign", "bad_signature")
    assert "SignatureDoesNotMatch" in caller.put(caller.presign()).text


def test_a_client_that_goes_away_in_mid_body_is_no_error(caller: Any) -> None:
    address = urlsplit(caller.sandbox.url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(b"POST /v1/projects/x/media HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert caller.api.get("/v1/whoami").status_code == 200


def test_the_switchboard_refuses_what_it_does_not_know_and_tells_what_it_has(caller: Any) -> None:
    with pytest.raises(SandboxControlError):
        caller.control.fault("put", "earthquake")
    rule = caller.control.fault("put", "reset", times=3)
    assert [(known["id"], known["times"], known["strikes"]) for known in caller.control.faults()] == [
        (rule, 3, 0)
    ]
    known = caller.api.get("/_sandbox/faults").json()["known"]
    assert "captive_html" in known["api"]
    assert "stored_then_silence" in known["put"]


def test_an_answer_may_be_altered_after_the_call_was_executed(caller: Any) -> None:
    headers = {"X-RateLimit-Limit": "1000000000000"}
    caller.control.fault("whoami", "altered", fields={"organizationId": "\ud800"}, headers=headers)
    answer = caller.api.get("/v1/whoami")
    assert answer.json()["organizationId"] == "\ud800"
    assert answer.headers["X-RateLimit-Limit"] == headers["X-RateLimit-Limit"]
    assert answer.json()["organizationName"]
