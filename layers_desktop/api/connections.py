"""How HTTP connections are made: whom they trust, how long they wait, what they never do."""

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import truststore

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.language import tr

CONNECT_TIMEOUT = 15.0


def trusted_certificates(ca_file: str | None = None) -> ssl.SSLContext:
    """Return a context that trusts what the system trusts, and this file's certificates besides.

    Raises:
        ConfigurationError: The file is missing or holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if ca_file is None else _with_file(ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _with_file(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            tr("The certificate file {path} cannot be used.", path=ca_file),
            tr("Name a file with certificates in PEM form."),
            detail=str(error),
        ) from error
    return context


def new_http_client(
    certificates: ssl.SSLContext,
    timeout: httpx.Timeout,
    *,
    connections: int,
    headers: dict[str, str] | None = None,
) -> httpx.AsyncClient:
    """Return a client that follows no redirect and believes in these certificates only.

    Raises:
        ConfigurationError: The environment names a proxy that cannot be used.
    """
    try:
        return httpx.AsyncClient(
            verify=certificates,
            timeout=timeout,
            # No bound on connections: a cancel at the wrong moment makes httpcore lose one for good, and who
            # waits for it waits for ever. What is under way at once is bounded by those who call.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=connections),
            follow_redirects=False,
            headers=headers,
            # No call depends on an earlier one, and a store gets what was signed and nothing else.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # Plain http is for this machine only: a proxy would see the key, and has no way back here.
            mounts={"http://": None},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        # httpx reads the proxy variables here: SOCKS needs a package that is not installed.
        raise ConfigurationError(
            tr("The proxy named in the environment cannot be used."),
            tr("Use an http:// proxy in HTTPS_PROXY and ALL_PROXY; SOCKS is not supported."),
            detail=type(error).__name__,
        ) from error
