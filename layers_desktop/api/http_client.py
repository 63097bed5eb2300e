"""HTTP clients: certificates that they trust, proxies before them, and how connections are shared."""

import ipaddress
import os
import ssl
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import httpx
import truststore

from layers_desktop.api.connections import ConnectionTransport
from layers_desktop.api.response_limits import ACCEPTED_ENCODINGS
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import MAX_PORT, NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.domain.redaction import clear_tracebacks

CONNECT_TIMEOUT = 15.0  # seconds
CA_FILE_VARIABLE = "SSL_CERT_FILE"


def chosen_proxies(choice: ProxyChoice) -> dict[str, httpx.Proxy | None]:
    """Return the proxy for each pattern of addresses; None for those that need no proxy.

    Raises:
        ValueError: An address is not that of a proxy; httpx.InvalidURL: it is no address at all.
    """
    if choice.kind is ProxyKind.SYSTEM:
        return {pattern: _proxy(url) if url else None for pattern, url in _system_proxies().items()}
    if not choice.is_named:
        return {}
    url = httpx.URL(scheme=choice.kind.value, host=choice.host, port=choice.port or None)
    return {"all://": _proxy(url, (choice.user, str(choice.password)) if choice.user else None)}


def _proxy(url: httpx.URL | str, auth: tuple[str, str] | None = None) -> httpx.Proxy:
    """Return the proxy; ValueError where its host or its port cannot be, which httpx finds out too late."""
    proxy = httpx.Proxy(url, auth=auth)
    host = proxy.url.raw_host
    is_escaped = b"%" in host and b":" not in host  # in an IPv6 address it begins a zone
    if not host or is_escaped or (proxy.url.port or 0) > MAX_PORT:
        raise ValueError("no address of a proxy")
    return proxy


def _system_proxies() -> dict[str, str | None]:
    """Return what HTTPS_PROXY, ALL_PROXY and NO_PROXY say, or the settings of Windows and macOS.

    They are read as httpx does where it makes connections itself. HTTP_PROXY counts for nothing: plain http
    never goes through a proxy.
    """
    found = {scheme: value.strip() for scheme, value in urllib.request.getproxies().items()}
    exceptions = [name for name in map(str.strip, found.get("no", "").split(",")) if name]
    if "*" in exceptions:
        return {}
    proxies = {f"{scheme}://": found[scheme] for scheme in ("https", "all") if found.get(scheme)}
    with_scheme = {key: url if "://" in url else f"http://{url}" for key, url in proxies.items()}
    return {**with_scheme, **dict.fromkeys(filter(_is_pattern, map(_pattern, exceptions)))}


def _pattern(name: str) -> str:
    """Return the pattern of an entry in NO_PROXY: a name stands for every name that ends in it, too.

    One with letters beyond ASCII stands for itself alone: httpx has no pattern for more.
    """
    if "://" in name:
        return name
    try:
        address = ipaddress.ip_address(name.partition("/")[0])
    except ValueError:
        return f"all://{name}" if name.lower() == "localhost" or not name.isascii() else f"all://*{name}"
    return f"all://[{address}]" if isinstance(address, ipaddress.IPv6Address) else f"all://{address}"


def _is_pattern(pattern: str) -> bool:
    """Whether it can stand for any host; what cannot is no exception, as in other programs."""
    try:
        return bool(httpx.URL(pattern).host)
    except (httpx.InvalidURL, UnicodeError):
        return False


@dataclass(frozen=True, slots=True)
class Route:
    """How connections to Layers and to its store are made.

    Attributes:
        ssl_context: Says which certificates are trusted.
        proxy: Which proxy is used.
    """

    ssl_context: ssl.SSLContext
    proxy: ProxyChoice = field(default_factory=ProxyChoice)

    @classmethod
    def of(cls, choice: NetworkChoice) -> "Route":
        """Return the route of a choice; the variable `SSL_CERT_FILE` counts where it names no certificates.

        Raises:
            ConfigurationError: The certificates or the proxy cannot be used.
        """
        ca_file = choice.ca_file or os.environ.get(CA_FILE_VARIABLE) or None
        route = cls(create_ssl_context(ca_file, is_variable=not choice.ca_file), choice.proxy)
        route.check()
        return route

    def check(self) -> None:
        """Make sure that clients can be created for this route; nothing is sent.

        Raises:
            ConfigurationError: The proxy cannot be used.
        """
        new_http_client(self, httpx.Timeout(None))


def create_ssl_context(ca_file: str | None = None, *, is_variable: bool = False) -> ssl.SSLContext:
    """Return a client's TLS context that trusts the system's certificates.

    Args:
        ca_file: A file of certificates to trust as well, in PEM form.
        is_variable: Whether it is `SSL_CERT_FILE` that names the file, so that the error can say so.

    Raises:
        ConfigurationError: The file is missing or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (
            OSError,
            ValueError,
        ) as error:  # ssl.SSLError is an OSError; a NUL in the name is a ValueError
            raise ConfigurationError(
                tr("The certificate file {path} cannot be used.", path=ca_file),
                _where_to_name_another(is_variable=is_variable),
                detail=str(error),
            ) from error
    return context


def _where_to_name_another(*, is_variable: bool) -> str:
    if is_variable:
        return tr(
            "SSL_CERT_FILE points to it: unset it, or point it to a file with certificates in PEM format."
        )
    return tr("Name a file with certificates in PEM format.")


def new_http_client(
    route: Route, timeout: httpx.Timeout, headers: dict[str, str] | None = None
) -> httpx.AsyncClient:
    """Return a client for one request at a time; it follows no redirects and keeps no cookies.

    Args:
        route: How it connects.
        timeout: For requests that bring none of their own.
        headers: Sent with every request.

    Raises:
        ConfigurationError: The proxy cannot be used, whether a person or the environment named it.
    """
    try:
        mounts = {
            pattern: ConnectionTransport(route.ssl_context, proxy) if proxy else None
            for pattern, proxy in chosen_proxies(route.proxy).items()
        }
        return httpx.AsyncClient(
            transport=ConnectionTransport(route.ssl_context),
            # Plain http is for this computer only: a proxy would see the key, and cannot connect back here.
            mounts={**mounts, "http://": None},
            trust_env=False,
            timeout=timeout,
            follow_redirects=False,
            headers={**(headers or {}), "Accept-Encoding": ACCEPTED_ENCODINGS},
            # No request depends on an earlier one, and the store is sent what was signed and nothing else.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
    except (ValueError, httpx.InvalidURL) as error:
        # Its text and its frames quote the proxy's address, which may hold a password.
        clear_tracebacks(error)
        raise ConfigurationError(
            tr("The proxy cannot be used."),
            tr(
                "Enter one in Settings → Network or in HTTPS_PROXY, such as http://proxy:3128 or socks5://proxy:1080."
            ),
            detail=type(error).__name__,
        ) from None


class Closable(Protocol):
    """Anything that can be closed."""

    async def aclose(self) -> None:
        """Close it."""


Client = TypeVar("Client", bound=Closable)


class ClientPool(Generic[Client]):
    """Gives each concurrent request a client of its own, with one connection, and reuses idle ones.

    In one pool for all requests, httpcore would ask the system about every idle connection twice for each
    request, which is a sixth of the processor time that a small file takes.

    Args:
        route: How clients connect.
        new_client: Creates a client for a route.

    Raises:
        ConfigurationError: The proxy cannot be used.
    """

    def __init__(self, route: Route, new_client: Callable[[Route], Client]) -> None:
        self._new_client = new_client
        self._idle: list[Client] = []
        self._all: list[Client] = []
        self.set_route(route)

    def set_route(self, route: Route) -> None:
        """Use this route from the next request on; requests in progress finish on the one before.

        Raises:
            ConfigurationError: The proxy cannot be used; the route stays as it was.
        """
        first = self._new_client(route)
        self._route = route
        self._idle = [first]
        self._all.append(first)

    @contextmanager
    def acquire(self) -> Iterator[Client]:
        """Give a client to one request, inside of `with`."""
        idle = self._idle  # `set_route` replaces the list: a client of an earlier route is never used again
        client = idle.pop() if idle else self._add_client()
        try:
            yield client
        finally:
            idle.append(client)

    async def aclose(self) -> None:
        """Close all clients."""
        for client in self._all:
            await client.aclose()

    def _add_client(self) -> Client:
        client = self._new_client(self._route)
        self._all.append(client)
        return client


def count_root_certificates() -> int | None:
    """Return how many root certificates there are; None on macOS and Windows, where the system verifies."""
    if sys.platform in {"darwin", "win32"}:
        return None
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # truststore loads them for a connection only, into a context that only the connection gives away.
    tls = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    loaded = tls.context.cert_store_stats()["x509_ca"]
    # From a folder, OpenSSL loads no file before it needs it.
    folder = ssl.get_default_verify_paths().capath
    return loaded or (len(list(Path(folder).glob("*.[0-9]"))) if folder else 0)
