import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.api.responses import (
    DEFAULT_URL_LIFETIME,
    api_error,
    json_object,
    not_layers_error,
    parse_account,
    parse_asset,
    parse_projects,
    parse_signed_put,
    storage_error,
)
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.network_errors import ConnectionBrokenError, NotLayersError, ProxyError
from layers_desktop.domain.project import Account, Asset, Project
from layers_desktop.domain.server_errors import ApiError, UnusableAnswerError

URL = "https://api.example/v1/whoami?secret=canary"
PRESIGNED = {
    "uploadId": "upl_1",
    "url": "https://store.example/k?X-Amz-Signature=canary",
    "method": "PUT",
    "headers": {"Content-Type": "image/png", "Content-Length": "7"},
    "expiresAt": "2026-01-01T00:15:00Z",
}
MIDNIGHT = "Thu, 01 Jan 2026 00:00:00 GMT"


def reply(status: int, content: bytes | str = b"", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=content, headers=named, request=httpx.Request("GET", URL))


def json_reply(status: int, value: Any, **headers: str) -> httpx.Response:
    return reply(status, json.dumps(value), **headers)


def presigned(date: str | None = MIDNIGHT, **changes: Any) -> Any:
    fields = {name: value for name, value in (PRESIGNED | changes).items() if value is not None}
    return parse_signed_put(fields, json_reply(200, fields, **({"Date": date} if date else {})))


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give this computer a time zone that shows where local time is taken for the server's."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


@given(
    st.sampled_from([200, 201, 204, 302, 400, 401, 404, 429, 500, 503]),
    st.one_of(
        st.binary(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "code", "a"]), inner),
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_any_answer_is_an_object_or_one_of_map_errors(status: int, content: bytes) -> None:
    found: dict[str, Any] | UploaderError
    try:
        found = json_object(reply(status, content))
    except UploaderError as error:
        found = error
    assert isinstance(found, UploaderError) or status < 300
    assert "canary" not in (f"{found!r} {found.problem}" if isinstance(found, UploaderError) else "")


@pytest.mark.parametrize("content", ["", "[]", "null", "1", '"text"', "<html>Log in</html>", "[" * 200_000])
def test_a_success_that_is_no_object_is_a_lie_of_the_network(content: str) -> None:
    with pytest.raises(NotLayersError):
        json_object(reply(200, content))


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 413])
def test_a_page_in_place_of_an_answer_is_a_lie_of_the_network(status: int) -> None:
    assert isinstance(api_error(reply(status, "<html>Log in</html>")), NotLayersError)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateways_page_is_a_broken_connection(status: int) -> None:
    error = api_error(reply(status, "<html>Bad gateway</html>"))
    assert isinstance(error, ConnectionBrokenError)
    assert str(status) in error.title


def test_a_gateways_429_is_a_limit_with_its_own_words_or_none() -> None:
    error = api_error(reply(429, "<html>Slow down</html>", Retry_After="9"))
    assert isinstance(error, ApiError)
    assert (error.code, error.retry_after) == ("RATE_LIMITED", 9.0)


def test_a_proxy_that_wants_a_password_is_told_as_that() -> None:
    assert isinstance(not_layers_error(reply(407, "<html>")), ProxyError)


def test_a_documented_error_is_kept_whole() -> None:
    body = {"code": "NOT_FOUND", "message": "No such project.", "requestId": "req_1", "details": {}}
    error = api_error(json_reply(404, {"error": body}, Retry_After="3"))
    assert isinstance(error, ApiError)
    expected = (404, "NOT_FOUND", "No such project.", "req_1", 3.0)
    assert (error.status, error.code, error.message, error.request_id, error.retry_after) == expected


@pytest.mark.parametrize("body", [{}, {"code": None, "message": None, "requestId": None}, {"code": ""}])
def test_an_error_with_gaps_says_what_is_known(body: dict[str, Any]) -> None:
    error = api_error(json_reply(418, {"error": body}, X_Request_Id="req_header"))
    assert isinstance(error, ApiError)
    assert (error.code, error.request_id) == ("HTTP_418", "req_header")
    assert "None" not in error.problem.text


def test_whoami_in_full_and_of_an_old_key() -> None:
    full = {
        "organizationId": "org_1",
        "organizationName": "Acme",
        "scopes": ["projects:read"],
        "rateLimitTier": "pilot",
        "apiKeyId": "key_1",
    }
    assert parse_account(full) == Account("org_1", "Acme", frozenset({"projects:read"}), "pilot", "key_1")
    old = parse_account({"organizationId": "org_1", "scopes": None})
    assert old == Account("org_1", "org_1", frozenset(), None, None)
    assert old.can_upload
    assert not parse_account(full).can_upload
    assert parse_account({"organizationId": "o", "scopes": ["*"]}).can_list_projects


@pytest.mark.parametrize(
    "wrong", [{}, {"organizationId": None}, {"organizationId": ""}, {"organizationId": "o", "scopes": "x"}]
)
def test_an_account_of_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, UnusableAnswerError)):
        parse_account(wrong)


def test_projects_of_a_page() -> None:
    items = [
        {"id": "prj_1", "name": "Acme", "status": "active", "customerExternalId": "acme"},
        {"id": "prj_2", "name": None, "customerExternalId": ""},
    ]
    assert parse_projects({"items": items}) == [
        Project("prj_1", "Acme", "acme"),
        Project("prj_2", "prj_2", None),
    ]


@pytest.mark.parametrize("wrong", [{}, {"items": None}, {"items": [1]}, {"items": [{}]}])
def test_a_page_of_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError, UnusableAnswerError)):
        parse_projects(wrong)


def test_a_presigned_url_is_read_and_never_shown() -> None:
    signed = presigned()
    assert (signed.upload_id, signed.url) == ("upl_1", PRESIGNED["url"])
    assert signed.headers == PRESIGNED["headers"]
    assert signed.lifetime == 900
    assert "canary" not in f"{signed!r} {signed}"


def test_the_old_alias_of_the_url_is_read_and_the_new_name_wins() -> None:
    assert presigned(url=None, signedUrl="https://old.example/").url == "https://old.example/"
    assert presigned(signedUrl="https://old.example/").url == PRESIGNED["url"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"uploadId": None},
        {"uploadId": ""},
        {"uploadId": 7},
        {"url": None},
        {"url": None, "signedUrl": ""},
        {"headers": ["Content-Type"]},
        {"headers": {"Content-Type": "image/png\r\nX-Api-Key: x"}},
        {"headers": {"Content Type": "image/png"}},
        {"headers": {"Content-Type": "ïmage/png"}},
    ],
)
def test_a_presigned_url_of_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError, UnusableAnswerError)):
        presigned(**wrong)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (PRESIGNED["url"], "store.example"),
        ("https://Store.example:443/k", "STORE.example"),
        ("https://store.example:8443/k", "store.example:8443"),
    ],
)
def test_a_signer_may_list_the_host_that_the_url_names_and_no_other(url: str, host: str) -> None:
    assert presigned(url=url, headers={"host": host, "Content-Type": "image/png"}).headers == {
        "Content-Type": "image/png"
    }
    for other in ("another.example", f"{host}.another.example", f"{host}:1", ""):
        with pytest.raises(UnusableAnswerError):
            presigned(url=url, headers={"Host": other})


@pytest.mark.unix("tzset")
@pytest.mark.parametrize(
    ("expires_at", "date", "life"),
    [
        ("2026-01-01T00:10:00Z", MIDNIGHT, 600),
        ("2026-01-01T01:10:00+01:00", MIDNIGHT, 600),
        ("2026-01-01T00:10:00", MIDNIGHT, 600),
        ("2026-01-01T00:10:00.500Z", MIDNIGHT, 600.5),
        ("2025-12-31T00:00:00Z", MIDNIGHT, 0),
        ("2026-01-01T00:10:00Z", None, DEFAULT_URL_LIFETIME),
        ("2026-01-01T00:10:00Z", "never", DEFAULT_URL_LIFETIME),
        ("9999-01-01T00:00:00Z", MIDNIGHT, 7 * 86_400),
        ("soon", MIDNIGHT, DEFAULT_URL_LIFETIME),
        (None, MIDNIGHT, DEFAULT_URL_LIFETIME),
    ],
)
def test_a_url_lives_by_the_servers_own_clock(
    expires_at: str | None, date: str | None, life: float, far_from_greenwich: None
) -> None:
    assert presigned(date, expiresAt=expires_at).lifetime == life


@given(st.text(max_size=40), st.text(max_size=40).filter(str.isascii))
def test_no_date_can_do_harm(expires_at: str, date: str) -> None:
    assert presigned(date.replace("\n", " ").replace("\r", " "), expiresAt=expires_at).lifetime >= 0


def test_an_asset_has_its_id_under_either_name() -> None:
    assert parse_asset({"assetId": "med_1", "mediaId": "med_1", "kind": "image"}) == Asset(
        "med_1", "image", ""
    )
    assert parse_asset({"assetId": None, "mediaId": "med_2"}).id == "med_2"


@pytest.mark.parametrize("wrong", [{}, {"assetId": None, "mediaId": None}, {"mediaId": ""}, {"assetId": {}}])
def test_no_asset_comes_of_an_answer_without_its_id(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, UnusableAnswerError)):
        parse_asset(wrong)


def test_a_stores_xml_is_read_by_search_within_bounds() -> None:
    xml = (
        b"<?xml version='1.0'?><Error><Code>AccessDenied</Code>"
        b"<Message>Request has expired</Message><RequestId>4442</RequestId></Error>"
    )
    error = storage_error(403, {"Retry-After": formatdate(0, usegmt=True)}, xml)
    assert error.is_expired
    assert (error.request_id, error.retry_after) == ("4442", 0)
    assert storage_error(403, {}, b" " * 65_536 + xml).store_code is None
    assert storage_error(500, {}, b"<html>\xff</html>").code == "HTTP_500"
    assert storage_error(400, {}, b"<Error><Code>ExpiredRequest</Code></Error>").is_expired
