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
            tr("Check your internet connection and Settings → Network."),
            detail=reason,
        )


class NameLookupError(UnreachableError):
    """No address was found for the host's name."""

    code = "NAME_LOOKUP"

    def __init__(self, host: str) -> None:
        NetworkError.__init__(
            self,
            tr("Could not reach {host} (its address could not be found).", host=host),
            tr("Check your internet connection. Some networks need a proxy: see Settings → Network."),
        )


class ConnectionBrokenError(NetworkError):
    """The connection broke or timed out before the answer came."""

    code = "CONNECTION_BROKEN"

    def __init__(self, host: str, reason: str) -> None:
        title = tr("Lost the connection to {host}.", host=host)
        if reason:
            title = tr("Lost the connection to {host} ({reason}).", host=host, reason=reason)
        super().__init__(title, tr("Try again."), detail=reason)


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
                "If a company proxy inspects traffic, ask your IT department for its certificate file "
                "and choose it in Settings → Network."
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
            tr("A proxy may be out of date: ask your IT department. TLS 1.2 is needed."),
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
    """The proxy blocked the request."""

    code = "PROXY"

    def __init__(self, reason: str) -> None:
        super().__init__(
            tr("The proxy blocked the request ({reason}).", reason=reason),
            tr("Ask whoever runs the proxy to allow Layers, or choose another one in Settings → Network."),
            detail=reason,
        )


class ProxyUnreachableError(ProxyError):
    """The proxy itself cannot be reached."""

    code = "PROXY_UNREACHABLE"

    def __init__(self, proxy: str, reason: str) -> None:
        NetworkError.__init__(
            self,
            tr("Could not reach the proxy {proxy} ({reason}).", proxy=proxy, reason=reason),
            tr("Check its address in Settings → Network or in HTTPS_PROXY."),
            detail=reason,
        )


class ProxyPasswordError(ProxyError):
    """The proxy asks for a user name and a password, or refused the ones it got."""

    code = "PROXY_PASSWORD"

    def __init__(self, reason: str) -> None:
        NetworkError.__init__(
            self,
            tr("The proxy asks for a user name and a password."),
            tr("Enter them in Settings → Network. If they are there already, they are wrong."),
            detail=reason,
        )


class OutcomeUnknownError(NetworkError):
    """A call that may have made an asset is too old to be repeated safely."""

    code = "OUTCOME_UNKNOWN"

    def __init__(self, project: str) -> None:
        super().__init__(
            tr("This file may or may not have arrived: no answer came within a day."),
            tr("Look for it in {project} before you retry: that adds it again.", project=project),
        )
