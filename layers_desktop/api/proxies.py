"""Which proxy stands before which hosts, as patterns that httpx takes for its `mounts`."""

import ipaddress
import urllib.request

import httpx

from layers_desktop.domain.network_config import ProxyChoice, ProxyKind


def chosen_proxies(choice: ProxyChoice) -> dict[str, httpx.Proxy | None]:
    """Return the proxy for each pattern of addresses; None for those that need no proxy.

    Raises:
        ValueError: An address is not that of a proxy; httpx.InvalidURL: it is no address at all.
    """
    if choice.kind is ProxyKind.SYSTEM:
        return {pattern: httpx.Proxy(url) if url else None for pattern, url in _system_proxies().items()}
    if not choice.is_named:
        return {}
    url = httpx.URL(scheme=choice.kind.value, host=choice.host, port=choice.port or None)
    return {"all://": httpx.Proxy(url, auth=(choice.user, str(choice.password)) if choice.user else None)}


def _system_proxies() -> dict[str, str | None]:
    """Return what HTTPS_PROXY, ALL_PROXY and NO_PROXY say, or the settings of Windows and macOS.

    They are read as httpx does where it makes connections itself. HTTP_PROXY counts for nothing: plain http
    never goes through a proxy.
    """
    found = urllib.request.getproxies()
    exceptions = [name for name in map(str.strip, found.get("no", "").split(",")) if name]
    if "*" in exceptions:
        return {}
    proxies = {f"{scheme}://": found[scheme] for scheme in ("https", "all") if found.get(scheme)}
    with_scheme = {key: url if "://" in url else f"http://{url}" for key, url in proxies.items()}
    return {**with_scheme, **dict.fromkeys(map(_pattern, exceptions))}


def _pattern(name: str) -> str:
    """Return the pattern of an entry in NO_PROXY: a name stands for every name that ends in it, too."""
    if "://" in name:
        return name
    try:
        address = ipaddress.ip_address(name.partition("/")[0])
    except ValueError:
        return f"all://{name}" if name.lower() == "localhost" else f"all://*{name}"
    return f"all://[{name}]" if isinstance(address, ipaddress.IPv6Address) else f"all://{name}"
