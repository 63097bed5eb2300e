"""A service of the desktop that does nothing but remember: it tells on its output what it is asked.

Its arguments are the names that it owns on the session bus; `--refuse` has it answer every call with an
error. It is told to send signals on its input: the member and its values as a JSON list.
"""

import json
import os
import sys
import threading

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_NOTIFICATIONS = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
_SIGNALS = {"ActionInvoked": "us", "ActivationToken": "us"}
_LAUNCHER = "com.canonical.Unity.LauncherEntry"
# What each method answers: signature and body.
_ANSWERS = {
    "GetCapabilities": ("as", (os.environ.get("CAPABILITIES", "actions,body,body-markup").split(","),)),
    "Notify": ("u", (7,)),
    "ShowItems": (None, ()),
}


def tell(**what: object) -> None:
    """Write one line, in one piece whoever else writes."""
    os.write(sys.stdout.fileno(), json.dumps(what).encode() + b"\n")


def answer(message: Message, *, refuses: bool) -> Message:
    """Return what the caller gets; every Inhibit a number, or where a file is expected a pipe's end."""
    member, interface = (
        message.header.fields[each] for each in (HeaderFields.member, HeaderFields.interface)
    )
    if refuses:
        return new_error(message, "org.freedesktop.DBus.Error.AccessDenied", "s", ("no",))
    if member == "Inhibit":
        if interface != "org.freedesktop.login1.Manager":
            return new_method_return(message, "u", (5,))
        ours, theirs = os.pipe()
        threading.Thread(target=watch, args=(ours,), daemon=True).start()
        return new_method_return(message, "h", (theirs,))
    return new_method_return(message, *_ANSWERS[member])


def watch(pipe: int) -> None:
    """Tell when nobody has the other end any more."""
    os.read(pipe, 1)
    tell(closed=True)


def send_signals(bus: DBusConnection) -> None:
    """Send what is asked for on the input."""
    for line in sys.stdin:
        member, values = json.loads(line)
        bus.send(new_signal(_NOTIFICATIONS, member, _SIGNALS[member], tuple(values)))


def main(names: list[str]) -> None:
    """Serve until the bus ends."""
    refuses = "--refuse" in names
    bus = open_dbus_connection("SESSION", enable_fds=True)
    for rule in (
        MatchRule(type="signal", interface=_LAUNCHER),
        MatchRule(type="signal", member="NameOwnerChanged"),
    ):
        bus.send_and_get_reply(message_bus.AddMatch(rule))
    for name in names:
        if not name.startswith("--"):
            bus.send_and_get_reply(message_bus.RequestName(name))
    tell(ready=True)
    threading.Thread(target=send_signals, args=(bus,), daemon=True).start()
    while True:
        message = bus.receive()
        fields, kind = message.header.fields, message.header.message_type
        if kind is MessageType.method_call:
            call = {"signature": fields.get(HeaderFields.signature), "body": message.body}
            tell(asked=fields[HeaderFields.member], interface=fields[HeaderFields.interface], **call)
            reply = answer(message, refuses=refuses)
            bus.send(reply)
            for value in reply.body if reply.header.fields.get(HeaderFields.signature) == "h" else ():
                os.close(value)
        elif kind is MessageType.signal and fields[HeaderFields.member] == "Update":
            tell(update=message.body)
        elif kind is MessageType.signal and fields[HeaderFields.member] == "NameOwnerChanged":
            name, _, owner = message.body
            if name.startswith(":") and not owner:
                tell(left=name)


if __name__ == "__main__":
    main(sys.argv[1:])
