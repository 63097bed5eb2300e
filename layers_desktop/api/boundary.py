"""Where foreign errors stop: one table and one context manager."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.language import tr
from layers_desktop.domain.remote_errors import (
    ConnectionBrokenError,
    LyingNetworkError,
    NetworkError,
    ProxyError,
    UnreachableError,
    UntrustedError,
)

# The most specific class that matches decides: the order is from the special to the general.
_TABLE: tuple[tuple[type[Exception], type[NetworkError]], ...] = (
    (httpx.ConnectTimeout, UnreachableError),
    (httpx.ConnectError, UnreachableError),
    (httpx.TimeoutException, ConnectionBrokenError),
    (httpx.NetworkError, ConnectionBrokenError),
    (httpx.RemoteProtocolError, ConnectionBrokenError),
    (httpx.UnsupportedProtocol, LyingNetworkError),
    (httpx.DecodingError, LyingNetworkError),
    (httpx.TransportError, ConnectionBrokenError),
    (httpx.InvalidURL, LyingNetworkError),
    (httpx.RequestError, ConnectionBrokenError),
    (OSError, ConnectionBrokenError),
)


@contextmanager
def our_errors(host: str) -> Iterator[None]:
    """Turn whatever httpx raises while talking to this host into one of our errors, the cause kept."""
    try:
        yield
    except UploaderError:
        raise
    except httpx.LocalProtocolError as error:
        # The body was longer or shorter than the Content-Length that presign signed.
        raise FileChangedError from error
    except httpx.ProxyError as error:
        raise ProxyError(_reason(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _translated(error, host) from error


def _translated(error: Exception, host: str) -> NetworkError:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UntrustedError(host, cause.verify_message or "certificate verify failed")
    ours = next(ours for foreign, ours in _TABLE if isinstance(error, foreign))
    return ours(host, _reason(error))


def _reason(error: Exception) -> str:
    """Return a few words for a person, never a URL: URLs carry signatures."""
    for cause in _causes(error):
        words = _words(cause)
        if words:
            return words
    return tr("the connection was lost")


def _words(cause: BaseException) -> str | None:
    if isinstance(cause, socket.gaierror):
        return tr("the name could not be looked up")
    if isinstance(cause, httpx.TimeoutException):
        return tr("no answer in time")
    if isinstance(cause, httpx.ProxyError):
        return str(cause)
    if isinstance(cause, ssl.SSLError):
        return getattr(cause, "reason", None) or tr("the secure connection failed")
    if isinstance(cause, OSError) and cause.errno:
        return os.strerror(cause.errno)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from an error to what caused it, at most ten steps."""
    current: BaseException | None = error
    for _ in range(10):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__
