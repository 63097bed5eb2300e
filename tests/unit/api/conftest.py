import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from layers_desktop.api.client import LayersClient
from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.api.rate_limit_headers import RateLimitHeaders
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.sandbox.process import SandboxProcess
from tests.support.sandbox_control import SandboxControl

KEY = "lp_canary_d41d8cd98f00"

Answering = Callable[["Visit"], Awaitable[None]]


@dataclass
class Visit:
    """One connection to a raw server, as the server sees it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self) -> bytes:
        """The next request's head; empty when the client has gone."""
        try:
            return await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""

    async def request(self) -> tuple[bytes, bytes]:
        """The next request with a body of the stated length."""
        head = await self.head()
        return head, await self.reader.readexactly(length_in(head))

    async def answer(self, status: str, *lines: str, body: bytes = b"") -> None:
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""])
        self.writer.write(head.encode("latin-1") + body)
        await self.writer.drain()


def length_in(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name == b"content-length"), 0)


@asynccontextmanager
async def raw_server(answering: Answering, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback that does what the test says with each connection; gives its port."""
    loop, visits = asyncio.get_running_loop(), set()

    async def visited(visit: Visit) -> None:
        try:
            await answering(visit)
        except ConnectionError:
            return
        finally:
            visit.writer.close()

    def arrived(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.add(loop.create_task(visited(Visit(reader, writer))))

    server = await asyncio.start_server(arrived, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for visit in visits:
            visit.cancel()
        outcomes = await asyncio.gather(*visits, return_exceptions=True)
        assert not [each for each in outcomes if isinstance(each, Exception)]


@dataclass
class Authority:
    """A certificate for 127.0.0.1 that only those trust who are told to."""

    certificate: Path
    server: ssl.SSLContext


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Self-signed store")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("authority")
    shown, whole = folder / "ca.pem", folder / "server.pem"
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    shown.write_bytes(pem)
    whole.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(whole)
    return Authority(shown, server)


@pytest.fixture(scope="session")
def route() -> Route:
    """What the system trusts; read once, because that takes longer than most tests."""
    return Route(create_ssl_context())


@pytest.fixture
async def new_client(route: Route) -> AsyncIterator[Callable[..., LayersClient]]:
    """Makes clients of an address, with the canary as key, and closes them."""
    made: list[LayersClient] = []

    def make(
        url: str,
        key: str = KEY,
        trusted: Route = route,
        on_rate_limit: Callable[[RateLimitHeaders], None] | None = None,
        on_connected: Callable[[str], None] = lambda _: None,
    ) -> LayersClient:
        made.append(LayersClient(url, key, trusted, on_rate_limit, on_connected))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
async def storage(route: Route) -> AsyncIterator[StorageClient]:
    client = StorageClient(route, SsrfGuard("http://127.0.0.1"))
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    folder = tmp_path_factory.mktemp("sandbox")
    with SandboxProcess.start(folder, "--projects", "450", "--archived", "3", "--no-budget") as process:
        yield process


@pytest.fixture
def control(sandbox_process: SandboxProcess) -> Iterator[SandboxControl]:
    control = SandboxControl(sandbox_process.url)
    control.start_anew()
    yield control
    control.clear_faults()
