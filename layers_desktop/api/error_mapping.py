"""Where foreign errors stop: one table and one context manager."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx
import socksio

from layers_desktop.api.bounded_answer import AnswerTooLargeError
from layers_desktop.api.connection_trace import ConnectionWatch
from layers_desktop.domain.file_errors import FileChangedError
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NameLookupError,
    NetworkError,
    NotLayersError,
    OutdatedTlsError,
    ProxyError,
    ProxyPasswordError,
    ProxyUnreachableError,
    UnreachableError,
    UntrustedCertificateError,
)
from layers_desktop.domain.redaction import clear_tracebacks, error_chain, redact

# The first row that matches decides. httpcore's errors have no base class of their own.
_TABLE: tuple[tuple[tuple[type[Exception], ...], type[NetworkError]], ...] = (
    (
        (httpcore.ConnectTimeout, httpcore.ConnectError, httpx.ConnectTimeout, httpx.ConnectError),
        UnreachableError,
    ),
    (
        (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol, httpx.DecodingError, httpx.InvalidURL),
        NotLayersError,
    ),
    (
        (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError),
        ConnectionBrokenError,
    ),
)
_OF_PROXIES = (httpcore.ProxyError, httpx.ProxyError, socksio.ProtocolError)
_FOREIGN = tuple(theirs for row, _ in _TABLE for theirs in row) + _OF_PROXIES
_NO_REQUEST = httpx.Request("GET", "https://redacted.invalid")

# OpenSSL's words (err.h) for a peer whose newest TLS is older than our oldest.
_OUTDATED = frozenset({"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"})
# And for one that does not speak TLS at all.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
# X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED (x509_vfy.h).
_OUT_OF_TIME = frozenset({9, 10})


@contextmanager
def our_errors(host: str, watch: ConnectionWatch | None = None) -> Iterator[None]:
    """Turn whatever httpx raises while talking to this host into one of our errors, the cause kept.

    `watch` tells a proxy that is away from a host that is.
    """
    try:
        yield
    except Exception as error:
        _forget_request(error)
        if isinstance(error, httpcore.LocalProtocolError | httpx.LocalProtocolError):
            # The body was longer or shorter than the Content-Length that presign signed.
            raise FileChangedError from error
        if isinstance(error, _FOREIGN):
            raise _translated(error, host, watch) from error
        raise


def _forget_request(error: Exception) -> None:
    """Take out of an error what holds headers and whole addresses: its frames' variables, and its request."""
    clear_tracebacks(error)
    for cause in error_chain(error):
        if isinstance(cause, httpx.RequestError):
            cause.request = _NO_REQUEST


def _translated(error: Exception, host: str, watch: ConnectionWatch | None) -> NetworkError:
    for cause in error_chain(error):
        if isinstance(cause, ssl.SSLError) and (about_tls := _tls_error(cause, host)):
            return about_tls
    if isinstance(error, httpcore.ProxyError | httpx.ProxyError):
        return _proxy_error(redact(str(error)), host)
    if isinstance(error, socksio.ProtocolError):
        return ProxyError(tr("it does not speak SOCKS5"))
    if watch and (proxy := watch.proxy_that_is_away):
        return ProxyUnreachableError(proxy, _reason(error))
    if any(isinstance(cause, socket.gaierror) for cause in error_chain(error)):
        return NameLookupError(host)
    ours = next(ours for theirs, ours in _TABLE if isinstance(error, theirs))
    return ours(host, _reason(error))


def _tls_error(error: ssl.SSLError, host: str) -> NetworkError | None:
    """Return why no secure connection came about; None where it broke like any other."""
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message or "certificate verify failed"
        is_out_of_time = getattr(error, "verify_code", None) in _OUT_OF_TIME
        step = tr("Check the date and time of this computer.") if is_out_of_time else ""
        return UntrustedCertificateError(host, reason, step)
    said = getattr(error, "reason", None)
    if said in _OUTDATED:
        return OutdatedTlsError(host, said)
    if said in _NO_TLS:
        return NotLayersError(host, tr("an answer without encryption"))
    return None


def _proxy_error(said: str, host: str) -> NetworkError:
    """Return what a proxy's refusal means; httpcore says status and reason, or what SOCKS5 said."""
    status = said[:3]
    if status == "407" or "auth" in said.lower() or "username" in said.lower():
        return ProxyPasswordError(said)
    if status.isdigit() and (status.startswith("3") or status == "511"):
        # RFC 6585, 6: this is how a network asks to be signed in to.
        return NotLayersError(host, said)
    return ProxyError(said)


def _reason(error: Exception) -> str:
    """Return a few words for a person, never a URL: URLs carry signatures."""
    # Of several addresses the last counts: IPv6 comes first, and may have no way to begin with.
    for cause in error_chain(error):
        if isinstance(cause, AnswerTooLargeError):
            return tr("more than an answer of its form can hold")
        words = _words(cause)
        if words:
            return words
    return tr("the connection was lost")


def _words(cause: BaseException) -> str | None:
    if isinstance(cause, socket.gaierror):  # of a proxy: a host's own has its own error
        return tr("its name could not be looked up")
    if isinstance(cause, httpcore.TimeoutException | httpx.TimeoutException | TimeoutError):
        return tr("no answer in time")
    if isinstance(cause, ssl.SSLEOFError):
        return tr("it was closed before it was secure")
    if isinstance(cause, ssl.SSLError):
        return getattr(cause, "reason", None) or tr("the secure connection failed")
    if isinstance(cause, OSError) and cause.errno:
        return os.strerror(cause.errno)
    return None
