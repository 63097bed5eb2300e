"""The secrets of this person: API keys and proxy passwords, in the system's keyring or in memory only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from layers_desktop.domain.api_key import check_key_shape
from layers_desktop.domain.errors import KeyringRefusedError
from layers_desktop.domain.network_config import ProxyChoice
from layers_desktop.domain.redaction import Secret
from layers_desktop.local.keyring_backend import KeyringThread

KEY_VARIABLE = "LAYERS_API_KEY"
_READ_TIMEOUT = 10.0
# A person may have to type the keyring's own password first.
_WRITE_TIMEOUT = 60.0
_PROXY_TIMEOUT = 10.0


class KeySource(StrEnum):
    """Where an API key came from."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """An API key and where it came from; its repr does not show the key."""

    key: Secret = field(repr=False)
    source: KeySource


class Credentials:
    """The API keys of this person: one from the environment, and one for each account at each API host.

    A `user` is the name that a key is kept under in the keyring, as `user_name` makes it.

    The keyring is only touched in a thread of its own: each coroutine can be cancelled at any time and
    returns at once. They raise NoKeyringError, KeyringLockedError, KeyringRefusedError,
    KeyringTimeoutError after `timeout_seconds`, and KeyringError for any other failure of the keyring.
    """

    def __init__(self, environ: Mapping[str, str], extra_backends: frozenset[str] = frozenset()) -> None:
        """Take the environment, and modules of keyring backends that may be used beyond the known ones."""
        self._environ = environ
        self._keyring = KeyringThread("keyring", extra_backends)
        self._session_keys: dict[str, Secret] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    async def find(self, user: str, timeout_seconds: float = _READ_TIMEOUT) -> FoundKey | None:
        """Return the environment's key, else this user's of the session or the keyring, else None.

        Raises:
            ConfigurationError: `LAYERS_API_KEY` holds something that cannot be a key.
            KeyringError: The keyring cannot be read, or not in time.
        """
        return self.from_environment() or await self.find_stored(user, timeout_seconds)

    def from_environment(self) -> FoundKey | None:
        """Return the key in `LAYERS_API_KEY`, if any.

        Raises:
            ConfigurationError: It holds something that cannot be a key.
        """
        given = Secret(self._environ.get(KEY_VARIABLE, "").strip())
        return FoundKey(check_key_shape(given), KeySource.ENVIRONMENT) if given else None

    async def find_stored(
        self, user: str, timeout_seconds: float = _READ_TIMEOUT, *, may_unlock: bool = True
    ) -> FoundKey | None:
        """Return this user's key of the session or the keyring, else None.

        Without `may_unlock` a locked keyring is unlocked only where it shows that it has the key.

        Raises:
            KeyringError: The keyring cannot be read, or not in time.
        """
        if key := self._session_keys.get(user):
            return FoundKey(key, KeySource.SESSION)
        stored = await self._keyring.run(
            lambda keyring: keyring.read(user, may_unlock=may_unlock), timeout_seconds
        )
        return FoundKey(stored, KeySource.KEYRING) if stored else None

    async def store(self, user: str, key: str, timeout_seconds: float = _WRITE_TIMEOUT) -> None:
        """Store the key in the keyring and read it back to be sure; the environment's key is never stored.

        Raises:
            ConfigurationError: It cannot be a key.
            KeyringError: It cannot be stored, or not in time.
        """
        key = check_key_shape(key)
        if key == self._environ.get(KEY_VARIABLE, "").strip():
            return
        await self._keyring.run(lambda keyring: keyring.write(user, key), timeout_seconds)
        self._session_keys.pop(user, None)

    def keep_for_session(self, user: str, key: str) -> None:
        """Keep the key in memory until the program ends.

        Raises:
            ConfigurationError: It cannot be a key.
        """
        self._session_keys[user] = check_key_shape(key)

    async def forget(self, user: str, timeout_seconds: float = _WRITE_TIMEOUT) -> None:
        """Remove this user's key from memory and from the keyring.

        Raises:
            KeyringError: The keyring may still have it.
        """
        self._session_keys.pop(user, None)
        await self._keyring.run(lambda keyring: keyring.remove(user), timeout_seconds)

    async def forget_all(self, users: Iterable[str], timeout_seconds: float = _WRITE_TIMEOUT) -> list[str]:
        """Remove every key of this program from the keyring; return the users that had one.

        Args:
            users: Those that are known; not every keyring can list what it holds.
            timeout_seconds: For each step.

        Raises:
            KeyringError: The keyring may still have some.
        """
        self._session_keys.clear()
        candidates, removed = tuple(users), list[str]()
        while found := await self._keyring.run(
            lambda keyring: keyring.stored_users(candidates), timeout_seconds
        ):
            if set(found) & set(removed):
                raise KeyringRefusedError
            for user in found:
                await self.forget(user, timeout_seconds)
            removed += found
        return removed

    async def keyring_name(self, timeout_seconds: float = _READ_TIMEOUT) -> str:
        """Return the name by which a person knows the keyring in use.

        Raises:
            KeyringError: There is none that can be used.
        """
        return await self._keyring.run(lambda keyring: keyring.name(), timeout_seconds)

    async def has_keyring_set_up(self, timeout_seconds: float = _READ_TIMEOUT) -> bool:
        """Return whether the keyring exists already; if not, the first key has the desktop make one.

        Raises:
            KeyringError: There is none that can be used.
        """
        return await self._keyring.run(lambda keyring: keyring.is_set_up(), timeout_seconds)


class ProxyPasswords:
    """The passwords of proxies: in the keyring, else in memory until the program ends, never in a file."""

    def __init__(self, extra_backends: frozenset[str] = frozenset()) -> None:
        """Take modules of keyring backends that may be used beyond the known ones."""
        self._keyring = KeyringThread("proxy password", extra_backends)
        self._session_passwords: dict[str, Secret] = {}

    async def find(self, proxy: ProxyChoice) -> Secret:
        """Return the password of this user at this proxy; empty where none is kept.

        Raises:
            KeyringError: The keyring cannot be read, or not in time.
        """
        if not (proxy.is_named and proxy.user):
            return Secret()
        user = _proxy_user_name(proxy)
        if user not in self._session_passwords:
            stored = await self._keyring.run(lambda keyring: keyring.read(user), _PROXY_TIMEOUT)
            self._session_passwords[user] = Secret(stored or "")
        return self._session_passwords[user]

    async def store(self, proxy: ProxyChoice, password: str) -> None:
        """Keep the password in memory and in the keyring; an empty one removes what is stored.

        Raises:
            KeyringError: It is kept in memory only.
        """
        user, secret = _proxy_user_name(proxy), Secret(password)
        self._session_passwords[user] = secret
        if secret:
            await self._keyring.run(lambda keyring: keyring.write(user, secret), _PROXY_TIMEOUT)
        else:
            await self._keyring.run(lambda keyring: keyring.remove(user), _PROXY_TIMEOUT)


def user_name(host: str, account: str) -> str:
    """Return the name that the key of this account at this API host is kept under in the keyring.

    An earlier version had one key for each host and kept it under the host alone.
    """
    return f"{host}/{account}"


def _proxy_user_name(proxy: ProxyChoice) -> str:
    return f"proxy {proxy.user}@{proxy.address}"
