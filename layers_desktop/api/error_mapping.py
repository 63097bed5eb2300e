"""The one place where exceptions of httpx, httpcore, socksio and ssl become errors of the program."""

import os
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx
import socksio

from layers_desktop.api.connection_trace import ConnectionTrace
from layers_desktop.api.response_limits import ResponseTooLargeError
from layers_desktop.domain.errors import usual_reason
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

# The first row that matches decides. httpcore's exceptions have no base class of their own.
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
_PROXY_EXCEPTIONS = (httpcore.ProxyError, httpx.ProxyError, socksio.ProtocolError)
_EXCEPTIONS = tuple(exception for row, _ in _TABLE for exception in row) + _PROXY_EXCEPTIONS
# Takes the place of a request that an exception would keep, with its headers and its URL.
_BLANK_REQUEST = httpx.Request("GET", "https://redacted.invalid")

# OpenSSL's reasons (err.h) where the newest TLS version of the server is older than our oldest,
_OUTDATED_TLS = frozenset({"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"})
# and where it does not speak TLS at all.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
# The first of Winsock's numbers (WSABASEERR of winerror.h).
_WINSOCK = 10000
# Certificates out of their time, in the words of the verifier that truststore asks on each system:
_NOT_VALID_NOW = frozenset(
    {
        *(9, 10),  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED (OpenSSL's x509_vfy.h)
        *(0x800B0101, 0x800B0102),  # CERT_E_EXPIRED, CERT_E_VALIDITYPERIODNESTING (Windows' winerror.h)
        *(-67818, -67819),  # errSecCertificateExpired, errSecCertificateNotValidYet (macOS' SecBase.h)
    }
)


@contextmanager
def map_errors(host: str, trace: ConnectionTrace | None = None) -> Iterator[None]:
    """Raise errors of the program in place of the libraries' exceptions, which become their causes.

    No exception that leaves, whatever its class, holds headers or a URL.

    Args:
        host: Named in the errors.
        trace: Knows whether a proxy or the host itself could not be reached.

    Raises:
        NetworkError: The exchange with the host failed.
        FileChangedError: The body had another length than its Content-Length, which was signed.
    """
    try:
        yield
    except Exception as error:
        _remove_request(error)
        if isinstance(error, httpcore.LocalProtocolError | httpx.LocalProtocolError):
            raise FileChangedError from error
        if isinstance(error, _EXCEPTIONS):
            raise _mapped(error, host, trace) from error
        raise


def _remove_request(error: Exception) -> None:
    """Remove what holds headers and URLs: the variables of an exception's frames, and its request."""
    clear_tracebacks(error)
    for cause in error_chain(error):
        if isinstance(cause, httpx.RequestError):
            cause.request = _BLANK_REQUEST


def _mapped(error: Exception, host: str, trace: ConnectionTrace | None) -> NetworkError:
    for cause in error_chain(error):
        if isinstance(cause, ssl.SSLError) and (tls_error := _tls_error(cause, host)):
            return tls_error
    if isinstance(error, httpcore.ProxyError | httpx.ProxyError):
        return _proxy_error(redact(str(error)), host)
    if isinstance(error, socksio.ProtocolError):
        # Translators: The proxy; stands in parentheses behind a sentence, like all short reasons that begin
        # with a small letter.
        return ProxyError(tr("it does not speak SOCKS5"))
    if trace and (proxy := trace.unreachable_proxy):
        return ProxyUnreachableError(proxy, _reason(error) or _lost())
    if any(isinstance(cause, socket.gaierror) for cause in error_chain(error)):
        return NameLookupError(host)
    error_class = next(mapped for exceptions, mapped in _TABLE if isinstance(error, exceptions))
    reason = _reason(error)
    return error_class(host, reason if error_class is ConnectionBrokenError else reason or _lost())


def _tls_error(error: ssl.SSLError, host: str) -> NetworkError | None:
    """Return the error for a failed handshake; None where the connection broke for a reason beside TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message or "certificate verify failed"
        is_not_valid_now = getattr(error, "verify_code", None) in _NOT_VALID_NOW
        step = tr("Check the date and time of this computer.") if is_not_valid_now else ""
        return UntrustedCertificateError(host, reason, step)
    openssl_reason = getattr(error, "reason", None)
    if openssl_reason in _OUTDATED_TLS:
        return OutdatedTlsError(host, openssl_reason)
    if openssl_reason in _NO_TLS:
        # Translators: A reason; stands in parentheses: "Something other than … answered (an answer without
        # encryption)."
        return NotLayersError(host, tr("an answer without encryption"))
    return None


def _proxy_error(message: str, host: str) -> NetworkError:
    """Return the error for httpcore's message: a proxy's status and reason, or a sentence on SOCKS5."""
    status = message[:3]
    if status == "407" or "auth" in message.lower() or "username" in message.lower():
        return ProxyPasswordError(message)
    if status.isdigit() and (status.startswith("3") or status == "511"):
        # A network that wants a person to sign in answers so (511: RFC 6585, 6).
        return NotLayersError(host, message)
    return ProxyError(message)


def _reason(error: Exception) -> str:
    """Return the reason in a few words, without a URL: URLs carry signatures; empty where none is known.

    Of several addresses the last one that was tried counts: IPv6 comes first, and many networks have none.
    """
    for cause in error_chain(error):
        if isinstance(cause, ResponseTooLargeError):
            # Translators: A reason; stands in parentheses.
            return tr("the answer is too large")
        if reason := _reason_of(cause):
            return reason
    return ""


def _lost() -> str:
    # Translators: A reason; stands in parentheses.
    return tr("the connection was lost")


def _reason_of(cause: BaseException) -> str | None:
    if isinstance(cause, socket.gaierror):  # the proxy's name; the host's has an error of its own
        # Translators: A reason in parentheses; the address of the proxy.
        return tr("its address could not be found")
    if isinstance(cause, httpcore.TimeoutException | httpx.TimeoutException | TimeoutError):
        # Translators: A reason; stands in parentheses.
        return tr("no answer in time")
    if isinstance(cause, ssl.SSLEOFError):
        # Translators: A reason in parentheses; the connection.
        return tr("it was closed before it was encrypted")
    if isinstance(cause, ssl.SSLError):
        # Translators: A reason; stands in parentheses.
        return getattr(cause, "reason", None) or tr("the secure connection failed")
    if isinstance(cause, OSError) and cause.errno:
        return usual_reason(cause) or _system_text(cause.errno, getattr(cause, "winerror", None))
    return None


def _system_text(code: int, winerror: int | None) -> str:
    """Return the system's words for an error.

    Args:
        code: C's number for it; from 10000 on Winsock's, which `os.strerror` does not know.
        winerror: Windows' own number, which says more: for a refused connection C's says "Invalid argument".
    """
    if sys.platform == "win32" and (winerror or code >= _WINSOCK):
        import ctypes  # a part of each start elsewhere, for nothing

        return ctypes.FormatError(winerror or code).strip().rstrip(".")
    return os.strerror(code)
