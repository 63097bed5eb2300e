"""The keyring as the window uses it: whoever waits for it is told so, and can always go on without it."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from layers_desktop.domain.errors import (
    KeyringError,
    KeyringLockedError,
    KeyringRefusedError,
    KeyringTimeoutError,
    NoKeyringError,
    Problem,
)
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.accounts.key_dialog import show_keyring_help
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import Credentials, FoundKey

_KEYRING_NOTICE = "keyring"
_WAITING_NOTICE = "keyring-waiting"
# Seconds until a wait is shown; a keyring that is well answers in a tenth of that.
_SHOWN_AFTER = 1.0
# Seconds that a person may take over the keyring's own prompt; a way out is shown all the while.
_PATIENCE = 600.0

Answer = TypeVar("Answer")


class KeyringPrompts:
    """Asks the keyring for the window.

    Args:
        enter_key: Lets the person enter a key in place of the one that the keyring does not give.
    """

    def __init__(self, credentials: Credentials, window: MainWindow, enter_key: Callable[[], None]) -> None:
        self._credentials = credentials
        self._window = window
        self._enter_key = enter_key
        self._waiting: set[asyncio.Task[Any]] = set()

    async def find(self, user: str, again: Callable[[], None]) -> FoundKey | None:
        """Return the key kept under this name, or None; `again` is what "Unlock" does.

        Raises:
            KeyringError: There is no answer, or the person would not wait for one; that has been told.
        """
        try:
            return await self._waited_for(self._credentials.find_stored(user, _PATIENCE))
        except KeyringError as error:
            self._tell(error, self._ways_to_a_key(error, again))
            raise

    async def keep(self, user: str, key: str) -> bool:
        """Keep the key under this name; return whether it is there. Else it is told, and why."""
        try:
            await self._waited_for(self._credentials.store(user, key, _PATIENCE))
        except KeyringError as error:
            self._tell(error, self._ways_to_keep(error))
            return False
        self._window.hide_notice(_KEYRING_NOTICE)
        return True

    async def forget(self, user: str) -> bool:
        """Remove the key of this name; return whether it is gone. Else it is told that it may not be."""
        try:
            await self._waited_for(self._credentials.forget(user, _PATIENCE))
        except NoKeyringError:
            return True  # what was never there need not be told of
        except KeyringError as error:
            self._tell(error, (), tr("The key may still be in the keyring. {reason}", reason=error.title))
            return False
        return True

    async def name(self) -> str | None:
        """Return what the keyring is called here; empty where none can be used, None where it is silent."""
        try:
            return await self._credentials.keyring_name()
        except KeyringTimeoutError:
            return None
        except KeyringError:
            return ""

    def give_up(self) -> None:
        """Wait no longer: what was asked goes on without the keyring."""
        for task in self._waiting:
            task.cancel()

    # ------------------------------------------------------------- the waiting
    async def _waited_for(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        """Await the keyring; from a second on the window says so, with a way out.

        Raises:
            KeyringTimeoutError: The person gave up.
        """
        loop = asyncio.get_running_loop()
        task = loop.create_task(call, name="keyring call")
        self._waiting.add(task)
        timer = loop.call_later(_SHOWN_AFTER, self._show_waiting)
        try:
            await asyncio.wait([task])
        finally:
            timer.cancel()
            task.cancel()
            self._waiting.discard(task)
            if not self._waiting:
                self._window.hide_notice(_WAITING_NOTICE)
        if task.cancelled():
            raise KeyringTimeoutError
        return task.result()

    def _show_waiting(self) -> None:
        self._window.hide_notice(_KEYRING_NOTICE)
        text = tr("Waiting for your keyring. It may be asking for its password in a window of its own.")
        buttons = (
            NoticeButton(tr("Enter key"), self._enter_instead),
            NoticeButton(tr("Stop waiting"), self.give_up),
        )
        self._window.show_notice(Notice(_WAITING_NOTICE, Severity.CAUTION, text, buttons, can_close=False))

    def _enter_instead(self) -> None:
        self.give_up()
        self._enter_key()

    # ------------------------------------------------------------ the telling
    def _tell(self, error: KeyringError, buttons: tuple[NoticeButton, ...], text: str = "") -> None:
        problem: Problem = error.problem
        notice = Notice(
            _KEYRING_NOTICE, Severity.CAUTION, text or problem.text, buttons, problem.detail or ""
        )
        self._window.show_notice(notice)

    def _ways_to_a_key(self, error: KeyringError, again: Callable[[], None]) -> tuple[NoticeButton, ...]:
        if isinstance(error, NoKeyringError | KeyringRefusedError):
            return self._ways_to_keep(error)
        is_locked = isinstance(error, KeyringLockedError)
        return (
            NoticeButton(tr("Unlock") if is_locked else tr("Try again"), partial(self._after_hiding, again)),
            NoticeButton(tr("Enter key"), partial(self._after_hiding, self._enter_key)),
        )

    def _ways_to_keep(self, error: KeyringError) -> tuple[NoticeButton, ...]:
        goes_on = NoticeButton(tr("Continue"), partial(self._window.hide_notice, _KEYRING_NOTICE))
        if not isinstance(error, NoKeyringError | KeyringRefusedError):
            return (goes_on,)
        return goes_on, NoticeButton(tr("How to set one up"), partial(show_keyring_help, self._window))

    def _after_hiding(self, do: Callable[[], None]) -> None:
        self._window.hide_notice(_KEYRING_NOTICE)
        do()
