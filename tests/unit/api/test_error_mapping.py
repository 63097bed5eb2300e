import asyncio
import inspect
import os
import socket
import ssl
from collections.abc import Callable
from errno import ECONNREFUSED, EPERM, EPROTO

import httpcore
import httpx
import pytest

from layers_desktop.api.error_mapping import map_errors
from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.file_errors import FileChangedError, FileMissingError
from layers_desktop.domain.network_errors import (
    ConnectionBrokenError,
    NetworkError,
    NotLayersError,
    ProxyError,
    UnreachableError,
    UntrustedCertificateError,
)
from tests.secrecy.dumps import dump
from tests.secrecy.marks import KEY, marks_in

URL = "https://store.example/bucket/key?X-Amz-Signature=canary"
TRANSLATIONS = {
    httpcore.ConnectTimeout: UnreachableError,
    httpcore.ConnectError: UnreachableError,
    httpcore.ReadTimeout: ConnectionBrokenError,
    httpcore.WriteTimeout: ConnectionBrokenError,
    httpcore.PoolTimeout: ConnectionBrokenError,
    httpcore.TimeoutException: ConnectionBrokenError,
    httpcore.ReadError: ConnectionBrokenError,
    httpcore.WriteError: ConnectionBrokenError,
    httpcore.NetworkError: ConnectionBrokenError,
    httpcore.RemoteProtocolError: ConnectionBrokenError,
    httpcore.ProtocolError: ConnectionBrokenError,
    httpcore.LocalProtocolError: FileChangedError,
    httpcore.ProxyError: ProxyError,
    httpcore.UnsupportedProtocol: NotLayersError,
    httpx.ConnectTimeout: UnreachableError,
    httpx.ConnectError: UnreachableError,
    httpx.ReadTimeout: ConnectionBrokenError,
    httpx.WriteTimeout: ConnectionBrokenError,
    httpx.PoolTimeout: ConnectionBrokenError,
    httpx.TimeoutException: ConnectionBrokenError,
    httpx.ReadError: ConnectionBrokenError,
    httpx.WriteError: ConnectionBrokenError,
    httpx.CloseError: ConnectionBrokenError,
    httpx.NetworkError: ConnectionBrokenError,
    httpx.RemoteProtocolError: ConnectionBrokenError,
    httpx.ProtocolError: ConnectionBrokenError,
    httpx.TransportError: ConnectionBrokenError,
    httpx.RequestError: ConnectionBrokenError,
    httpx.LocalProtocolError: FileChangedError,
    httpx.ProxyError: ProxyError,
    httpx.UnsupportedProtocol: NotLayersError,
    httpx.DecodingError: NotLayersError,
    httpx.TooManyRedirects: ConnectionBrokenError,
    httpx.InvalidURL: NotLayersError,
    ConnectionResetError: ConnectionBrokenError,
    OSError: ConnectionBrokenError,
}


def raised(foreign: BaseException) -> UploaderError:
    with pytest.raises(UploaderError) as caught, map_errors("store.example"):
        raise foreign
    return caught.value


def caused(foreign: Exception, *causes: BaseException) -> Exception:
    """The error with a chain of causes below it."""
    below: BaseException = foreign
    for cause in causes:
        below.__cause__ = cause
        below = cause
    return foreign


@pytest.mark.parametrize(
    "foreign", TRANSLATIONS, ids=lambda foreign: f"{foreign.__module__}.{foreign.__name__}"
)
def test_each_foreign_error_becomes_one_of_ours_with_its_cause_and_without_its_url(
    foreign: type[Exception],
) -> None:
    original = foreign(f"went wrong at {URL}")
    error = raised(original)
    assert type(error) is TRANSLATIONS[foreign]
    assert error.__cause__ is original
    if not issubclass(foreign, httpx.ProxyError | httpcore.ProxyError):
        assert "canary" not in f"{error!r} {error.problem}"


def test_the_table_knows_every_error_that_httpx_has_for_a_request() -> None:
    everything = {
        found
        for _, found in inspect.getmembers(httpx, inspect.isclass)
        if issubclass(found, httpx.RequestError | httpx.InvalidURL)
    }
    assert everything <= set(TRANSLATIONS)


def test_the_table_knows_every_error_of_httpcore() -> None:
    everything = {
        found for _, found in inspect.getmembers(httpcore, inspect.isclass) if issubclass(found, Exception)
    }
    # With this, httpcore's connections tell its pool to take another one.
    assert everything - {httpcore.ConnectionNotAvailable} <= set(TRANSLATIONS)


@pytest.mark.parametrize("depth", [1, 3])
def test_a_certificate_that_is_not_trusted_is_found_however_deep_it_lies(depth: int) -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    error = raised(caused(httpx.ConnectError(""), *(OSError() for _ in range(depth - 1)), refused))
    assert isinstance(error, UntrustedCertificateError)
    assert "self-signed certificate" in error.title
    assert "store.example" in error.title


def test_a_circle_of_causes_ends() -> None:
    one, other = httpx.ReadError("one"), OSError("other")
    one.__cause__, other.__cause__ = other, one
    assert type(raised(one)) is ConnectionBrokenError


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "its address could not be found"),
        (OSError(EPROTO, "x"), EPROTO),
        (
            ExceptionGroup("both", [OSError(EPERM, "x"), ConnectionRefusedError(ECONNREFUSED, "x")]),
            "connection refused",
        ),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "the secure connection failed"),
        (httpx.ConnectTimeout(""), "no answer in time"),
        (httpcore.ConnectTimeout(""), "no answer in time"),
        (RuntimeError(URL), "the connection was lost"),
    ],
)
def test_the_reason_is_told_in_a_few_words(cause: Exception, words: str | int) -> None:
    error = raised(caused(httpx.ConnectError(URL), cause))
    if isinstance(words, int):  # the system says it in its own language
        words = os.strerror(words)
    assert words.lower() in error.title.lower()
    assert isinstance(error, NetworkError)


def test_a_connection_that_is_lost_for_no_known_reason_is_told_without_one() -> None:
    error = raised(httpx.ReadError(""))
    assert error.problem.text == "Lost the connection to store.example. Try again."


@pytest.mark.windows("other systems have one number for it")
@pytest.mark.parametrize("error", [OSError(10061, "x"), OSError(22, "x", None, 1225)])
def test_each_number_that_windows_has_for_a_refused_connection_has_words(error: OSError) -> None:
    assert "refused" in raised(caused(httpx.ConnectError(URL), error)).title


@pytest.mark.windows("other systems have one number for it")
async def test_a_refused_connection_is_called_so_on_windows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
    with pytest.raises(OSError, match=r".") as refused:
        await asyncio.open_connection(*address)
    assert "refused" in raised(caused(httpx.ConnectError(URL), refused.value)).title


def test_our_own_errors_pass_as_they_are() -> None:
    own = FileMissingError("/files")
    assert raised(own) is own


@pytest.mark.parametrize("other", [asyncio.CancelledError, KeyboardInterrupt, ZeroDivisionError])
def test_a_cancellation_or_a_fault_of_the_program_is_no_matter_of_the_network(
    other: type[BaseException],
) -> None:
    with pytest.raises(other), map_errors("store.example"):
        raise other


def put() -> httpx.Request:
    return httpx.Request("PUT", URL, headers={"X-Api-Key": KEY})


@pytest.mark.parametrize(
    "error",
    [
        lambda: httpx.ReadError("broke", request=put()),
        lambda: FileMissingError("/files"),
        lambda: RuntimeError("a fault of a library"),
        lambda: ExceptionGroup("both", [OSError(1, "one"), httpx.ReadError("broke", request=put())]),
    ],
)
def test_no_error_that_leaves_holds_what_the_call_knew(error: Callable[[], Exception]) -> None:
    def call() -> None:
        request, headers = put(), {"X-Api-Key": KEY}
        assert request.headers["X-Api-Key"] == headers["X-Api-Key"]
        raise error()

    with pytest.raises(Exception, match=r".+") as caught, map_errors("store.example"):
        call()
    assert marks_in(dump(caught.value)) == []


@pytest.mark.parametrize("code", [9, 10, 0x800B0101, 0x800B0102, -67818, -67819])
def test_a_certificate_out_of_its_time_asks_for_the_clock_on_every_system(code: int) -> None:
    error = ssl.SSLCertVerificationError("certificate has expired")
    error.verify_message, error.verify_code = "certificate has expired", code
    with pytest.raises(UntrustedCertificateError) as caught, map_errors("store.example"):
        raise httpx.ConnectError("failed") from error
    assert "date and time" in caught.value.problem.next_step
