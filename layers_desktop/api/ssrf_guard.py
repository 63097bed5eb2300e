"""Keeps signed URLs from leading into a private network (server-side request forgery, CWE-918).

The name of a host proves nothing, because it may be looked up again, with another result, before the
connection is made. So the address that a connection was made to is checked, before anything is sent over it.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NotLayersError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# The last four bytes are an IPv4 address: that a gateway connects to (RFC 6052, 2.1; RFC 7915), or that the
# host itself has (RFC 4291, 2.5.5.1).
_EMBEDDING = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("::ffff:0:0:0/96"),
    ipaddress.IPv6Network("::/96"),
)
# Private by definition, though Python's lists did not always have them: NAT64 inside one network (RFC 8215),
# site-local addresses (RFC 3879), segment identifiers (RFC 9602), and all of Teredo (RFC 4380).
_PRIVATE = (
    ipaddress.IPv6Network("64:ff9b:1::/48"),
    ipaddress.IPv6Network("fec0::/10"),
    ipaddress.IPv6Network("5f00::/16"),
    ipaddress.IPv6Network("2001::/32"),
)
# ISATAP (RFC 5214, 6.1): the interface's half ends with an IPv4 address after one of these.
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


class SsrfGuard:
    """Allows a store in a private network only where the API itself is in one.

    Args:
        base_url: The API's URL.

    Attributes:
        allows_plain_http: Whether the API is on this computer, so that the store may be called without TLS.
    """

    def __init__(self, base_url: str) -> None:
        host = urlsplit(base_url).hostname or ""
        address = _parse_address(host)
        self.allows_plain_http = _is_local_name(host) or (address is not None and address.is_loopback)
        self._allows_private = self.allows_plain_http or (address is not None and is_private(address))

    def set_api_address(self, address: str) -> None:
        """Take note of the IP address that a direct connection to the API was made to."""
        if not self.allows_plain_http:
            self._allows_private = is_private(ipaddress.ip_address(address))

    def check_host(self, host: str) -> None:
        """Check the host of a signed URL before it is called.

        Raises:
            NotLayersError: It is an address of a private network, and such addresses are not allowed.
        """
        address = _parse_address(host)
        if _is_local_name(host) or (address is not None and is_private(address)):
            self._refuse_unless_allowed(host)

    def check_peer(self, host: str, address: str) -> None:
        """Check the IP address that a connection to a host was made to.

        Raises:
            NotLayersError: It is an address of a private network, and such addresses are not allowed.
        """
        if is_private(ipaddress.ip_address(address)):
            self._refuse_unless_allowed(host)

    def _refuse_unless_allowed(self, host: str) -> None:
        if not self._allows_private:
            # Translators: A reason; stands in parentheses: "Something other than … answered (…)."
            raise NotLayersError(host, tr("an upload address inside a private network"))


def is_private(address: Address) -> bool:
    """Whether this is no public unicast address, nor an IPv6 form of one."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _PRIVATE):
            return True
        embedded = address.ipv4_mapped or address.sixtofour or _embedded(address)
        if embedded is not None:
            return is_private(embedded)
    return not address.is_global or address.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    embeds = any(address in network for network in _EMBEDDING) or address.packed[8:12] in _ISATAP
    return ipaddress.IPv4Address(address.packed[-4:]) if embeds else None


def _parse_address(host: str) -> Address | None:
    """Return the IP address that a host is, also in older forms such as 127.1 and 0x7f000001; else None."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _is_local_name(host: str) -> bool:
    """Whether this name always means this computer (RFC 6761, 6.3)."""
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")
