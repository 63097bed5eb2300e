"""P1: a gigabyte through the real window with its sha256, over http and over TLS."""

from tests.benchmarks import uppy
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
    names = [(f"`{checksum} FILE && curl -T FILE`", 1.0) for checksum in CHECKSUMS]
    names.append((f"{uppy.NAME}, no checksum", 2.0))
    return [
        Row(
            "P1",
            what,
            name,
            at_least(goal),
            speeds(ours, peer),
            (),
            {
                "seconds": [run.seconds for run in ours],
                "peerSeconds": [run.seconds for run in peer],
            },
        )
        for (name, goal), peer in zip(names, peers, strict=False)  # Uppy may not be there
    ]
