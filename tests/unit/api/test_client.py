import contextlib
import hashlib
import logging
import socket
import ssl
import threading
import uuid
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from layers_desktop.api.client import LayersClient
from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.api.rate_limit_headers import RateLimitHeaders
from layers_desktop.api.requests import MediaDescription
from layers_desktop.api.storage import StorageClient
from layers_desktop.domain.errors import ConfigurationError, UploaderError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NotLayersError,
    OutdatedTlsError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_control import SandboxControl
from tests.unit.api.conftest import KEY, Authority, Visit, raw_server

DATA = b"\x89PNG\r\n\x1a\n" + bytes(1000)
SHA256 = hashlib.sha256(DATA).hexdigest()
MEDIA = MediaDescription(MediaKind.IMAGE, "image/png", "a ü.png", len(DATA), SHA256)
ACCOUNT = b'{"organizationId": "org_1"}'


NewClient = Callable[..., LayersClient]


@pytest.fixture
def client(sandbox_process: SandboxProcess, new_client: NewClient) -> LayersClient:
    return new_client(sandbox_process.url, sandbox_process.api_key)


@pytest.fixture
def token() -> str:
    return str(uuid.uuid4())


async def one_chunk() -> Any:
    yield DATA


async def test_whoami_tells_whose_key_it_is(client: LayersClient) -> None:
    account = await client.whoami()
    assert account.organization_name
    assert (account.rate_limit_tier, account.can_upload) == ("standard", True)


async def test_all_pages_of_projects_come_as_one_list_of_active_ones(client: LayersClient) -> None:
    projects = await client.projects()
    assert len({project.id for project in projects}) == 450
    assert not [project for project in projects if project.name.startswith("Archived")]
    assert projects[0].external_id == "customer-0001"


async def test_a_file_goes_by_presign_put_and_finalize(
    client: LayersClient, storage: StorageClient, control: SandboxControl
) -> None:
    project = (await client.projects())[0].id
    keys = [str(uuid.uuid4()) for _ in range(2)]
    signed = await client.presign(project, MEDIA, keys[0])
    # The Date of an answer is cut to the second: a life may be told a second too long.
    assert 890 < signed.lifetime <= 901
    await storage.put(signed, one_chunk(), len(DATA))
    asset = await client.finalize(project, signed.upload_id, SHA256, keys[1])
    again = await client.finalize(project, signed.upload_id, SHA256, str(uuid.uuid4()))
    assert again == asset
    (kept,) = [each for each in control.assets() if each["uploadId"] == signed.upload_id]
    assert (kept["id"], kept["filename"], kept["sha256"], kept["mimeType"]) == (
        asset.id,
        "a ü.png",
        SHA256,
        "image/png",
    )
    sent = {call["idempotency_key"] for call in control.calls() if call["method"] == "POST"}
    assert sent >= set(keys)
    assert control.counters()["missingIdempotencyKeys"] == 0
    assert control.counters()["leakedKeys"] == 0


async def test_the_same_key_replays_an_inline_upload_and_refuses_another_body(
    client: LayersClient, control: SandboxControl, token: str
) -> None:
    project = (await client.projects())[0].id
    asset = await client.upload_inline(project, MEDIA, DATA, token)
    assert await client.upload_inline(project, MEDIA, DATA, token) == asset
    with pytest.raises(ApiError) as conflict:
        await client.upload_inline(project, MEDIA, DATA + b"x", token)
    assert (conflict.value.status, conflict.value.code) == (409, "IDEMPOTENCY_CONFLICT")
    assert len([each for each in control.assets() if each["id"] == asset.id]) == 1


async def test_a_second_presign_with_the_same_key_gives_the_same_upload(
    client: LayersClient, token: str
) -> None:
    project = (await client.projects())[0].id
    first, second = [await client.presign(project, MEDIA, token) for _ in range(2)]
    assert first.upload_id == second.upload_id


async def test_refusals_come_with_their_request_id(client: LayersClient, token: str) -> None:
    with pytest.raises(ApiError) as gone:
        await client.presign("prj_none", MEDIA, token)
    assert gone.value.status == 404
    assert gone.value.request_id


async def test_a_wrong_key_is_refused(new_client: NewClient, sandbox_process: SandboxProcess) -> None:
    with pytest.raises(ApiError) as refused:
        await new_client(sandbox_process.url).whoami()
    assert refused.value.is_key_refused


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("captive_html", NotLayersError),
        ("captive_redirect", NotLayersError),
        ("wrong_shape", NotLayersError),
        ("empty", NotLayersError),
        ("bad_gateway", ConnectionBrokenError),
        ("close", ConnectionBrokenError),
        ("reset", ConnectionBrokenError),
        ("kill_switch", ApiError),
        ("rate_limit", ApiError),
    ],
)
async def test_what_goes_wrong_on_the_way_is_told_apart(
    client: LayersClient, control: SandboxControl, fault: str, expected: type[UploaderError]
) -> None:
    control.fault("whoami", fault)
    with pytest.raises(expected):
        await client.whoami()
    assert await client.whoami()


async def test_every_call_shows_the_key_in_both_headers_and_every_post_its_idempotency_key(
    new_client: NewClient,
) -> None:
    heads: list[bytes] = []

    async def answering(visit: Visit) -> None:
        while (request := await visit.request())[0]:
            heads.append(request[0])
            await visit.answer("500 Oops")

    calls: list[Callable[[LayersClient], Awaitable[Any]]] = [
        lambda client: client.whoami(),
        lambda client: client.projects(),
        lambda client: client.presign("prj/1", MEDIA, "key-1"),
        lambda client: client.finalize("prj/1", "u", None, "key-2"),
        lambda client: client.upload_inline("prj/1", MEDIA, DATA, "key-3"),
    ]
    async with raw_server(answering) as port:
        client = new_client(f"http://127.0.0.1:{port}")
        for call in calls:
            with pytest.raises(ConnectionBrokenError):
                await call(client)
    lowered = [head.lower() for head in heads]
    assert all(f"x-api-key: {KEY}".encode() in head for head in lowered)
    assert all(f"authorization: bearer {KEY}".encode() in head for head in lowered)
    assert [head.partition(b"idempotency-key: ")[2][:5] for head in lowered[2:]] == [
        b"key-1",
        b"key-2",
        b"key-3",
    ]
    assert all(head.startswith(b"POST /v1/projects/prj%2F1/media") for head in heads[2:])


async def test_no_redirect_is_followed(new_client: NewClient) -> None:
    elsewhere: list[bytes] = []

    async def other_host(visit: Visit) -> None:
        elsewhere.append(await visit.head())

    async with raw_server(other_host) as other_port:

        async def answering(visit: Visit) -> None:
            await visit.request()
            await visit.answer("307 Temporary Redirect", f"Location: http://127.0.0.1:{other_port}/")

        async with raw_server(answering) as port:
            with pytest.raises(NotLayersError):
                await new_client(f"http://127.0.0.1:{port}").whoami()
    assert elsewhere == []


async def test_a_proxy_of_the_environment_never_sees_a_key_that_goes_in_the_clear(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    async def proxy(visit: Visit) -> None:
        seen.append(await visit.head())

    async def answering(visit: Visit) -> None:
        await visit.request()
        await visit.answer("200 OK", body=ACCOUNT)

    async with raw_server(proxy) as proxy_port, raw_server(answering) as port:
        for name in ("http_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy_port}")
        assert (await new_client(f"http://127.0.0.1:{port}").whoami()).organization_id == "org_1"
    assert seen == []


async def test_the_key_is_in_no_text_and_in_no_log(
    sandbox_process: SandboxProcess,
    new_client: NewClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = new_client(sandbox_process.url)
    with pytest.raises(ApiError) as refused:
        await client.whoami()
    shown = f"{client!r} {client} {refused.value!r} {refused.value.problem} {refused.value.__cause__!r}"
    assert KEY not in shown
    assert KEY not in "".join(each for each in caplog.text.splitlines(True) if "layers_desktop" in each)


@pytest.mark.parametrize("key", ["lp_schlüssel", "lp_a\nX-Evil: 1", "lp_\x00"])
def test_a_key_that_no_header_can_carry_is_told_as_that(key: str, route: Route) -> None:
    with pytest.raises(ConfigurationError, match="This key contains characters"):
        LayersClient("https://api.example", key, route)


@pytest.mark.parametrize("proxy", ["socks4://127.0.0.1:1", "ftp://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_told_as_that(
    proxy: str, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ConfigurationError, match="proxy"):
        LayersClient("https://api.example", KEY, route)


async def test_limits_are_told_with_every_answer_to_a_write_even_a_refusal(
    new_client: NewClient, token: str
) -> None:
    told: list[RateLimitHeaders] = []

    async def answering(visit: Visit) -> None:
        while (await visit.request())[0]:
            await visit.answer(
                "429 Too Many Requests", "X-RateLimit-Limit: 60", "X-RateLimit-Endpoint-Class: write"
            )

    async with raw_server(answering) as port:
        client = new_client(f"http://127.0.0.1:{port}", on_rate_limit=told.append)
        for call in (client.whoami(), client.finalize("p", "u", None, token)):
            with pytest.raises(ApiError):
                await call
    assert told == [RateLimitHeaders(60, None, None, "write")]


async def test_nobody_at_home_is_unreachable(new_client: NewClient) -> None:
    async with raw_server(lambda visit: visit.answer("200 OK")) as port:
        pass
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
        await new_client(f"http://127.0.0.1:{port}").whoami()


async def test_a_self_signed_certificate_is_believed_only_where_it_was_named(
    authority: Authority, new_client: NewClient
) -> None:
    async def answering(visit: Visit) -> None:
        while (await visit.request())[0]:
            await visit.answer("200 OK", body=ACCOUNT)

    async with raw_server(answering, authority.server) as port:
        url = f"https://127.0.0.1:{port}"
        trusting = new_client(url, trusted=Route(create_ssl_context(str(authority.certificate))))
        assert (await trusting.whoami()).organization_id == "org_1"
        with pytest.raises(UntrustedCertificateError):
            await new_client(url).whoami()


@pytest.fixture
def old_server(authority: Authority) -> Iterator[int]:
    """A server that speaks nothing newer than TLS 1.1, and says so to whoever wants more."""
    old = lowered(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    old.load_cert_chain(authority.certificate.with_name("server.pem"))

    def serve() -> None:
        for _ in range(2):
            connection, _ = door.accept()
            with connection, contextlib.suppress(OSError):
                old.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


def lowered(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let it speak TLS 1.1, and nothing newer."""
    context.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL 3 speaks nothing that old at all
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


async def test_nothing_older_than_tls_1_2_is_spoken(
    old_server: int, authority: Authority, new_client: NewClient
) -> None:
    careless = lowered(ssl.create_default_context(cafile=str(authority.certificate)))
    with (
        socket.create_connection(("127.0.0.1", old_server)) as connection,
        careless.wrap_socket(connection, server_hostname="127.0.0.1") as secured,
    ):
        assert secured.version() == "TLSv1.1"
    trusted = Route(create_ssl_context(str(authority.certificate)))
    with pytest.raises(OutdatedTlsError):
        await new_client(f"https://127.0.0.1:{old_server}", trusted=trusted).whoami()


def test_a_certificate_file_that_is_none_is_told_as_that(authority: Authority) -> None:
    for path in ("/nowhere/ca.pem", __file__):
        with pytest.raises(ConfigurationError, match="certificate file"):
            create_ssl_context(path)
