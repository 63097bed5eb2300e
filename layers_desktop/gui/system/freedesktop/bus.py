"""An asynchronous connection to a D-Bus message bus: no call ever blocks.

QtDBus is not used: from Python it cannot send the integer types that notifications and docks ask for
(PySide6 6.11 sends every small int as an int32), and it blocks the calling thread until the bus has
authenticated it, which a hanging bus never does. `jeepney` encodes and decodes the messages; keyring
depends on it anyway.
The protocol: https://dbus.freedesktop.org/doc/dbus-specification.html
"""

import contextlib
import itertools
import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import Message, MessageFlag, MessageType, Parser
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import find_session_bus, find_system_bus
from jeepney.bus_messages import message_bus
from jeepney.fds import FileDescriptor, fds_buf_size
from jeepney.low_level import HeaderFields
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

_log = logging.getLogger(__name__)

TIMEOUT_MS = 3_000
# A bus that has not accepted so many bytes is given up.
_MAX_UNSENT = 64 * 1024

FindAddress = Callable[[], str]
OnReply = Callable[[Sequence[Any]], None]
OnFailure = Callable[[], None]
SESSION: FindAddress = find_session_bus
SYSTEM: FindAddress = find_system_bus


@dataclass(frozen=True, slots=True)
class _PendingReply:
    on_reply: OnReply
    on_failure: OnFailure
    timer: QTimer


class Bus(QObject):
    """A connection to a bus; messages sent before it has authenticated are sent after that.

    Args:
        find_address: Returns the path of the bus's socket; if it raises, there is no bus.
        takes_descriptors: Whether replies may contain file descriptors; the connection is lost if the bus
            does not support that.

    Signals:
        signalReceived: Member and body of a D-Bus signal that was subscribed to.
        connectionLost: The bus has ended the connection; every later call fails.
    """

    signalReceived = Signal(str, object)
    connectionLost = Signal()

    def __init__(
        self, find_address: FindAddress, parent: QObject | None = None, *, takes_descriptors: bool = False
    ) -> None:
        super().__init__(parent)
        self._authenticator = Authenticator(enable_fds=takes_descriptors)
        self._parser = Parser()
        self._serials = itertools.count(1)
        self._calls: dict[int, _PendingReply] = {}
        self._unauthenticated = bytearray()  # messages to send after authentication
        self._unsent = bytearray()
        self._socket = _open_socket(find_address)
        if self._socket:
            number = self._socket.fileno()
            self._readable = self._make_notifier(number, QSocketNotifier.Type.Read, self._receive)
            self._writable = self._make_notifier(number, QSocketNotifier.Type.Write, self._flush)
            self._unsent += self._authenticator.data_to_send() or b""
            self.call(message_bus.Hello(), lambda _body: None, self._abandon)
            self._flush()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._socket is not None

    def call(
        self, message: Message, on_reply: OnReply, on_failure: OnFailure, timeout_ms: int = TIMEOUT_MS
    ) -> None:
        """Call a method, and later one of the callbacks: with the reply's body, or on error or timeout."""
        if not self._socket:
            on_failure()
            return
        serial = next(self._serials)
        timer = QTimer(self, singleShot=True, interval=timeout_ms)
        timer.timeout.connect(lambda: self._fail_call(serial, "no answer"))
        self._calls[serial] = _PendingReply(on_reply, on_failure, timer)
        timer.start()
        self._write(message.serialise(serial))

    def send(self, message: Message) -> None:
        """Send a message that has no reply; without a connection it is dropped."""
        if self._socket:
            message.header.flags |= MessageFlag.no_reply_expected
            self._write(message.serialise(next(self._serials)))

    def close(self) -> None:
        """Close the connection; no callback is called any more."""
        for call in self._calls.values():
            call.timer.stop()
        self._calls.clear()
        if self._socket:
            self._readable.setEnabled(False)
            self._writable.setEnabled(False)
            self._socket.close()
            self._socket = None

    # --------------------------------------------------------------- writing
    def _make_notifier(
        self, number: int, kind: QSocketNotifier.Type, ready: Callable[[], None]
    ) -> QSocketNotifier:
        notifier = QSocketNotifier(number, kind, self)
        notifier.setEnabled(kind is QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_: ready())
        return notifier

    def _write(self, data: bytes) -> None:
        if self._authenticator.authenticated:
            self._unsent += data
            self._flush()
        else:
            self._unauthenticated += data
        if len(self._unauthenticated) + len(self._unsent) > _MAX_UNSENT:
            self._abandon()

    def _flush(self) -> None:
        """Send what the socket accepts, and the rest once it accepts more."""
        if not self._socket:
            return
        try:
            with contextlib.suppress(BlockingIOError):
                del self._unsent[: self._socket.send(self._unsent)]
        except OSError:
            self._abandon()
        else:
            self._writable.setEnabled(bool(self._unsent))

    # --------------------------------------------------------------- reading
    def _receive(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._socket:
                try:
                    data, ancillary, _, _ = self._socket.recvmsg(self._parser.bytes_desired(), fds_buf_size())
                except ConnectionError:
                    data, ancillary = b"", []
                if not data:
                    self._abandon()
                elif self._authenticator.authenticated:
                    self._parser.add_data(data, FileDescriptor.from_ancdata(ancillary))
                    self._dispatch_messages()
                else:
                    self._authenticate(data)

    def _authenticate(self, data: bytes) -> None:
        try:
            self._authenticator.feed(data)
        except AuthenticationError:
            self._abandon()
            return
        self._unsent += self._authenticator.data_to_send() or b""
        if self._authenticator.authenticated:
            self._unsent += BEGIN + self._unauthenticated
            self._unauthenticated.clear()
        self._flush()

    def _dispatch_messages(self) -> None:
        while (message := self._parser.get_next_message()) is not None:
            kind, fields = message.header.message_type, message.header.fields
            if kind is MessageType.signal:
                self.signalReceived.emit(fields[HeaderFields.member], message.body)
            elif kind is MessageType.error:
                self._fail_call(fields[HeaderFields.reply_serial], fields.get(HeaderFields.error_name, ""))
            elif kind is MessageType.method_return:
                self._finish_call(fields[HeaderFields.reply_serial], message.body)

    # ----------------------------------------------------------------- calls
    def _finish_call(self, serial: int, body: Sequence[Any]) -> None:
        call = self._pop_call(serial)
        if call:
            call.on_reply(body)
            return
        for value in body:  # a reply after the timeout: its files would stay open
            if isinstance(value, FileDescriptor):
                value.close()

    def _fail_call(self, serial: int, reason: str) -> None:
        call = self._pop_call(serial)
        if call:
            _log.info("A call over D-Bus failed: %s", reason)
            call.on_failure()

    def _pop_call(self, serial: int) -> _PendingReply | None:
        call = self._calls.pop(serial, None)
        if call:
            call.timer.stop()
            call.timer.deleteLater()
        return call

    def _abandon(self) -> None:
        """Close the connection and fail all calls."""
        if not self._socket:
            return
        waiting = list(self._calls.values())
        self.close()
        for call in waiting:
            call.on_failure()
        self.connectionLost.emit()


def _open_socket(find_address: FindAddress) -> socket.socket | None:
    """Return a non-blocking socket that connects to the bus, or None where there is no bus."""
    try:
        address = find_address()
    except (KeyError, ValueError, RuntimeError):
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(0)
    try:
        connection.connect(address)
    except OSError:  # nobody listens, or the backlog is full because the bus hangs
        connection.close()
        return None
    return connection
