"""The person's choices about the network: proxy and certificates."""

from dataclasses import dataclass, field
from enum import StrEnum

from layers_desktop.domain.redaction import Secret

MAX_PORT = 65_535


class ProxyKind(StrEnum):
    """Which kind of proxy is used."""

    SYSTEM = "system"
    NONE = "none"
    HTTP = "http"
    SOCKS5 = "socks5"


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The chosen proxy; host, port, user and password are used only where the kind is HTTP or SOCKS5.

    Attributes:
        port: 0 for the default of its kind.
    """

    kind: ProxyKind = ProxyKind.SYSTEM
    host: str = ""
    port: int = 0
    user: str = ""
    password: Secret = field(default_factory=Secret, repr=False)

    @property
    def is_named(self) -> bool:
        """Whether the person has named it, rather than the system."""
        return self.kind in {ProxyKind.HTTP, ProxyKind.SOCKS5}

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """A proxy, and a file of certificates that are trusted besides the system's; empty for none."""

    proxy: ProxyChoice = field(default_factory=ProxyChoice)
    ca_file: str = ""
