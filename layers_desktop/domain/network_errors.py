"""Errors before any usable answer comes.

NetworkError
├── UnreachableError             no route, refused, connect timeout
│   └── NameLookupError          no address was found for the host's name
├── ConnectionBrokenError        the connection broke or timed out in the middle
├── UntrustedCertificateError    the certificate is not trusted
│   └── OutdatedTlsError         the server offers nothing newer than TLS 1.1
├── NotLayersError               an answer that is not Layers' (captive portal, proxy page)
├── ProxyError                   the proxy refused
│   ├── ProxyUnreachableError    the proxy itself cannot be reached
│   └── ProxyPasswordError       the proxy asks for a user name and a password, or for others
└── OutcomeUnknownError          a call that may have made an asset is too old to be repeated
"""

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.i18n import tr


class NetworkError(UploaderError):
    """No usable answer came back."""

    code = "NETWORK"
    can_retry = True


class UnreachableError(NetworkError):
    """The host could not be reached at all."""

    code = "UNREACHABLE"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            tr(
                "Could not reach {host}. A proxy or firewall may be blocking it ({reason}).",
                host=host,
                reason=reason,
            ),
            tr("Check your internet connection, and Settings, Network."),
            detail=reason,
        )


class NameLookupError(UnreachableError):
    """No address was found for the host's name."""

    code = "NAME_LOOKUP"

    def __init__(self, host: str) -> None:
        NetworkError.__init__(
            self,
            tr("Could not reach {host} (its name could not be looked up).", host=host),
            tr("Check your internet connection. Some networks need a proxy: Settings, Network."),
        )


class ConnectionBrokenError(NetworkError):
    """The connection broke or timed out before the answer came."""

    code = "CONNECTION_BROKEN"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            tr("The connection to {host} broke off ({reason}).", host=host, reason=reason),
            tr("Retry when the connection is steady."),
            detail=reason,
        )


class UntrustedCertificateError(NetworkError):
    """The host showed a certificate that this computer does not trust."""

    code = "UNTRUSTED"
    can_retry = True

    def __init__(self, host: str, reason: str, next_step: str = "") -> None:
        super().__init__(
            tr(
                "The certificate of {host} is not trusted on this computer ({reason}).",
                host=host,
                reason=reason,
            ),
            next_step
            or tr(
                "If a company proxy inspects traffic, ask your IT for its certificate file "
                "and name it in Settings, Network."
            ),
            detail=reason,
        )


class OutdatedTlsError(UntrustedCertificateError):
    """The server offers nothing newer than TLS 1.1."""

    code = "OUTDATED_TLS"

    def __init__(self, host: str, reason: str) -> None:
        NetworkError.__init__(
            self,
            tr("The connection to {host} could only be made with outdated encryption.", host=host),
            tr("A proxy that inspects traffic may be too old: ask your IT. TLS 1.2 is needed."),
            detail=reason,
        )


class NotLayersError(NetworkError):
    """Something that is not Layers answered in its place."""

    code = "NOT_LAYERS"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            tr("Something other than {host} answered ({reason}).", host=host, reason=reason),
            tr("Open a web page to sign in to this network, then try again."),
            detail=reason,
        )


class ProxyError(NetworkError):
    """The proxy did not let the request through."""

    code = "PROXY"

    def __init__(self, reason: str) -> None:
        super().__init__(
            tr("The proxy did not let the request through ({reason}).", reason=reason),
            tr("Ask whoever runs the proxy to let Layers through, or choose another in Settings, Network."),
            detail=reason,
        )


class ProxyUnreachableError(ProxyError):
    """The proxy itself cannot be reached."""

    code = "PROXY_UNREACHABLE"

    def __init__(self, proxy: str, reason: str) -> None:
        NetworkError.__init__(
            self,
            tr("Could not reach the proxy {proxy} ({reason}).", proxy=proxy, reason=reason),
            tr("Check its address in Settings, Network, or in HTTPS_PROXY."),
            detail=reason,
        )


class ProxyPasswordError(ProxyError):
    """The proxy asks for a user name and a password, or refused the ones it got."""

    code = "PROXY_PASSWORD"

    def __init__(self, reason: str) -> None:
        NetworkError.__init__(
            self,
            tr("The proxy wants a user name and a password."),
            tr("Enter them in Settings, Network; if they are there, they are not right."),
            detail=reason,
        )


class OutcomeUnknownError(NetworkError):
    """A call that may have made an asset is too old to be repeated safely."""

    code = "OUTCOME_UNKNOWN"

    def __init__(self, project: str) -> None:
        super().__init__(
            tr("Whether this file arrived could not be found out within a day."),
            tr("Look for it in {project} first: Retry adds it again.", project=project),
        )
