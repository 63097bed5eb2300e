"""The system's keyring: which backend may be used, its errors as ours, and the thread that it runs in.

A call may block for as long as a prompt of the keyring is open, so all of them run in a `KeyringThread`.
Written for keyring 25.7 (https://keyring.readthedocs.io). Windows stores at most 2,560 bytes, in UTF-16
(CRED_MAX_CREDENTIAL_BLOB_SIZE, https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw).
"""

import asyncio
import functools
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from layers_desktop.domain.errors import (
    KeyringError,
    KeyringLockedError,
    KeyringNotSetUpError,
    KeyringRefusedError,
    KeyringTimeoutError,
    NoKeyringError,
)
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.redaction import Secret, clear_tracebacks

T = TypeVar("T")


P = ParamSpec("P")
SERVICE_NAME = "layers-desktop"
_MAX_BYTES = 2560
_FAIL = "keyring.backends.fail"
_CHAINER = "keyring.backends.chainer"
_WINDOWS = "keyring.backends.Windows"
_FREEDESKTOP = "keyring.backends.SecretService"
# Backends that encrypt, with the names that people know them by; the Secret Service has none of its own.
_SAFE_BACKENDS: dict[str, Callable[[], str]] = {
    # Translators: Inside a sentence: "It is kept in your desktop's keyring, not in a file."
    _FREEDESKTOP: lambda: tr("your desktop's keyring"),
    "keyring.backends.libsecret": lambda: tr("your desktop's keyring"),
    "keyring.backends.kwallet": lambda: "KWallet",
    # Translators: Inside a sentence, as the one before, here and in the next one: the system's own name.
    "keyring.backends.macOS": lambda: tr("macOS Keychain"),
    _WINDOWS: lambda: tr("Windows Credential Manager"),
}


def run_into(future: Future[T], call: Callable[[], T]) -> None:
    """Make the call and settle the future with what it returns or raises; not if it was cancelled before.

    `concurrent.futures.ThreadPoolExecutor` does the same, but the interpreter waits for its threads at the
    end, and these calls may hang: they run in daemon threads.
    """
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except Exception as error:  # noqa: BLE001 it is handed to the one who asked
        future.set_exception(error)
    else:
        future.set_result(result)


def _maps_errors(method: Callable[P, T]) -> Callable[P, T]:
    """Make the method raise our errors; the keyring's own are dropped, because they may quote the secret."""

    @functools.wraps(method)
    def mapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except KeyringError:
            raise
        except Exception as error:  # noqa: BLE001 ours is raised below, where nothing of it is kept
            clear_tracebacks(error)
            kind = type(error)
        raise _domain_error(kind)

    return mapped


def _domain_error(kind: type[Exception]) -> KeyringError:
    from keyring import errors

    if issubclass(kind, errors.NoKeyringError):
        return NoKeyringError(kind.__name__)
    if issubclass(kind, errors.KeyringLocked | errors.InitError):
        return KeyringLockedError(kind.__name__)
    return KeyringError(
        # Translators: {reason} is what the system says, in its own words.
        tr("This computer's keyring failed ({reason}).", reason=kind.__name__),
        tr("You can use the key until you quit."),
        detail=kind.__name__,
    )


class KeyringAdapter:
    """Reads, writes and removes one secret for each user name; every method blocks.

    Each raises NoKeyringError, KeyringLockedError, KeyringRefusedError, or KeyringError for anything else.
    """

    def __init__(self, extra_backends: frozenset[str]) -> None:
        self._allowed = extra_backends | _SAFE_BACKENDS.keys()

    @_maps_errors
    def name(self) -> str:
        """Return the name by which a person knows the keyring in use."""
        module = type(self._backend()).__module__
        return _SAFE_BACKENDS[module]() if module in _SAFE_BACKENDS else module

    @_maps_errors
    def is_set_up(self) -> bool:
        """Whether there is a keyring to keep something in; if not, `write` has the desktop make one."""
        return _is_set_up(self._backend())

    @_maps_errors
    def read(self, user: str, *, may_unlock: bool = True) -> Secret | None:
        """Return the stored secret, or None where none is stored.

        Without `may_unlock` a locked keyring that shows no entry of this name is not unlocked to make sure:
        the desktop would ask for a password.
        """
        backend = self._backend()
        if not may_unlock and _is_locked_without(backend, user):
            return None
        return _password(backend, user)

    @_maps_errors
    def write(self, user: str, secret: Secret) -> None:
        """Store the secret, and read it back to be sure.

        Raises:
            KeyringNotSetUpError: There was no keyring yet, and the person would not have one made.
        """
        if len(secret.encode("utf-16-le")) > _MAX_BYTES:
            raise KeyringRefusedError(tr("The key is too long for a keyring."))
        backend = self._backend()
        if not (_is_set_up(backend) or _set_up()):
            raise KeyringNotSetUpError
        backend.set_password(SERVICE_NAME, user, secret)
        if _password(backend, user) != secret:
            raise KeyringRefusedError(tr("The keyring accepted the key but did not return it."))

    @_maps_errors
    def remove(self, user: str) -> None:
        """Make sure that no secret is stored; it is no error that none was."""
        from keyring.errors import PasswordDeleteError

        backend = self._backend()
        if not _is_set_up(backend):
            return
        try:
            backend.delete_password(SERVICE_NAME, user)
        except PasswordDeleteError:
            # Backends raise this both for "nothing there" and for "would not": only reading can tell.
            if _password(backend, user) is not None:
                raise

    @_maps_errors
    def stored_users(self, candidates: Iterable[str]) -> list[str]:
        """Return those of these users that have a secret here, and one more that the keyring itself names."""
        backend = self._backend()
        if not _is_set_up(backend):
            return []
        stored = [user for user in candidates if _password(backend, user) is not None]
        # Some keyrings name an entry of a service without its user; the others return None.
        named = backend.get_credential(SERVICE_NAME, None)
        return stored if named is None or named.username in stored else [*stored, named.username]

    def _backend(self) -> Any:
        """Return the keyring in use; of a chain, the first that encrypts."""
        # The import looks for backends and talks to D-Bus: it may hang like any call.
        import keyring

        backend: Any = keyring.get_keyring()
        module = type(backend).__module__
        if module == _FAIL:
            raise NoKeyringError
        chain = backend.backends if module == _CHAINER else [backend]
        allowed = [each for each in chain if type(each).__module__ in self._allowed]
        if not allowed:
            raise KeyringRefusedError(module)
        if type(allowed[0]).__module__ == _WINDOWS:
            allowed[0].persist = "local machine"  # its default roams through a company's domain
        return allowed[0]


def _password(backend: Any, user: str) -> Secret | None:
    password = backend.get_password(SERVICE_NAME, user) if _is_set_up(backend) else None
    return None if password is None else Secret(password)


def _is_set_up(backend: Any) -> bool:
    """Whether the keyring exists: of the Secret Service, keyring makes one even for a look-up.

    Making one has the desktop ask for its password, before a person has entered any key.
    """
    if type(backend).__module__ != _FREEDESKTOP or hasattr(backend, "preferred_collection"):
        return True
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            secretstorage.get_collection_by_alias(bus, "default")
        except secretstorage.ItemNotFoundException:
            return False
    return True


def _is_locked_without(backend: Any, user: str) -> bool:
    """Whether the keyring is locked, and shows no entry of this name; most show names while locked."""
    if type(backend).__module__ != _FREEDESKTOP or not _is_set_up(backend):
        return False
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        collection = secretstorage.get_default_collection(bus)
        wanted = {"service": SERVICE_NAME, "username": user}
        return collection.is_locked() and not any(collection.search_items(wanted))


def _set_up() -> bool:
    """Have the desktop make the default keyring, for which it asks for a password; return whether it did."""
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            secretstorage.get_default_collection(bus)
        except secretstorage.PromptDismissedException:
            return False
    return True


class KeyringThread:
    """Runs operations on the keyring one after another, in a thread that nobody has to wait for.

    While one operation hangs, later ones queue up behind it instead of starting threads of their own; one
    whose caller has stopped waiting before it began never happens.
    """

    def __init__(self, name: str, extra_backends: frozenset[str]) -> None:
        """Take the thread's name, and modules of backends that may be used beyond the known ones."""
        self._name = name
        self._keyring = KeyringAdapter(extra_backends)
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[KeyringAdapter], Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, operation: Callable[[KeyringAdapter], T], timeout_seconds: float) -> T:
        """Return what the operation returns.

        Raises:
            KeyringTimeoutError: It did not end in time, queueing included; if it had begun, it goes on
                unheard.
            KeyringError: Whatever else the adapter raises.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._calls.put((future, operation))
        try:
            async with asyncio.timeout(timeout_seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise KeyringTimeoutError from None

    def _work(self) -> None:
        while True:
            future, operation = self._calls.get()
            run_into(future, partial(operation, self._keyring))
