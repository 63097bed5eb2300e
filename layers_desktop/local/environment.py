"""What the environment says: the API's address, and a key that no other program inherits."""

import contextlib
import ipaddress
import os
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret, clear_tracebacks

BASE_URL_VARIABLE = "LAYERS_BASE_URL"
KEY_VARIABLE = "LAYERS_API_KEY"
DEFAULT_BASE_URL = "https://api.layers.com"
_DEFAULT_PORTS = {"https": 443, "http": 80}


@contextlib.contextmanager
def own_environment() -> Iterator[Mapping[str, str]]:
    """Give this program's environment, and keep the key in it from every program that is started meanwhile.

    A browser that shows a help page would pass it on to whatever it starts itself.
    """
    # Keys, addresses with passwords: what is in there is for no dump of variables.
    own = {name: Secret(value) for name, value in os.environ.items()}
    key = os.environ.pop(KEY_VARIABLE, None)
    try:
        yield own
    finally:
        if key is not None:
            os.environ[KEY_VARIABLE] = key


def base_url(environ: Mapping[str, str]) -> str:
    """Return the API's address without a trailing slash: `LAYERS_BASE_URL`, or Layers' own.

    Raises:
        ConfigurationError: The address is neither https nor http on loopback, or carries what it must not:
            a user name, a query, a fragment, white space. The address is not quoted: it may hold a password.
    """
    text = Secret(environ.get(BASE_URL_VARIABLE, "").strip())
    try:
        return _normalised(_parts(text)) if text else DEFAULT_BASE_URL
    except ConfigurationError as error:
        clear_tracebacks(error)
        raise


def api_host(url: str) -> str:
    """Return the host that a base address names, with its port where it is not the scheme's own."""
    return urlsplit(url).netloc


def _parts(text: str) -> SplitResult:
    """Take the address apart and refuse what cannot be used."""
    # urlsplit drops tabs and line breaks without a word; a backslash is a slash to some and none to others.
    if not text.isprintable() or any(sign.isspace() or sign == "\\" for sign in text):
        raise _refusal(tr("LAYERS_BASE_URL holds characters that no address has."))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refusal(tr("LAYERS_BASE_URL is not an address.")) from error
    if not parts.hostname or port == 0:
        raise _refusal(tr("LAYERS_BASE_URL names no host."))
    if "@" in parts.netloc:
        raise _refusal(tr("LAYERS_BASE_URL must not hold a user name or password."))
    if "?" in text or "#" in text:
        raise _refusal(tr("LAYERS_BASE_URL must end before any ? or #."))
    _check_scheme(parts.scheme, parts.hostname)
    return parts


def _check_scheme(scheme: str, host: str) -> None:
    if scheme == "http" and not _is_loopback(host):
        raise _refusal(tr("LAYERS_BASE_URL uses http, which would send your key in the clear."))
    if scheme not in _DEFAULT_PORTS:
        raise _refusal(tr("LAYERS_BASE_URL does not begin with https://."))


def _is_loopback(host: str) -> bool:
    """Tell whether the host is this computer, without asking any name server."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _normalised(parts: SplitResult) -> str:
    # urlsplit has lowered scheme and host, and taken the brackets off an IPv6 address.
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def _refusal(title: str) -> ConfigurationError:
    return ConfigurationError(
        title,
        tr("Use an address like https://api.layers.com, or none. Plain http works on this computer only."),
    )
