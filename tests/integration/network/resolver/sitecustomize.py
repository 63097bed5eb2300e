"""A resolver for the program under test: a localhost with two addresses, and a name without an answer.

Python imports this by itself where its folder is on the path.
"""

import socket
import sys
import threading
from typing import Any

_machines_own = socket.getaddrinfo


def _getaddrinfo(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name == "silent.invalid":
        sys.stderr.write("The name servers were asked.\n")
        threading.Event().wait()
    if name == "localhost":
        stream = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [
            (socket.AF_INET6, *stream, ("::1", port, 0, 0)),
            (socket.AF_INET, *stream, ("127.0.0.1", port)),
        ]
    return _machines_own(host, port, *arguments, **named)


socket.getaddrinfo = _getaddrinfo
