"""The system's keyring behind one narrow door: which one may be used, and its errors as ours.

Everything here may block for as long as a prompt stands open: it runs in `DaemonThread` only.
Facts: keyring 25.7 (`keyring.core`, `keyring.backends`); Windows takes at most 2,560 bytes of UTF-16.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from layers_desktop.domain.errors import KeyringError, KeyringLockedError, KeyringRefusedError, NoKeyringError
from layers_desktop.domain.futures import run_into
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret, clear_tracebacks

T = TypeVar("T")

SERVICE_NAME = "layers-desktop"
_MOST_BYTES = 2560
_FAIL = "keyring.backends.fail"
_CHAINER = "keyring.backends.chainer"
_WINDOWS = "keyring.backends.Windows"

# The ones that encrypt, with the names that people know them by.
_SAFE_BACKENDS = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    _WINDOWS: "Windows Credential Manager",
}


class KeyringAdapter:
    """Reads, keeps and removes one key for each user name; every method blocks.

    Each raises NoKeyringError, KeyringLockedError, KeyringRefusedError, or KeyringError for anything else.
    """

    def __init__(self, further_backends: frozenset[str]) -> None:
        self._allowed = further_backends | _SAFE_BACKENDS.keys()

    def name(self) -> str:
        """Return the name by which a person knows the keyring in use."""
        module = type(_asked(self._backend)).__module__
        return _SAFE_BACKENDS.get(module, module)

    def read(self, user: str) -> Secret | None:
        """Return the stored key, or None where none is stored."""
        return _asked(lambda: _password(self._backend(), user))

    def keep(self, user: str, key: Secret) -> None:
        """Store the key and make sure by reading it back."""
        if len(key.encode("utf-16-le")) > _MOST_BYTES:
            raise KeyringRefusedError(tr("The key is too long for a keyring."))
        if _asked(lambda: self._keep(user, key)) != key:
            raise KeyringRefusedError(tr("The keyring took the key but did not give it back."))

    def remove(self, user: str) -> None:
        """Make sure that no key is stored; none stored is as good as one removed."""
        _asked(lambda: self._remove(user))

    def users(self, known: Iterable[str]) -> list[str]:
        """Return those of these users that have a key here, and any other that the keyring tells of."""
        return _asked(lambda: self._users(known))

    # ----------------------------------------------------------------- parts
    def _keep(self, user: str, key: Secret) -> Secret | None:
        backend = self._backend()
        backend.set_password(SERVICE_NAME, user, key)
        return _password(backend, user)

    def _remove(self, user: str) -> None:
        from keyring.errors import PasswordDeleteError

        backend = self._backend()
        try:
            backend.delete_password(SERVICE_NAME, user)
        except PasswordDeleteError:
            # Backends raise this for "nothing there" and for "would not": only a look can tell.
            if _password(backend, user) is not None:
                raise

    def _users(self, known: Iterable[str]) -> list[str]:
        backend = self._backend()
        there = [user for user in known if _password(backend, user) is not None]
        # Some keyrings can name an entry of ours unasked; the others answer None.
        further = backend.get_credential(SERVICE_NAME, None)
        return there if further is None or further.username in there else [*there, further.username]

    def _backend(self) -> Any:
        """Return the keyring in use; of a chain, the first that encrypts."""
        # The import looks for backends and talks to D-Bus: it may hang like any call.
        import keyring

        backend: Any = keyring.get_keyring()
        module = type(backend).__module__
        if module == _FAIL:
            raise NoKeyringError
        choice = backend.backends if module == _CHAINER else [backend]
        safe = [one for one in choice if type(one).__module__ in self._allowed]
        if not safe:
            raise KeyringRefusedError(module)
        if type(safe[0]).__module__ == _WINDOWS:
            safe[0].persist = "local machine"  # its default roams through a company's domain
        return safe[0]


def _password(backend: Any, user: str) -> Secret | None:
    password = backend.get_password(SERVICE_NAME, user)
    return None if password is None else Secret(password)


def _asked(call: Callable[[], T]) -> T:
    """Return what the keyring answers; its errors become ours, and are let go: they may quote the key."""
    try:
        return call()
    except KeyringError:
        raise
    except Exception as error:  # noqa: BLE001 ours is raised below, where nothing of it is kept
        clear_tracebacks(error)
        kind = type(error)
    raise _ours(kind)


def _ours(kind: type[Exception]) -> KeyringError:
    from keyring import errors

    if issubclass(kind, errors.NoKeyringError):
        return NoKeyringError(kind.__name__)
    if issubclass(kind, errors.KeyringLocked | errors.InitError):
        return KeyringLockedError(kind.__name__)
    return KeyringError(
        tr("This computer's keyring failed ({reason}).", reason=kind.__name__),
        tr("You can use the key until you quit."),
        detail=kind.__name__,
    )


class DaemonThread:
    """Runs calls one after another, in a thread that nobody has to wait for.

    While one call hangs, later ones queue up behind it instead of starting threads of their own; whoever
    stops waiting for a call that has not begun takes it back.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 one deadline, queueing included
        """Return what the call returns, or raise what it raises.

        Raises:
            TimeoutError: It did not end within that many seconds; if it had begun, it goes on unheard.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._calls.put((future, call))
        async with asyncio.timeout(timeout):
            return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            run_into(*self._calls.get())
