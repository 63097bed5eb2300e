"""What a sandbox can be told when it starts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEFAULT_KEY = "lp_sandbox_full"
READ_ONLY_KEY = "lp_sandbox_read_only"
SUSPENDED_KEY = "lp_sandbox_suspended"
OTHER_KEY = "lp_sandbox_other"

TIERS = {"standard": (120, 60), "pilot": (1200, 600), "partner": (6000, 3000)}

Dialect = Literal["s3", "r2"]
UrlField = Literal["url", "signedUrl", "both"]
ResetStyle = Literal["seconds", "epoch", "none"]
Authentication = Literal["either", "x-api-key", "bearer"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes how the sandbox answers.

    Attributes:
        directory: Where objects, journals and the log are kept.
        port: Of the API on 127.0.0.1; 0 takes a free one.
        storage_port: Of the object storage, an origin of its own; 0 takes a free one.
        api_key: The key that may do everything.
        authentication: Which header is looked at for the key.
        projects: How many active projects there are; None for the three examples.
        archived: How many archived projects there are besides.
        tier: What whoami says, and where the limits come from that are not given.
        reads: Calls a window that only read; None for no limit.
        writes: Calls a window that write; None for no limit.
        daily_writes: Writes in 24 hours; None for no limit.
        window_seconds: Length of the sliding window.
        reset_style: How `X-RateLimit-Reset` counts; "none" leaves all four headers out.
        unit: 1000 or 1024: which reading of KB and MB the caps take.
        url_field: Under which names presign gives the signed URL.
        dialect: Whose XML the object storage speaks.
        url_seconds: Life of a signed URL.
        signature_mark: What each signature begins with, so that a test finds it wherever it went.
        upload_seconds: Life of an `uploadId` that is not finalized, and of a kept answer.
        s3_endpoint: A real S3-compatible store to use in place of the sandbox's own.
        s3_bucket: The bucket there.
        s3_region: The region that its signatures name.
        sink: A plain HTTP server that takes any PUT, to use in place of the sandbox's own store.
        tls_certificate: A PEM file with what both servers show; None for plain HTTP.
        tls_key: Its key, where that is in a file of its own.
    """

    directory: Path
    port: int = 0
    storage_port: int = 0
    api_key: str = DEFAULT_KEY
    authentication: Authentication = "either"
    projects: int | None = None
    archived: int = 0
    tier: str = "standard"
    reads: int | None = 120
    writes: int | None = 60
    daily_writes: int | None = 10_000
    window_seconds: float = 60.0
    reset_style: ResetStyle = "seconds"
    unit: Literal[1000, 1024] = 1000
    url_field: UrlField = "both"
    dialect: Dialect = "s3"
    url_seconds: float = 900.0
    signature_mark: str = ""
    upload_seconds: float = 86_400.0
    s3_endpoint: str | None = None
    s3_bucket: str | None = None
    s3_region: str = "us-east-1"
    sink: str | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None

    @property
    def scheme(self) -> str:
        """Of both origins."""
        return "http" if self.tls_certificate is None else "https"
