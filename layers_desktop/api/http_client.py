"""How HTTP connections are made: whom they trust, which way they take, what they never do."""

import os
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import httpx
import truststore

from layers_desktop.api.bounded_answer import ACCEPTED_ENCODINGS
from layers_desktop.api.connection_transport import ConnectionTransport
from layers_desktop.api.proxies import chosen_proxies
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice
from layers_desktop.domain.redaction import clear_tracebacks

CONNECT_TIMEOUT = 15.0
CA_FILE_VARIABLE = "SSL_CERT_FILE"


@dataclass(frozen=True, slots=True)
class Route:
    """The way to Layers and its store: whom connections trust, and the proxy in between."""

    certificates: ssl.SSLContext
    proxy: ProxyChoice = field(default_factory=ProxyChoice)

    @classmethod
    def of(cls, choice: NetworkChoice) -> "Route":
        """Return the way that was chosen; `SSL_CERT_FILE` names certificates where the choice names none.

        Raises:
            ConfigurationError: The certificates or the proxy cannot be used.
        """
        ca_file = choice.ca_file or os.environ.get(CA_FILE_VARIABLE) or None
        route = cls(trusted_certificates(ca_file, is_variable=not choice.ca_file), choice.proxy)
        route.check()
        return route

    def check(self) -> None:
        """Find out whether this way can be taken at all.

        Raises:
            ConfigurationError: The proxy cannot be used.
        """
        new_http_client(self, httpx.Timeout(None))


def trusted_certificates(ca_file: str | None = None, *, is_variable: bool = False) -> ssl.SSLContext:
    """Return a context that trusts what the system trusts, and this file's certificates besides.

    Args:
        ca_file: In PEM form; None for the system's alone.
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
        return tr("SSL_CERT_FILE names it: unset it, or have it name a file with certificates in PEM form.")
    return tr("Name a file with certificates in PEM form.")


def new_http_client(
    route: Route,
    timeout: httpx.Timeout,
    headers: dict[str, str] | None = None,
) -> httpx.AsyncClient:
    """Return a client for one request at a time, which follows no redirect and takes this way only.

    Raises:
        ConfigurationError: The proxy, named by the person or by the environment, cannot be used.
    """
    try:
        mounts = {
            pattern: ConnectionTransport(route.certificates, proxy) if proxy else None
            for pattern, proxy in chosen_proxies(route.proxy).items()
        }
        return httpx.AsyncClient(
            transport=ConnectionTransport(route.certificates),
            # Plain http is for this machine only: a proxy would see the key, and has no way back here.
            mounts={**mounts, "http://": None},
            trust_env=False,
            timeout=timeout,
            follow_redirects=False,
            headers={**(headers or {}), "Accept-Encoding": ACCEPTED_ENCODINGS},
            # No call depends on an earlier one, and a store gets what was signed and nothing else.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
    except (ValueError, httpx.InvalidURL) as error:
        # Its text and frames would quote the address of the proxy, with the password that may be in it.
        clear_tracebacks(error)
        raise ConfigurationError(
            tr("The proxy that is named cannot be used."),
            tr("Name one in Settings, Network, or in HTTPS_PROXY: http://proxy:3128 or socks5://proxy:1080."),
            detail=type(error).__name__,
        ) from None


class Closable(Protocol):
    """What has a connection."""

    async def aclose(self) -> None:
        """Close it."""


Lane = TypeVar("Lane", bound=Closable)


class Lanes(Generic[Lane]):
    """As many lanes as calls go on at once; one that is free is taken before another is opened.

    Args:
        route: Whom to trust, and which way to take.
        new_lane: Opens one on a way.

    Raises:
        ConfigurationError: The proxy cannot be used.
    """

    def __init__(self, route: Route, new_lane: Callable[[Route], Lane]) -> None:
        self._new_lane = new_lane
        self._free: list[Lane] = []
        self._all: list[Lane] = []
        self.take(route)

    def take(self, route: Route) -> None:
        """Make every later call on this way; those under way end on the one that they began on.

        Raises:
            ConfigurationError: The proxy cannot be used; the way before stays.
        """
        first = self._new_lane(route)
        self._route = route
        self._free = [first]
        self._all.append(first)

    @contextmanager
    def one(self) -> Iterator[Lane]:
        """Hold a lane for one call."""
        free = self._free  # another list from the moment when another way is taken
        lane = free.pop() if free else self._open()
        try:
            yield lane
        finally:
            free.append(lane)

    async def aclose(self) -> None:
        """Close the connections."""
        for lane in self._all:
            await lane.aclose()

    def _open(self) -> Lane:
        lane = self._new_lane(self._route)
        self._all.append(lane)
        return lane


def trusted_roots() -> int | None:
    """Return how many certificates of authorities are found here; None: each time the system is asked."""
    if sys.platform in {"darwin", "win32"}:
        return None
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Only a connection makes truststore look for them, and then tells nobody what it found.
    tls = context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    loaded = tls.context.cert_store_stats()["x509_ca"]
    # OpenSSL opens the files of a folder only as it needs them.
    folder = ssl.get_default_verify_paths().capath
    return loaded or (len(list(Path(folder).glob("*.[0-9]"))) if folder else 0)
