"""What asyncio tells of one connection."""

import asyncio
from typing import Any

from layers_desktop.api.waiter import Waiter

# So much may come before somebody asks for it.
_READ_AHEAD = 256 * 1024


class Wire(asyncio.Protocol):
    """What has come, and whether more may go, as asyncio tells of it.

    Attributes:
        received: What nobody has asked for yet.
        is_ended: Whether nothing more will come.
        is_lost: Whether nothing more can go.
        error: What broke the connection; None where it was closed in good order.
        reader, writer: Who waits for the one and for the other.
    """

    def __init__(self) -> None:
        self.transport: asyncio.Transport  # as soon as it is open
        self.received = bytearray()
        self.is_ended = False
        self.is_lost = False
        self.error: Exception | None = None
        self.reader, self.writer = Waiter(), Waiter()
        self._is_full = False

    async def drain(self, patience: float | None) -> None:
        """Return when all that was written has left, or nothing can."""
        while self._is_full and not self.is_lost:
            await self.writer.wait(patience)

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self.received += data
        if len(self.received) > _READ_AHEAD:
            self.transport.pause_reading()
        self.reader.wake()

    def eof_received(self) -> bool:
        """Take note that nothing more comes; asyncio lets nothing more go either, where there is TLS."""
        is_plain = self.transport.get_extra_info("ssl_object") is None
        self.is_ended, self.is_lost = True, not is_plain
        self.reader.wake()
        self.writer.wake()
        return is_plain

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that it is over."""
        self.is_ended = self.is_lost = True
        self.error = exc
        self.reader.wake()
        self.writer.wake()

    def pause_writing(self) -> None:
        """Take note that not all has left."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Take note that all has left."""
        self._is_full = False
        self.writer.wake()


class BelowTls(asyncio.BufferedProtocol):
    """Stands below asyncio's TLS, which does not tell when what it has encrypted has left.

    Args:
        transport: What TLS goes over.
        wire: Told whether more may go.
    """

    def __init__(self, transport: asyncio.Transport, wire: Wire) -> None:
        self._transport = transport
        self._wire = wire
        self._tls: Any = transport.get_protocol()
        transport.set_protocol(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Return where TLS wants to have what comes."""
        buffer: bytearray = self._tls.get_buffer(sizehint)
        return buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Tell TLS that so much of it is there."""
        self._tls.buffer_updated(nbytes)

    def eof_received(self) -> bool | None:
        """Tell TLS that nothing more comes."""
        goes_on: bool | None = self._tls.eof_received()
        return goes_on

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell TLS that it is over."""
        self._tls.connection_lost(exc)

    def pause_writing(self) -> None:
        """Take note that not all has left."""
        self._tls.pause_writing()
        self._wire.pause_writing()

    def resume_writing(self) -> None:
        """Take note that all has left, unless TLS had more."""
        self._tls.resume_writing()
        if not self._transport.get_write_buffer_size():
            self._wire.resume_writing()
