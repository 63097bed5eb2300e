"""The keyring as the window uses it: a long wait is shown, and can always be ended without the keyring."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from layers_desktop.domain.errors import (
    KeyringError,
    KeyringLockedError,
    KeyringNotSetUpError,
    KeyringRefusedError,
    KeyringTimeoutError,
    NoKeyringError,
    Problem,
)
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.accounts.key_sheet import show_keyring_help
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.local.credentials import Credentials, FoundKey

_KEYRING_NOTICE = "keyring"
_WAITING_NOTICE = "keyring-waiting"
# Seconds until a wait is shown; a keyring that is well answers in a tenth of that.
_SHOWN_AFTER = 1.0
# Seconds that a person may take over the keyring's own prompt; a way out is shown all the while.
_PROMPT_SECONDS = 600.0

Answer = TypeVar("Answer")


class KeyringPrompts:
    """Reads, stores and removes keys, and shows what stands in the way.

    Args:
        enter_key: Opens the dialog for a key, where the keyring gives none.
    """

    def __init__(self, credentials: Credentials, window: MainWindow, enter_key: Callable[[], None]) -> None:
        self._credentials = credentials
        self._window = window
        self._enter_key = enter_key
        self._waiting: set[asyncio.Task[Any]] = set()

    async def find(self, user: str, again: Callable[[], None], *, may_unlock: bool = True) -> FoundKey | None:
        """Return the key stored under this name, or None; `again` is called by the Unlock button.

        Without `may_unlock` a locked keyring is unlocked only where it shows that it has the key.

        Raises:
            KeyringError: There is no answer, or the person stopped waiting for one; a notice says so already.
        """
        try:
            return await self._wait_for(
                self._credentials.find_stored(user, _PROMPT_SECONDS, may_unlock=may_unlock)
            )
        except KeyringError as error:
            self._show_problem(error, self._find_buttons(error, again))
            raise

    async def store(self, user: str, key: str, again: Callable[[], None]) -> bool:
        """Store the key under this name; return whether it was stored.

        If not, a notice says why; `again` is called by its button, where the keyring can be opened.
        """
        try:
            await self._wait_for(self._credentials.store(user, key, _PROMPT_SECONDS), is_looking=False)
        except KeyringError as error:
            # Translators: {reason} is a whole sentence.
            text = tr("{reason} You can use the key until you quit.", reason=error.title)
            self._show_problem(error, self._store_buttons(error, again), text)
            return False
        self._window.notices.hide_notice(_KEYRING_NOTICE)
        return True

    async def remove(self, user: str) -> bool:
        """Remove the key under this name; return whether it is gone. If not, a notice says why."""
        try:
            await self._wait_for(self._credentials.forget(user, _PROMPT_SECONDS), is_looking=False)
        except NoKeyringError:
            return True  # what was never there need not be told of
        except KeyringError as error:
            self._show_problem(
                # Translators: {reason} is a whole sentence.
                error,
                (),
                tr("The key may still be in the keyring. {reason}", reason=error.title),
            )
            return False
        return True

    async def name(self) -> str | None:
        """Return the keyring's name; empty where none can be used, None where it does not answer."""
        try:
            return await self._credentials.keyring_name()
        except KeyringTimeoutError:
            return None
        except KeyringError:
            return ""

    async def is_set_up(self) -> bool:
        """Return False where the first key that is kept has the desktop make a keyring."""
        try:
            return await self._credentials.has_keyring_set_up()
        except KeyringError:
            return True

    def stop_waiting(self) -> None:
        """Stop waiting for the keyring: every pending call raises KeyringTimeoutError."""
        for task in self._waiting:
            task.cancel()

    # ------------------------------------------------------------- the waiting
    async def _wait_for(self, call: Coroutine[Any, Any, Answer], *, is_looking: bool = True) -> Answer:
        """Await the call; after a second, a notice shows the wait and offers to end it.

        Args:
            call: What the keyring is asked for.
            is_looking: Whether a key is looked for, which can be entered as well.

        Raises:
            KeyringTimeoutError: The person stopped waiting.
        """
        loop = asyncio.get_running_loop()
        task = loop.create_task(call, name="keyring call")
        self._waiting.add(task)
        timer = loop.call_later(_SHOWN_AFTER, partial(self._show_waiting, is_looking=is_looking))
        try:
            await asyncio.wait([task])
        finally:
            timer.cancel()
            task.cancel()
            self._waiting.discard(task)
            if not self._waiting:
                self._window.notices.hide_notice(_WAITING_NOTICE)
        if task.cancelled():
            raise KeyringTimeoutError
        return task.result()

    def _show_waiting(self, *, is_looking: bool) -> None:
        self._window.notices.hide_notice(_KEYRING_NOTICE)
        text = tr("Waiting for your keyring. It may be asking for its password in a window of its own.")
        enter, stop = (
            # Translators: A button: type an API key.
            NoticeButton(tr("Enter key"), self._enter_instead),
            NoticeButton(tr("Stop waiting"), self.stop_waiting),
        )
        buttons = (enter, stop) if is_looking else (stop,)
        self._window.notices.show_notice(
            Notice(_WAITING_NOTICE, Severity.CAUTION, text, buttons, can_close=False)
        )

    def _enter_instead(self) -> None:
        self.stop_waiting()
        self._enter_key()

    # ------------------------------------------------------------ the telling
    def _show_problem(self, error: KeyringError, buttons: tuple[NoticeButton, ...], text: str = "") -> None:
        problem: Problem = error.problem
        notice = Notice(
            _KEYRING_NOTICE, Severity.CAUTION, text or problem.text, buttons, problem.detail or ""
        )
        self._window.notices.show_notice(notice)

    def _find_buttons(self, error: KeyringError, again: Callable[[], None]) -> tuple[NoticeButton, ...]:
        if isinstance(error, NoKeyringError | KeyringRefusedError):
            return self._store_buttons(error, again)
        is_locked = isinstance(error, KeyringLockedError)
        return (
            # Translators: A button: unlock the keyring.
            NoticeButton(tr("Unlock") if is_locked else tr("Try again"), partial(self._after_hiding, again)),
            NoticeButton(tr("Enter key"), partial(self._after_hiding, self._enter_key)),
        )

    def _store_buttons(self, error: KeyringError, again: Callable[[], None]) -> tuple[NoticeButton, ...]:
        goes_on = NoticeButton(tr("Continue"), partial(self._window.notices.hide_notice, _KEYRING_NOTICE))
        if isinstance(error, NoKeyringError | KeyringRefusedError):
            return goes_on, NoticeButton(tr("How to set one up"), partial(show_keyring_help, self._window))
        if error.can_be_unlocked or isinstance(error, KeyringNotSetUpError):
            return goes_on, NoticeButton(tr("Try again"), partial(self._after_hiding, again))
        return (goes_on,)

    def _after_hiding(self, do: Callable[[], None]) -> None:
        self._window.notices.hide_notice(_KEYRING_NOTICE)
        do()
