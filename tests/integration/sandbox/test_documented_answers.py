import hashlib
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from layers_desktop.sandbox.settings import READ_ONLY_KEY, SUSPENDED_KEY


def error(response: httpx.Response) -> tuple[int, str]:
    body = response.json()["error"]
    assert set(body) == {"code", "message", "requestId", "details"}
    assert body["requestId"] == response.headers["x-request-id"]
    return response.status_code, body["code"]


def test_whoami_names_the_organisation(caller: Any) -> None:
    answer = caller.api.get("/v1/whoami")
    assert answer.status_code == 200
    assert answer.json()["organizationName"] == "Sandbox Agency"
    assert set(answer.json()) == {"organizationId", "organizationName", "scopes", "rateLimitTier", "apiKeyId"}
    assert caller.sandbox.api_key not in answer.text


@pytest.mark.parametrize(
    "headers", [{}, {"X-Api-Key": "lp_wrong"}, {"Authorization": "Basic lp_sandbox_full"}]
)
def test_no_key_or_a_wrong_one_is_401(caller: Any, headers: dict[str, str]) -> None:
    assert error(httpx.get(f"{caller.sandbox.url}/v1/whoami", headers=headers)) == (401, "UNAUTHENTICATED")


def test_the_key_is_taken_from_either_header_but_two_must_agree(caller: Any) -> None:
    url, key = f"{caller.sandbox.url}/v1/whoami", caller.sandbox.api_key
    bearer = {"Authorization": f"Bearer {key}"}
    assert httpx.get(url, headers=bearer).status_code == 200
    assert httpx.get(url, headers=bearer | {"X-Api-Key": key}).status_code == 200
    assert httpx.get(url, headers=bearer | {"X-Api-Key": "lp_other"}).status_code == 401


@pytest.mark.parametrize(("only", "statuses"), [("bearer", (200, 401)), ("x-api-key", (401, 200))])
def test_a_revision_of_the_api_may_look_at_one_header_only(
    start: Callable[..., Any], only: str, statuses: tuple[int, int]
) -> None:
    sandbox = start("--authentication", only).sandbox
    presented = [{"Authorization": f"Bearer {sandbox.api_key}"}, {"X-Api-Key": sandbox.api_key}]
    answers = [httpx.get(f"{sandbox.url}/v1/whoami", headers=headers) for headers in presented]
    assert tuple(answer.status_code for answer in answers) == statuses


def test_a_read_only_key_lists_but_does_not_upload(caller: Any) -> None:
    project = caller.project
    caller.api.headers["X-Api-Key"] = READ_ONLY_KEY
    assert caller.api.get("/v1/projects").status_code == 200
    assert error(caller.post("/presign", {}, project=project)) == (403, "FORBIDDEN_SCOPE")


def test_a_suspended_key_is_503(caller: Any) -> None:
    caller.api.headers["X-Api-Key"] = SUSPENDED_KEY
    assert error(caller.api.get("/v1/whoami")) == (503, "KILL_SWITCH")


def test_keys_are_revoked_and_accepted_while_it_runs(caller: Any) -> None:
    caller.api.headers["X-Api-Key"] = "lp_new"
    caller.control.change_key("lp_new", scopes=["*"])
    assert caller.api.get("/v1/whoami").json()["scopes"] == ["*"]
    caller.control.change_key("lp_new", accepted=False)
    assert error(caller.api.get("/v1/whoami")) == (401, "UNAUTHENTICATED")


def test_projects_come_in_pages(start: Callable[..., Any]) -> None:
    api = start("--projects", "450").api
    first = api.get("/v1/projects", params={"limit": 200, "status": "active"}).json()
    second = api.get("/v1/projects", params={"limit": 200, "cursor": first["nextCursor"]}).json()
    third = api.get("/v1/projects", params={"limit": 200, "cursor": second["nextCursor"]}).json()
    assert [len(page["items"]) for page in (first, second, third)] == [200, 200, 50]
    assert third["nextCursor"] is None


def test_there_may_be_no_projects_at_all(start: Callable[..., Any]) -> None:
    assert start("--projects", "0").api.get("/v1/projects").json() == {"items": [], "nextCursor": None}


def test_presign_put_and_finalize_make_one_asset(caller: Any) -> None:
    content = b"\x89PNG" * 1000
    presigned = caller.presign(content, "photo.PNG")
    assert presigned.json()["method"] == "PUT"
    assert presigned.json()["headers"] == {"Content-Type": "image/png", "Content-Length": "4000"}
    assert presigned.json()["url"] == presigned.json()["signedUrl"]
    assert caller.put(presigned, content).status_code == 200
    first, second = caller.finalize(presigned), caller.finalize(presigned)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.json()["assetId"] == first.json()["mediaId"]
    (asset,) = [asset for asset in caller.control.assets() if asset["id"] == first.json()["assetId"]]
    assert asset["sha256"] == hashlib.sha256(content).hexdigest()
    assert (asset["filename"], asset["size"]) == ("photo.PNG", 4000)
    assert caller.api.get(f"/_sandbox/media/{asset['id']}").content == content


def test_presign_can_give_the_url_under_its_old_name_alone(start: Callable[..., Any]) -> None:
    answer = start("--url-field", "signedUrl").presign().json()
    assert "url" not in answer
    assert answer["signedUrl"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "document"}, (422, "VALIDATION_FAILED")),
        ({"mimeType": None}, (422, "VALIDATION_FAILED")),
        ({"mimeType": "text/plain"}, (422, "VALIDATION_FAILED")),
        ({"mimeType": "video/mp4"}, (422, "VALIDATION_FAILED")),
        ({"sizeBytes": -1}, (422, "VALIDATION_FAILED")),
        ({"sizeBytes": 50_000_001}, (413, "PAYLOAD_TOO_LARGE")),
    ],
)
def test_presign_refuses_what_is_not_as_documented(
    caller: Any, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert error(caller.presign(**changes)) == expected


def test_the_caps_may_be_read_as_binary(start: Callable[..., Any]) -> None:
    caller = start("--unit", "binary")
    assert caller.presign(sizeBytes=50 << 20).status_code == 200
    assert caller.presign(sizeBytes=(50 << 20) + 1).status_code == 413


@pytest.mark.parametrize("call", ["/presign", "/finalize", ""])
def test_an_unknown_project_is_404(caller: Any, call: str) -> None:
    assert error(caller.post(call, {}, project="prj_nowhere")) == (404, "NOT_FOUND")


def test_an_address_that_the_api_does_not_have_is_404_in_the_same_shape(caller: Any) -> None:
    assert error(caller.api.get("/v2/whoami")) == (404, "NOT_FOUND")
    assert error(caller.api.delete("/v1/whoami")) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_json_object_is_422(caller: Any, body: bytes) -> None:
    answer = caller.api.post(f"/v1/projects/{caller.project}/media/presign", content=body)
    assert error(answer) == (422, "VALIDATION_FAILED")


def test_a_body_of_more_than_a_call_needs_is_413(caller: Any) -> None:
    answer = caller.api.post(f"/v1/projects/{caller.project}/media", content=bytes(2 << 20))
    assert error(answer) == (413, "PAYLOAD_TOO_LARGE")


def test_finalize_before_the_object_is_there_is_404(caller: Any) -> None:
    assert error(caller.finalize(caller.presign())) == (404, "OBJECT_NOT_FOUND")


def test_finalize_of_an_unknown_upload_is_404(caller: Any) -> None:
    assert error(caller.post("/finalize", {"uploadId": "upl_nowhere"})) == (404, "NOT_FOUND")


def test_finalize_in_another_project_is_404(caller: Any) -> None:
    presigned = caller.presign()
    caller.put(presigned)
    other = caller.api.get("/v1/projects").json()["items"][1]["id"]
    answer = caller.post("/finalize", {"uploadId": presigned.json()["uploadId"]}, project=other)
    assert error(answer) == (404, "NOT_FOUND")


def test_finalize_compares_checksums(caller: Any) -> None:
    presigned = caller.presign()
    caller.put(presigned)
    assert error(caller.finalize(presigned, checksumSha256="0" * 64)) == (422, "CHECKSUM_MISMATCH")
    assert caller.finalize(presigned, checksumSha256=hashlib.sha256(b"pixels").hexdigest()).status_code == 200


def test_finalize_compares_what_presign_was_told_of_the_checksum(caller: Any) -> None:
    presigned = caller.presign(checksumSha256="0" * 64)
    caller.put(presigned)
    assert error(caller.finalize(presigned)) == (422, "CHECKSUM_MISMATCH")


def test_an_upload_that_is_not_finalized_in_time_is_gone_and_a_finalized_one_stays(
    start: Callable[..., Any],
) -> None:
    caller = start("--upload-seconds", "1")
    done = caller.presign()
    caller.put(done)
    asset = caller.finalize(done).json()["assetId"]
    late = caller.presign()
    while (answer := caller.finalize(late)).json()["error"]["code"] == "OBJECT_NOT_FOUND":
        time.sleep(0.1)
    assert error(answer) == (410, "UPLOAD_EXPIRED")
    assert caller.finalize(done).json()["assetId"] == asset


def test_an_inline_upload_is_one_call(caller: Any) -> None:
    answer = caller.inline(b"small")
    assert answer.status_code == 201
    (asset,) = [asset for asset in caller.control.assets() if asset["id"] == answer.json()["assetId"]]
    assert asset["sha256"] == hashlib.sha256(b"small").hexdigest()


def test_an_inline_upload_of_256_kb_is_413(caller: Any) -> None:
    assert error(caller.inline(bytes(256_000))) == (413, "PAYLOAD_TOO_LARGE")


def test_the_same_idempotency_key_replays_the_first_answer(caller: Any) -> None:
    token, before = str(uuid.uuid4()), len(caller.control.assets())
    answers = [caller.inline(token=token) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    assert len(caller.control.assets()) == before + 1


def test_the_same_idempotency_key_with_another_body_is_409(caller: Any) -> None:
    token = str(uuid.uuid4())
    caller.inline(b"one", token=token)
    assert error(caller.inline(b"two", token=token)) == (409, "IDEMPOTENCY_CONFLICT")


def test_a_post_without_an_idempotency_key_is_answered_and_counted(caller: Any) -> None:
    before = caller.control.counters()["missingIdempotencyKeys"]
    caller.api.post(f"/v1/projects/{caller.project}/media/presign", json={})
    assert caller.control.counters()["missingIdempotencyKeys"] == before + 1


def test_over_budget_is_429_with_its_headers(start: Callable[..., Any]) -> None:
    caller = start("--writes", "2", "--window-seconds", "30")
    project = caller.project
    bodies = [caller.post("/presign", {}, project=project) for _ in range(3)]
    assert [answer.status_code for answer in bodies] == [422, 422, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in bodies] == ["1", "0", "0"]
    assert {answer.headers["x-ratelimit-limit"] for answer in bodies} == {"2"}
    assert bodies[2].headers["x-ratelimit-endpoint-class"] == "write"
    assert 1 <= int(bodies[2].headers["retry-after"]) <= 30
    assert error(bodies[2]) == (429, "RATE_LIMITED")
    assert caller.control.counters()["overBudgetCalls"] == 1
    assert caller.api.get("/v1/whoami").headers["x-ratelimit-endpoint-class"] == "read"


def test_a_refused_call_finds_room_after_the_window(start: Callable[..., Any]) -> None:
    caller = start("--writes", "1", "--window-seconds", "0.5")
    project = caller.project
    assert caller.post("/presign", {}, project=project).status_code == 422
    while (answer := caller.post("/presign", {}, project=project)).status_code == 429:
        time.sleep(0.1)
    assert error(answer) == (422, "VALIDATION_FAILED")


def test_the_rate_headers_may_be_missing_or_count_in_epochs(start: Callable[..., Any]) -> None:
    assert "x-ratelimit-limit" not in start("--rate-reset", "none").api.get("/v1/whoami").headers
    epoch = start("--rate-reset", "epoch").api.get("/v1/whoami").headers
    assert int(epoch["x-ratelimit-reset"]) > 1_700_000_000
    assert "x-ratelimit-limit" not in start("--no-budget").api.get("/v1/whoami").headers


def test_every_call_is_in_the_log(caller: Any) -> None:
    presigned = caller.presign(filename="logged.png")
    caller.put(presigned)
    caller.finalize(presigned)
    logged = [call for call in caller.control.calls() if call["filename"] == "logged.png"]
    assert [(call["stage"], call["status"]) for call in logged] == [
        ("presign", 200),
        ("put", 200),
        ("finalize", 200),
    ]
    assert {call["upload_id"] for call in logged} == {presigned.json()["uploadId"]}
    assert logged[1]["bytes_received"] == len(b"pixels")
    assert all(call["ended_at"] >= call["started_at"] for call in logged)
    assert [bool(call["idempotency_key"]) for call in logged] == [True, False, True]
