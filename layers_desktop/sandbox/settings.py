"""The settings of a sandbox, and the command line that sets them."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

DEFAULT_KEY = "lp_sandbox_full"
READ_ONLY_KEY = "lp_sandbox_read_only"
SUSPENDED_KEY = "lp_sandbox_suspended"
OTHER_KEY = "lp_sandbox_other"

UNITS: dict[str, Literal[1000, 1024]] = {"decimal": 1000, "binary": 1024}
TIERS = {"standard": (120, 60), "pilot": (1200, 600), "partner": (6000, 3000)}

Dialect = Literal["s3", "r2", "ceph"]
UrlField = Literal["url", "signedUrl", "both"]
ResetStyle = Literal["seconds", "epoch", "none"]
Authentication = Literal["either", "x-api-key", "bearer"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a sandbox; each changes how it responds.

    Attributes:
        directory: The folder of objects, state and log.
        port: The port of the API on 127.0.0.1; 0 chooses a free one.
        storage_port: The port of the object storage on 127.0.0.1; 0 chooses a free one.
        api_key: The key with all rights.
        authentication: Which header the key is read from.
        projects: How many active projects there are; None for the three examples.
        archived: How many archived projects there are in addition.
        tier: The rate limit tier that whoami names.
        reads: Reading calls per window; None for no limit.
        writes: Writing calls per window; None for no limit.
        daily_writes: Writes in 24 hours; None for no limit.
        window_seconds: The length of the sliding window.
        reset_style: How `X-RateLimit-Reset` counts; "none" omits all four headers.
        unit: Whether KB and MB of the caps count in 1000 or 1024.
        url_field: The names under which presign gives the signed URL.
        dialect: Whose XML errors the object storage sends.
        url_seconds: The lifetime of a signed URL.
        signature_mark: A prefix of every signature, by which tests find it wherever it leaked.
        upload_seconds: The lifetime of an `uploadId` that is not finalized, and of a stored response.
        s3_endpoint: A real S3-compatible store to use instead of the sandbox's own.
        s3_bucket: The bucket there.
        s3_region: The region that its signatures name.
        sink: A plain HTTP server that accepts any PUT, to use instead of the sandbox's own store.
        tls_certificate: A PEM file with the certificate of both servers; None for plain HTTP.
        tls_key: A PEM file with its key, where that is not in the same file.
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
        """The scheme of both origins."""
        return "http" if self.tls_certificate is None else "https"


_EPILOG = f"""\
When it is ready it prints one line of JSON: {{"url": …, "storageUrl": …, "apiKey": …}}.
Besides the full key it knows {READ_ONLY_KEY} (may list, not upload), {SUSPENDED_KEY}, and
{OTHER_KEY}, which opens another organisation with projects of its own.
While it runs, JSON to POST /_sandbox/faults switches a fault on, DELETE clears all, and GET names those there
are; GET /_sandbox/assets, /_sandbox/calls and /_sandbox/counters tell what happened. A rule has a stage
(whoami, projects, presign, put, finalize, inline; api for all but put, * for all), a fault, and as it needs
them times (null: no end), skip, filename, for_seconds, after_bytes, fraction, seconds, status, code, message,
retry_after, share, dialect, bytes_per_second.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m layers_desktop.sandbox`."""
    parser = argparse.ArgumentParser(
        prog="layers-desktop sandbox",
        description="A local Layers API with its own object storage, on 127.0.0.1 only.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_server_options(parser)
    _add_account_options(parser)
    _add_rate_limit_options(parser)
    _add_upload_options(parser)
    _add_s3_options(parser)
    return parser


def settings_from(options: argparse.Namespace) -> Settings:
    """Return the settings that the options give."""
    given = {name: value for name, value in vars(options).items() if name in Settings.__slots__}
    reads, writes = TIERS[options.tier]
    limits = {"reads": given["reads"] or reads, "writes": given["writes"] or writes}
    if options.no_budget:
        limits = dict.fromkeys(("reads", "writes", "daily_writes"))
    return Settings(
        **given | limits | {"directory": options.directory.absolute(), "unit": UNITS[options.unit]}
    )


def _add_server_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("server").add_argument
    add(
        "--dir",
        dest="directory",
        type=Path,
        required=True,
        metavar="D",
        help="keep objects and journals here",
    )
    add("--port", type=_port, default=0, metavar="N", help="of the API; 0, the default, is a free one")
    add("--storage-port", type=_port, default=0, metavar="N", help="of the object storage; 0 is a free one")
    add("--until-stdin-closes", action="store_true", help="end when standard input ends: no orphan stays")
    add("--tls-certificate", type=Path, metavar="PEM", help="speak TLS, and show this certificate")
    add("--tls-key", type=Path, metavar="PEM", help="its key, where it is not in the same file")
    add(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="JSON",
        help='start with this fault, as {"stage": "put", "fault": "reset", "times": 1}; may be repeated',
    )


def _add_account_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("account").add_argument
    add("--api-key", default=DEFAULT_KEY, metavar="KEY", help="the full key (%(default)s)")
    add(
        "--authentication",
        choices=("either", "x-api-key", "bearer"),
        default="either",
        help="which header is looked at for the key (%(default)s)",
    )
    add(
        "--projects",
        type=_count,
        metavar="N",
        help="this many made-up projects in place of the three examples",
    )
    add("--archived", type=_count, default=0, metavar="N", help="archived projects besides")


def _add_rate_limit_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("budget").add_argument
    add("--tier", choices=TIERS, default="standard", help="of the organisation (%(default)s)")
    add("--reads", type=_positive, metavar="N", help="reads a window, in place of the tier's")
    add("--writes", type=_positive, metavar="N", help="writes a window, in place of the tier's")
    add(
        "--daily-writes", type=_positive, default=10_000, metavar="N", help="writes in 24 hours (%(default)s)"
    )
    add(
        "--window-seconds",
        type=_seconds,
        default=60.0,
        metavar="S",
        help="length of the window (%(default)s)",
    )
    add("--no-budget", action="store_true", help="no limits, and no X-RateLimit headers")
    add(
        "--rate-reset",
        dest="reset_style",
        choices=("seconds", "epoch", "none"),
        default="seconds",
        help="how X-RateLimit-Reset counts; none leaves out the four headers (%(default)s)",
    )


def _add_upload_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("uploads").add_argument
    add("--unit", choices=UNITS, default="decimal", help="how the caps read MB (%(default)s)")
    add("--dialect", choices=get_args(Dialect), default="s3", help="of the storage's errors (%(default)s)")
    add(
        "--url-field",
        choices=("url", "signedUrl", "both"),
        default="both",
        help="where presign puts the signed URL (%(default)s)",
    )
    add("--url-seconds", type=_seconds, default=900.0, metavar="S", help="life of a signed URL (%(default)s)")
    add("--signature-mark", default="", metavar="HEX", help="begin every signature with this, to look for it")
    add(
        "--upload-seconds",
        type=_seconds,
        default=86_400.0,
        metavar="S",
        help="life of an uploadId and of kept answers (%(default)s)",
    )


def _add_s3_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group(
        "a real store", "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    ).add_argument
    add("--s3-endpoint", metavar="URL", help="sign for this S3-compatible store")
    add("--s3-bucket", metavar="B", help="the bucket there")
    add("--s3-region", default="us-east-1", metavar="R", help="the region there (%(default)s)")
    add("--sink", metavar="URL", help="send to this plain HTTP server, which takes any PUT unsigned")


def _port(text: str) -> int:
    return _bounded_int(text, 0, 65_535)


def _count(text: str) -> int:
    return _bounded_int(text, 0, 1_000_000)


def _positive(text: str) -> int:
    return _bounded_int(text, 1, 1_000_000_000)


def _bounded_int(text: str, least: int, most: int) -> int:
    number = int(text)
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text} is not from {least} to {most}")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _fault(text: str) -> dict[str, Any]:
    rule = json.loads(text)
    if not isinstance(rule, dict):
        raise argparse.ArgumentTypeError("a fault is a JSON object")
    return rule
