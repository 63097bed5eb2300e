"""The tray of a desktop, as it is on Plasma and many others: it takes icons over D-Bus, and clicks on them.

The protocols: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/ and com.canonical.dbusmenu.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.e2e.waiting import until

_WATCHER = "org.kde.StatusNotifierWatcher"
_ITEM, _MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
_PROPERTIES = "org.freedesktop.DBus.Properties"


class TrayHost:
    """Takes icons, tells what they show, and clicks on them."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._items: list[str] = []
        self._serving = open_dbus_connection(address)
        self._serving.send_and_get_reply(message_bus.RequestName(_WATCHER))
        self._asking: DBusConnection = open_dbus_connection(address)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._asking.close()
        # A connection that is only closed would leave its thread waiting for the next message.
        self._serving.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._serving.close()

    def wait_for_icon(self) -> None:
        """Wait until there is an icon."""
        until(lambda: self._items, "icon in the tray")

    def forget_icons(self) -> None:
        """Forget the icons of programs that have ended."""
        self._items.clear()

    @property
    def tooltip(self) -> str:
        """What the icon says of itself."""
        return str(self._get("ToolTip")[2])

    def entries(self) -> dict[str, tuple[int, bool]]:
        """Return number and usability of each entry of the icon's menu, by its text."""
        _, root = self._ask(self._menu, "GetLayout", "iias", (0, -1, []))
        found = [(number, dict(about)) for number, about, _ in (child[1] for child in root[2])]
        return {
            about["label"][1].replace("_", ""): (number, about.get("enabled", ("b", True))[1])
            for number, about in found
            if "label" in about
        }

    def choose(self, text: str) -> None:
        """Choose this entry of the icon's menu."""
        number, _ = self.entries()[text]
        self._ask(self._menu, "Event", "isvu", (number, "clicked", ("s", ""), 0))

    def click(self) -> None:
        """Click on the icon."""
        self._ask(self._item(_ITEM), "Activate", "ii", (0, 0))

    # ----------------------------------------------------------------- parts
    def _item(self, interface: str) -> DBusAddress:
        return DBusAddress("/StatusNotifierItem", self._items[-1], interface)

    @property
    def _menu(self) -> DBusAddress:
        return DBusAddress(self._get("Menu"), self._items[-1], _MENU)

    def _get(self, name: str) -> Any:
        return self._ask(self._item(_PROPERTIES), "Get", "ss", (_ITEM, name))[0][1]

    def _ask(self, place: DBusAddress, method: str, types: str, body: tuple[object, ...]) -> Any:
        reply = self._asking.send_and_get_reply(new_method_call(place, method, types, body), timeout=10)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body

    def _serve(self) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while True:
                message = self._serving.receive()
                if message.header.message_type is MessageType.method_call:
                    self._serving.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        fields = message.header.fields
        if fields[HeaderFields.member] == "RegisterStatusNotifierItem":
            self._items.append(fields[HeaderFields.sender])
            return new_method_return(message)
        about = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
        if fields[HeaderFields.member] == "GetAll":
            return new_method_return(message, "a{sv}", (about,))
        if fields[HeaderFields.member] == "Get":
            return new_method_return(message, "v", (about[message.body[1]],))
        return new_method_return(message, "s", ("<node/>",))


@contextlib.contextmanager
def open_tray(address: str) -> Iterator[TrayHost]:
    """Give a tray on the session bus of this address."""
    with contextlib.closing(TrayHost(address)) as tray:
        yield tray
