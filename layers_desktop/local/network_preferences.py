"""The chosen way to Layers: read from the preferences, the proxy's password from the keyring."""

from collections.abc import Callable
from typing import TypeVar

from layers_desktop.domain.errors import KeyringSilentError
from layers_desktop.domain.network_choice import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.domain.secret import Secret
from layers_desktop.local.daemon_thread import DaemonThread
from layers_desktop.local.keyring_backend import KeyringDoor
from layers_desktop.local.preferences import Preferences

_PATIENCE = 10.0

T = TypeVar("T")


def network_choice(preferences: Preferences, password: str = "") -> NetworkChoice:
    """Return what was chosen; a proxy without a host, or of a kind that a newer version knows, is none."""
    known = preferences.proxy in set(ProxyKind)
    kind = ProxyKind(preferences.proxy) if known else ProxyKind.SYSTEM
    proxy = ProxyChoice(
        kind,
        preferences.proxy_host.strip(),
        preferences.proxy_port,
        preferences.proxy_user.strip(),
        Secret(password),
    )
    if proxy.is_named and not proxy.host:
        proxy = ProxyChoice()
    return NetworkChoice(proxy, preferences.ca_file.strip())


class ProxyPasswords:
    """The passwords of proxies: in the keyring, else in memory until the program ends, never in a file."""

    def __init__(self, further_backends: frozenset[str] = frozenset()) -> None:
        self._door = KeyringDoor(further_backends)
        self._thread = DaemonThread("proxy password")
        self._of_session: dict[str, Secret] = {}

    async def find(self, proxy: ProxyChoice) -> Secret:
        """Return the password of this user at this proxy; empty where none is kept.

        Raises:
            KeyringError: The keyring cannot be read, or not in time.
        """
        if not (proxy.is_named and proxy.user):
            return Secret()
        name = _name(proxy)
        if name not in self._of_session:
            self._of_session[name] = Secret(await self._ask(lambda: self._door.read(name)) or "")
        return self._of_session[name]

    async def keep(self, proxy: ProxyChoice, password: str) -> None:
        """Keep it, or where it is empty forget the one that is kept.

        Raises:
            KeyringError: It is kept for this session only.
        """
        name, secret = _name(proxy), Secret(password)
        self._of_session[name] = secret
        if secret:
            await self._ask(lambda: self._door.keep(name, secret))
        else:
            await self._ask(lambda: self._door.remove(name))

    async def _ask(self, call: Callable[[], T]) -> T:
        try:
            return await self._thread.run(call, _PATIENCE)
        except TimeoutError:
            raise KeyringSilentError from None


def _name(proxy: ProxyChoice) -> str:
    return f"proxy {proxy.user}@{proxy.address}"
