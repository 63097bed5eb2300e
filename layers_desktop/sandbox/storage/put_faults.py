"""The faults of PUTs: before the body, in the middle of it, and after it.

A fault in the middle strikes at the rule's `after_bytes` or `fraction`.
"""

import asyncio
import socket
from collections.abc import Callable

from layers_desktop.sandbox.api_responses import RAW, UNBOUNDED, close_transport, write_raw
from layers_desktop.sandbox.state.fault_rules import Fault
from layers_desktop.sandbox.storage.http_exchange import (
    CHUNK,
    HttpExchange,
    StorageRefusalError,
    entity_too_large,
    expired,
    signature_mismatch,
)

CAPTIVE = {
    "captive_html": (
        200,
        {"Content-Type": "text/html"},
        b"<!doctype html><html><body>Log in first.</body></html>",
    ),
    "captive_redirect": (302, {"Location": "http://captive.invalid/login"}, b""),
}
_REFUSALS: dict[str, Callable[[str], StorageRefusalError]] = {
    "expired": expired,
    "signature_mismatch": lambda _: signature_mismatch(),
    "slow_down": lambda _: StorageRefusalError(503, "SlowDown", "Please reduce your request rate."),
    "too_many_requests": lambda _: StorageRefusalError(429, "TooManyRequests", "Reduce your request rate."),
    "error": lambda _: StorageRefusalError(500, "InternalError", "We encountered an internal error."),
}
_MID_BODY = frozenset(
    {
        *("reset", "close", "expired_mid_body", "stop_reading", "slow", "refuse_early", "expired_early"),
        *UNBOUNDED,
        *RAW,
    }
)
_STORED, _DISCARDED = "stored_then_", "discarded_then_"
_ENDINGS = frozenset({"silence", "close", "reset"})
LATENCY = "latency"
LATE_ANSWER = "late_answer"
PUT_FAULTS = frozenset(
    {
        *CAPTIVE,
        *_REFUSALS,
        *_MID_BODY,
        *(_STORED + name for name in _ENDINGS),
        *(_DISCARDED + name for name in _ENDINGS),
        "stored_then_error",
        *(_STORED + name for name in (*UNBOUNDED, *RAW)),
        *_ENDINGS,
        LATENCY,
        LATE_ANSWER,
    }
)
_DAY_SECONDS = 86_400.0


class ConnectionFaultError(Exception):
    """A fault has ended the connection; `status` is that of the response it sent, or None."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__(status)
        self.status = status


class EarlyRefusalError(StorageRefusalError):
    """A refusal sent at once, before the connection is closed while the client still sends."""


async def apply_before_body(fault: Fault, exchange: HttpExchange, dialect: str) -> None:
    """Wait, refuse or respond before the body is read.

    Raises:
        StorageRefusalError: The fault refuses the request.
        ConnectionFaultError: The fault ends the connection.
    """
    if fault.fault == LATENCY:
        await asyncio.sleep(fault.delay)
    if fault.fault in CAPTIVE:
        status, headers, body = CAPTIVE[fault.fault]
        await exchange.respond(status, {**headers, "Connection": "close"}, body)
        await exchange.drain(exchange.length)
        raise ConnectionFaultError(status)
    if fault.fault == "silence":
        await _never_respond(exchange)
    if fault.fault in _REFUSALS:
        raise _refusal(fault, _REFUSALS[fault.fault](fault.dialect or dialect))


def is_mid_body(fault: Fault | None) -> bool:
    """Return whether the fault strikes at an offset in the body."""
    return fault is not None and fault.fault in _MID_BODY


async def apply_mid_body(fault: Fault, exchange: HttpExchange, dialect: str) -> None:
    """Slow down, stall, refuse, answer anything or close the connection in the middle of the body.

    Raises:
        EarlyRefusalError: The fault refuses the request.
        ConnectionFaultError: The fault closes the connection.
    """
    if fault.fault == "slow":
        exchange.slowed_by = fault
    elif fault.fault == "stop_reading":
        await _stop_reading(exchange, fault.seconds)
    elif fault.fault == "refuse_early":
        raise _early(_refusal(fault, entity_too_large()))
    elif fault.fault == "expired_early":
        raise _early(_refusal(fault, expired(fault.dialect or dialect)))
    elif fault.fault in {*UNBOUNDED, *RAW}:
        await _answer_raw(exchange, fault.fault, fault.message)
    else:
        _cut(exchange, reset=fault.fault != "close")


def keeps_object(fault: Fault | None) -> bool:
    """Return whether an object that was received whole is stored."""
    return fault is None or not fault.fault.startswith(_DISCARDED)


async def apply_after_body(fault: Fault, exchange: HttpExchange) -> None:
    """Delay or lose the response to a body that was received whole.

    Raises:
        StorageRefusalError: The fault refuses the request.
        ConnectionFaultError: The fault closes the connection.
    """
    if fault.fault == LATE_ANSWER:
        await asyncio.sleep(fault.delay)
    if fault.fault == "stored_then_error":
        raise _refusal(fault, _REFUSALS["error"](""))
    for prefix in (_STORED, _DISCARDED):
        ending = fault.fault.removeprefix(prefix)
        if ending == fault.fault:
            continue
        if ending == "silence":
            await _never_respond(exchange)
        if ending in {*UNBOUNDED, *RAW}:
            await _answer_raw(exchange, ending, fault.message)
        _cut(exchange, reset=ending == "reset")


def _refusal(fault: Fault, default: StorageRefusalError) -> StorageRefusalError:
    return StorageRefusalError(
        fault.status or default.status,
        fault.code or default.code,
        fault.message or default.message,
        headers=fault.retry_after_headers,
    )


def _early(refusal: StorageRefusalError) -> EarlyRefusalError:
    return EarlyRefusalError(refusal.status, refusal.code, refusal.message, headers=refusal.headers)


def _cut(exchange: HttpExchange, *, reset: bool) -> None:
    close_transport(exchange.writer.transport, reset=reset)
    raise ConnectionFaultError


async def _answer_raw(exchange: HttpExchange, name: str, text: str | None) -> None:
    await write_raw(exchange.writer.transport, name, text or "")
    await _never_respond(exchange)


async def _never_respond(exchange: HttpExchange) -> None:
    """Read and discard everything until the client has gone."""
    while chunk := await exchange.reader.read(CHUNK):
        exchange.received += len(chunk)
    raise ConnectionFaultError


async def _stop_reading(exchange: HttpExchange, seconds: float | None) -> None:
    """Read nothing for `seconds`, or for a day."""
    connection = exchange.writer.get_extra_info("socket")
    # The system buffers megabytes for a reader that does not read, so that a small file would never stall.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    await asyncio.sleep(_DAY_SECONDS if seconds is None else seconds)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)
