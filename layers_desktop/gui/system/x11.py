"""Questions to an X server for which Qt has no method, over a connection of their own.

By libxcb: https://xcb.freedesktop.org/manual. The requests: https://www.x.org/releases/current/doc/xproto/x11protocol.html
"""

import ctypes
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

_INPUT_ONLY = 2
_SELECTION_NOTIFY = 31
_EVENT_TYPE = 0x7F
_CURRENT_TIME = 0


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Reply(ctypes.Structure):
    _fields_ = (("head", ctypes.c_uint64), ("value", ctypes.c_uint32))


class _Screens(ctypes.Structure):
    """An iterator of screens, each of which begins with its root window."""

    _fields_ = (("root", ctypes.POINTER(ctypes.c_uint32)), ("left", ctypes.c_int), ("index", ctypes.c_int))


class XServer:
    """A connection to the display.

    Raises:
        OSError: There is no libxcb.
    """

    def __init__(self) -> None:
        self._xcb, self._libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL(None)
        self._xcb.xcb_connect.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._xcb.xcb_connect(None, None))

    @classmethod
    @contextmanager
    def connected(cls) -> Iterator[Self]:
        """Connect, and disconnect afterwards."""
        server = cls()
        try:
            yield server
        finally:
            server._xcb.xcb_disconnect(server._display)

    def owner(self, selection: bytes) -> int:
        """Return the window that owns this selection; 0 where none does.

        Raises:
            ValueError: The display does not answer.
        """
        return self._ask("xcb_get_selection_owner", ctypes.c_uint32(self._atom(selection)))

    def ask_owner(self, selection: bytes) -> bool:
        """Ask who owns this selection what it offers; return False where nobody does.

        Raises:
            ValueError: The display does not answer.
        """
        if not self.owner(selection):
            return False
        asked, offers = (ctypes.c_uint32(self._atom(name)) for name in (selection, b"TARGETS"))
        window = self._new_window()
        self._xcb.xcb_convert_selection(self._display, window, asked, offers, asked, _CURRENT_TIME)
        self._xcb.xcb_flush(self._display)
        return True

    def is_answered(self, seconds: float) -> bool:
        """Return whether the owner that was asked answers within this time."""
        due = time.monotonic() + seconds
        while not self._has_answer():
            left = due - time.monotonic()
            if left <= 0:
                return False
            select.select([self._xcb.xcb_get_file_descriptor(self._display)], [], [], left)
        return True

    def _new_window(self) -> ctypes.c_uint32:
        """Return a window that never shows, to which answers are addressed."""
        self._xcb.xcb_get_setup.restype = ctypes.c_void_p
        self._xcb.xcb_setup_roots_iterator.restype = _Screens
        setup = ctypes.c_void_p(self._xcb.xcb_get_setup(self._display))
        root = ctypes.c_uint32(self._xcb.xcb_setup_roots_iterator(setup).root[0])
        window = ctypes.c_uint32(self._xcb.xcb_generate_id(self._display))
        place = [ctypes.c_int16(0), ctypes.c_int16(0), *[ctypes.c_uint16(1)] * 2, ctypes.c_uint16(0)]
        self._xcb.xcb_create_window(
            self._display, ctypes.c_uint8(0), window, root, *place, ctypes.c_uint16(_INPUT_ONLY), 0, 0, None
        )
        return window

    def _has_answer(self) -> bool:
        self._xcb.xcb_poll_for_event.restype = ctypes.POINTER(ctypes.c_uint8)
        while event := self._xcb.xcb_poll_for_event(self._display):
            kind = event[0] & _EVENT_TYPE
            self._libc.free(event)
            if kind == _SELECTION_NOTIFY:
                return True
        return False

    def _atom(self, name: bytes) -> int:
        return self._ask("xcb_intern_atom", ctypes.c_uint8(0), ctypes.c_uint16(len(name)), name)

    def _ask(self, name: str, *arguments: Any) -> int:
        request, reply = self._xcb[name], self._xcb[f"{name}_reply"]
        request.restype, reply.restype = _Cookie, ctypes.POINTER(_Reply)
        answer = reply(self._display, request(self._display, *arguments), None)
        value = answer.contents.value  # ValueError where there is no answer
        self._libc.free(answer)
        return int(value)
