"""Environment variables: the API's address, and an API key that no child process inherits."""

import contextlib
import ipaddress
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import SplitResult, urlsplit

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret, clear_tracebacks

BASE_URL_VARIABLE = "LAYERS_BASE_URL"
KEY_VARIABLE = "LAYERS_API_KEY"
DEFAULT_BASE_URL = "https://api.layers.com"
_DEFAULT_PORTS = {"https": 443, "http": 80}


class ApiTarget(NamedTuple):
    """Which API is used, and where its uploads are remembered.

    Attributes:
        base_url: The API's address.
        host: The API host, by which the folder is named.
        folder: Where journal and history are.
    """

    base_url: str
    host: str
    folder: Path

    @classmethod
    def of(cls, base_url: str, host: str, state: Path) -> Self:
        """Return the target with a folder of its own inside `state`: no API knows the uploads of another."""
        return cls(base_url, host, state / "accounts" / host.replace(":", "_"))


@contextlib.contextmanager
def protected_environment() -> Iterator[Mapping[str, str]]:
    """Give a copy of the environment, and take the API key out of what child processes inherit meanwhile.

    A browser opened for a help page would pass the key on to every program that it starts.
    """
    # Secrets, because any value may be a key, or an address with a password.
    environ = {name: Secret(value) for name, value in os.environ.items()}
    key = os.environ.pop(KEY_VARIABLE, None)
    try:
        yield environ
    finally:
        if key is not None:
            os.environ[KEY_VARIABLE] = key


def base_url(environ: Mapping[str, str]) -> str:
    """Return the API's address without a trailing slash: `LAYERS_BASE_URL`, else the default.

    Raises:
        ConfigurationError: The address is neither https nor http on a loopback host, or has a user name, a
            query, a fragment or white space. The error does not quote it, because it may hold a password.
    """
    text = Secret(environ.get(BASE_URL_VARIABLE, "").strip())
    try:
        return _normalized(_parse(text)) if text else DEFAULT_BASE_URL
    except ConfigurationError as error:
        clear_tracebacks(error)
        raise


def api_host(url: str) -> str:
    """Return the host of a base address, with its port where that is not the scheme's default."""
    return urlsplit(url).netloc


def _parse(text: str) -> SplitResult:
    """Split the address; raise ConfigurationError for one that cannot be used."""
    # urlsplit drops tabs and line breaks silently; some programs read a backslash as a slash.
    if not text.isprintable() or any(char.isspace() or char == "\\" for char in text):
        raise _invalid_url(tr("LAYERS_BASE_URL contains characters that no address has."))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _invalid_url(tr("LAYERS_BASE_URL is not an address.")) from error
    if not parts.hostname or port == 0:
        raise _invalid_url(tr("LAYERS_BASE_URL names no host."))
    if "@" in parts.netloc:
        raise _invalid_url(tr("LAYERS_BASE_URL must not hold a user name or password."))
    if "?" in text or "#" in text:
        raise _invalid_url(tr("LAYERS_BASE_URL must end before any ? or #."))
    _check_scheme(parts.scheme, parts.hostname)
    return parts


def _check_scheme(scheme: str, host: str) -> None:
    if scheme == "http" and not _is_loopback(host):
        raise _invalid_url(tr("LAYERS_BASE_URL uses http, which would send your key in the clear."))
    if scheme not in _DEFAULT_PORTS:
        raise _invalid_url(tr("LAYERS_BASE_URL does not begin with https://."))


def _is_loopback(host: str) -> bool:
    """Return whether the host is this computer, without a DNS lookup."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _normalized(parts: SplitResult) -> str:
    # urlsplit has put scheme and host in lower case, and removed the brackets of an IPv6 address.
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else _as_dialled(str(parts.hostname))
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def _as_dialled(host: str) -> str:
    """Return the host in the ASCII form that goes out, so that no letter that looks like another hides in it.

    Raises:
        ConfigurationError: It has none: no host can be called so.
    """
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _invalid_url(tr("LAYERS_BASE_URL has a host name that is not valid.")) from error


def _invalid_url(title: str) -> ConfigurationError:
    return ConfigurationError(
        title,
        tr(
            "Use an address like https://api.layers.com, or leave it out. "
            "Plain http works on this computer only."
        ),
    )
