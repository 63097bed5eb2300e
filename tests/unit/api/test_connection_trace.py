import httpcore
import pytest

from layers_desktop.api.connection_trace import ConnectionTrace

SERVER = {"host": "store.example", "port": 443}


class Stream:
    """A stream that knows where it leads, or nothing any more."""

    def __init__(self, peer: tuple[str, int] | None) -> None:
        self._peer = peer
        self.is_closed = False

    def get_extra_info(self, name: str) -> tuple[str, int] | None:
        return self._peer if name == "server_addr" else None

    async def aclose(self) -> None:
        self.is_closed = True


async def opened(trace: ConnectionTrace, stream: Stream) -> None:
    await trace.trace("connection.connect_tcp.started", SERVER)
    await trace.trace("connection.connect_tcp.complete", {"return_value": stream})


async def test_where_a_connection_leads_is_told_without_the_card_that_it_takes() -> None:
    told: list[str] = []
    stream = Stream(("fe80::1%eth0", 443))
    await opened(ConnectionTrace(("store.example", 443), told.append), stream)
    assert told == ["fe80::1"]
    assert not stream.is_closed


async def test_a_connection_that_is_reset_as_soon_as_it_is_open_is_a_broken_one_and_closed() -> None:
    told: list[str] = []
    stream = Stream(None)
    with pytest.raises(httpcore.ConnectError):
        await opened(ConnectionTrace(("store.example", 443), told.append), stream)
    assert stream.is_closed
    assert told == []


async def test_a_refused_end_is_closed() -> None:
    def refuse(address: str) -> None:
        raise ValueError(address)

    stream = Stream(("10.0.0.1", 443))
    with pytest.raises(ValueError, match=r"10\.0\.0\.1"):
        await opened(ConnectionTrace(("store.example", 443), refuse), stream)
    assert stream.is_closed


async def test_a_proxy_stands_for_the_end_that_nobody_sees() -> None:
    told: list[str] = []
    trace = ConnectionTrace(("other.example", 443), told.append)
    await opened(trace, Stream(("10.0.0.1", 443)))
    assert told == []
    assert trace.unreachable_proxy is None
