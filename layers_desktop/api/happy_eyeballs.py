"""DNS look-ups that block nothing, and connections to hosts some of whose addresses are dead (RFC 8305)."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain, zip_longest
from typing import Any, TypeVar

# Seconds: the "Connection Attempt Delay" that RFC 8305, 5 recommends.
_ATTEMPT_DELAY = 0.25

Protocol = TypeVar("Protocol", bound=asyncio.Protocol)
Result = TypeVar("Result")


async def open_connection(new_protocol: Callable[[], Protocol], host: str, port: int) -> Protocol:
    """Return the protocol of the first connection that any of the host's addresses accepts.

    Args:
        new_protocol: Called once for each attempt.
        host: An IP address, or a name in ASCII.
        port: The TCP port.

    Raises:
        OSError: The name is not known, or no address accepts; the cause holds the error of each attempt.
    """
    attempts: list[asyncio.Task[tuple[asyncio.Transport, Protocol]]] = []
    try:
        winner = await _race(attempts, new_protocol, await _addresses(host, port), port)
        await _give_up([attempt for attempt in attempts if attempt is not winner])
    except BaseException:
        await _give_up(attempts)
        raise
    if winner is None:
        errors = [error for attempt in attempts if isinstance(error := attempt.exception(), Exception)]
        raise OSError("no address accepts") from ExceptionGroup("each attempt failed", errors)
    return winner.result()[1]


async def _race(
    attempts: "list[asyncio.Task[tuple[asyncio.Transport, Protocol]]]",
    new_protocol: Callable[[], Protocol],
    addresses: Sequence[str],
    port: int,
) -> "asyncio.Task[tuple[asyncio.Transport, Protocol]] | None":
    """Begin one attempt after the other, and return the first that succeeds; None when all have failed."""
    loop = asyncio.get_running_loop()
    for address in addresses:
        connecting = loop.create_connection(new_protocol, address, port)
        attempts.append(loop.create_task(connecting, name="connection attempt"))
        is_last = len(attempts) == len(addresses)
        if winner := await _first_success(attempts, None if is_last else _ATTEMPT_DELAY):
            return winner
    return None


async def _first_success(
    attempts: "Sequence[asyncio.Task[Result]]", delay: float | None
) -> "asyncio.Task[Result] | None":
    """Return an attempt that succeeded, or None when the next one is due: one failed, or the delay is over.

    Args:
        attempts: The last of them has just begun.
        delay: Seconds; None for the last address, where None is returned only when all have failed.
    """
    while pending := [attempt for attempt in attempts if not attempt.done()]:
        await asyncio.wait(pending, timeout=delay, return_when=asyncio.FIRST_COMPLETED)
        winner = next((each for each in attempts if each.done() and not each.exception()), None)
        if winner or delay is not None:
            return winner
    return None


async def _give_up(attempts: "Sequence[asyncio.Task[Any]]") -> None:
    """Cancel attempts, and close the connections that they have opened already."""
    for attempt in attempts:
        attempt.cancel()
        attempt.add_done_callback(_abort)
    if attempts:
        await asyncio.wait(attempts)


def _abort(attempt: "asyncio.Task[Any]") -> None:
    if not attempt.cancelled() and not attempt.exception():
        transport, _ = attempt.result()
        transport.abort()


async def _addresses(host: str, port: int) -> list[str]:
    """Return the host's addresses in the order of the attempts: IPv6 and IPv4 in turn (RFC 8305, 4)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return [host]
    # As bytes: Python's own encoding of names refuses some that name servers know.
    found = await asyncio.get_running_loop().getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    ipv6 = [str(address[0]) for family, *_, address in found if family == socket.AF_INET6]
    ipv4 = [str(address[0]) for family, *_, address in found if family == socket.AF_INET]
    return [address for address in chain.from_iterable(zip_longest(ipv6, ipv4)) if address]


def use_lookup_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Have this loop's `getaddrinfo` start a thread for each look-up, which nobody waits for at the end.

    asyncio's own takes one of the loop's few worker threads until the operating system gives up: for half a
    minute, neither Ctrl+C nor Quit would end the program.
    """
    loop.getaddrinfo = _getaddrinfo_in_thread  # type: ignore[method-assign]  # the loop's class is asyncio's or qasync's


async def _getaddrinfo_in_thread(host: Any, port: Any, **options: int) -> Any:
    """Do as `asyncio.loop.getaddrinfo` does."""
    future: Future[Any] = Future()
    look_up = partial(_look_up, future, partial(socket.getaddrinfo, host, port, **options))
    threading.Thread(target=look_up, name="DNS look-up", daemon=True).start()
    return await asyncio.wrap_future(future)


def _look_up(future: "Future[Any]", call: "partial[Any]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        addresses = call()
    except Exception as error:  # noqa: BLE001  # it is handed to the one who asked
        future.set_exception(error)
    else:
        future.set_result(addresses)
