"""Whether this computer offers authorities that a TLS connection can be traced back to."""

import ssl
import sys
from pathlib import Path

import truststore


def trusted_roots() -> int | None:
    """Return how many certificates of authorities are found here; None: each time the system is asked."""
    if sys.platform in {"darwin", "win32"}:
        return None
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Only a connection makes truststore look for them, and then tells nobody what it found.
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    loaded = context._ctx.cert_store_stats()["x509_ca"]  # noqa: SLF001 only the context inside knows
    # OpenSSL opens the files of a folder only as it needs them.
    folder = ssl.get_default_verify_paths().capath
    return loaded or (len(list(Path(folder).glob("*.[0-9]"))) if folder else 0)
