"""Where signed URLs may not lead: into a private network that the API itself is not in.

A name is no proof, for it may be answered anew between a look-up and the connection: what counts is the
address at the other end of the connection that is open, before a byte of it is used.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.network_errors import NotLayersError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# The last four bytes are an IPv4 address: that a gateway talks to (RFC 6052, 2.1; RFC 7915), or that the host
# itself has (RFC 4291, 2.5.5.1).
_WRAPPING = (
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


class Perimeter:
    """Judges the addresses of a store by the address of the API.

    Args:
        base_url: The API's address.
    """

    def __init__(self, base_url: str) -> None:
        host = urlsplit(base_url).hostname or ""
        address = _literal(host)
        self.allows_plain_http = _is_local_name(host) or (address is not None and address.is_loopback)
        self._allows_private = self.allows_plain_http or (address is not None and is_private(address))

    def note_api(self, address: str) -> None:
        """Take note that the API was reached, without a proxy, at this address."""
        if not self.allows_plain_http:
            self._allows_private = is_private(ipaddress.ip_address(address))

    def check_host(self, host: str) -> None:
        """Refuse a host that says by itself that it is private.

        Raises:
            LyingNetworkError: No signed URL of Layers leads there.
        """
        address = _literal(host)
        if _is_local_name(host) or (address is not None and is_private(address)):
            self._refuse_unless_allowed(host)

    def check_peer(self, host: str, address: str) -> None:
        """Refuse a connection to this host that ended at a private address.

        Raises:
            LyingNetworkError: No signed URL of Layers leads there.
        """
        if is_private(ipaddress.ip_address(address)):
            self._refuse_unless_allowed(host)

    def _refuse_unless_allowed(self, host: str) -> None:
        if not self._allows_private:
            raise NotLayersError(host, tr("an upload address inside a private network"))


def is_private(address: Address) -> bool:
    """Whether this is no address of the public internet, also where IPv6 only wraps it."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _PRIVATE):
            return True
        inner = address.ipv4_mapped or address.sixtofour or _wrapped(address)
        if inner is not None:
            return is_private(inner)
    return not address.is_global or address.is_multicast


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    wraps = any(address in network for network in _WRAPPING) or address.packed[8:12] in _ISATAP
    return ipaddress.IPv4Address(address.packed[-4:]) if wraps else None


def _literal(host: str) -> Address | None:
    """Return the address that this is, also in the old forms such as 127.1 and 0x7f000001."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _is_local_name(host: str) -> bool:
    """Whether this name is this computer by definition (RFC 6761, 6.3)."""
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")
