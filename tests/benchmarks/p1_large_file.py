"""P1: a gigabyte through the real window with its sha256, over http and over TLS."""

from tests.benchmarks.large_files import CHECKSUMS, gigabyte_runs
from tests.benchmarks.pairs import speeds
from tests.benchmarks.place import Place
from tests.benchmarks.table import Row, at_least


def measure(place: Place) -> list[Row]:
    """Return the speed beside each peer's, over each."""
    return [row for tls in (False, True) for row in _rows(place, tls=tls)]


def _rows(place: Place, *, tls: bool) -> list[Row]:
    ours, *peers = gigabyte_runs(place, tls=tls)
    what = f"1 GB over {'TLS' if tls else 'http'}: speed"
    return [
        Row(
            "P1",
            what,
            f"`{checksum} FILE && curl -T FILE`",
            at_least(1.0),
            speeds(ours, peer),
            (),
            {
                "seconds": [run.seconds for run in ours],
                "peerSeconds": [run.seconds for run in peer],
            },
        )
        for checksum, peer in zip(CHECKSUMS, peers, strict=True)
    ]
