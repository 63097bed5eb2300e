"""Where the API key comes from and where it is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from layers_desktop.domain.api_key import check_key_shape
from layers_desktop.domain.errors import KeyringRefusedError, KeyringTimeoutError
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.keyring_backend import DaemonThread, KeyringAdapter

KEY_VARIABLE = "LAYERS_API_KEY"
_READ_SECONDS = 10.0
# A person may have to type the keyring's own password first.
_WRITE_SECONDS = 60.0

T = TypeVar("T")


class KeySource(StrEnum):
    """Where a key came from."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key and where it came from; its text form does not show the key."""

    key: Secret = field(repr=False)
    source: KeySource


class Credentials:
    """The API keys of this person: one from the environment, and one for each account at each API host.

    What is called a host here is the name that a key is kept under, as `user_name` makes it.

    The keyring is only ever touched in a thread of its own: each of its methods can be cancelled at any
    time and returns at once. They raise NoKeyringError, KeyringLockedError, KeyringRefusedError,
    KeyringTimeoutError after the time given, and KeyringError for whatever else a keyring does.
    """

    def __init__(self, environ: Mapping[str, str], further_backends: frozenset[str] = frozenset()) -> None:
        """Take the environment, and modules of keyring backends that may be used beyond the known ones."""
        self._environ = environ
        self._door = KeyringAdapter(further_backends)
        self._thread = DaemonThread("keyring")
        self._session_keys: dict[str, Secret] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    async def find(self, host: str, patience: float = _READ_SECONDS) -> FoundKey | None:
        """Return the key for this API host: the environment's, the session's, the keyring's, or None.

        Raises:
            ConfigurationError: `LAYERS_API_KEY` holds something that is no key.
            KeyringError: The keyring cannot be read, or not within `patience` seconds.
        """
        return self.of_environment() or await self.find_stored(host, patience)

    def of_environment(self) -> FoundKey | None:
        """Return the key that `LAYERS_API_KEY` gives, if any.

        Raises:
            ConfigurationError: It holds something that is no key.
        """
        given = Secret(self._environ.get(KEY_VARIABLE, "").strip())
        return FoundKey(check_key_shape(given), KeySource.ENVIRONMENT) if given else None

    async def find_stored(self, user: str, patience: float = _READ_SECONDS) -> FoundKey | None:
        """Return the key of this user name: the session's, the keyring's, or None.

        Raises:
            KeyringError: The keyring cannot be read, or not within `patience` seconds.
        """
        if kept := self._session_keys.get(user):
            return FoundKey(kept, KeySource.SESSION)
        stored = await self._ask(lambda: self._door.read(user), patience)
        return FoundKey(stored, KeySource.KEYRING) if stored else None

    async def store(self, host: str, key: str, patience: float = _WRITE_SECONDS) -> None:
        """Keep the key in the keyring, read back to be sure; one that the environment gives is never stored.

        Raises:
            ConfigurationError: It is no key.
            KeyringError: It cannot be kept there, or not within `patience` seconds.
        """
        key = check_key_shape(key)
        if key == self._environ.get(KEY_VARIABLE, "").strip():
            return
        await self._ask(lambda: self._door.keep(host, key), patience)
        self._session_keys.pop(host, None)

    def keep_for_session(self, host: str, key: str) -> None:
        """Keep the key in memory, until the program ends.

        Raises:
            ConfigurationError: It is no key.
        """
        self._session_keys[host] = check_key_shape(key)

    async def forget(self, host: str, patience: float = _WRITE_SECONDS) -> None:
        """Remove the key from this session and from the keyring.

        Raises:
            KeyringError: The keyring may still have it.
        """
        self._session_keys.pop(host, None)
        await self._ask(lambda: self._door.remove(host), patience)

    async def forget_all(self, hosts: Iterable[str], patience: float = _WRITE_SECONDS) -> list[str]:
        """Remove every key of this program that the keyring has; return the hosts that they were for.

        Args:
            hosts: Those that are known; not every keyring can tell what it holds.
            patience: In seconds, for each step.

        Raises:
            KeyringError: The keyring may still have some.
        """
        self._session_keys.clear()
        known, forgotten = tuple(hosts), list[str]()
        while found := await self._ask(lambda: self._door.users(known), patience):
            if set(found) & set(forgotten):
                raise KeyringRefusedError
            for host in found:
                await self.forget(host, patience)
            forgotten += found
        return forgotten

    async def keyring_name(self, patience: float = _READ_SECONDS) -> str:
        """Return the name by which a person knows the keyring in use.

        Raises:
            KeyringError: There is none that can be used.
        """
        return await self._ask(self._door.name, patience)

    async def _ask(self, call: Callable[[], T], patience: float) -> T:
        try:
            return await self._thread.run(call, patience)
        except TimeoutError:
            raise KeyringTimeoutError from None


def user_name(host: str, account: str) -> str:
    """Return the name that the key of this account at this API host is kept under.

    An earlier version knew one key for each host and kept it under the host alone.
    """
    return f"{host}/{account}"
