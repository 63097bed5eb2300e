"""P8: processor time for each gigabyte sent."""

from tests.benchmarks.large_files import CHECKSUMS, gigabyte_runs
from tests.benchmarks.pairs import processor
from tests.benchmarks.place import Place
from tests.benchmarks.table import Row, at_most


def measure(place: Place) -> list[Row]:
    """Return the processor time beside each peer's, over each; the runs are those of P1."""
    return [row for tls in (False, True) for row in _rows(place, tls=tls)]


def _rows(place: Place, *, tls: bool) -> list[Row]:
    ours, *peers = gigabyte_runs(place, tls=tls)
    what = f"1 GB over {'TLS' if tls else 'http'}: processor time"
    return [
        Row(
            "P8",
            what,
            f"`{checksum} FILE && curl -T FILE`",
            at_most(1.5),
            processor(ours, peer),
            (),
            {
                "processorSeconds": [run.processor for run in ours],
                "peerProcessorSeconds": [run.processor for run in peer],
            },
        )
        for checksum, peer in zip(CHECKSUMS, peers, strict=False)  # not beside Uppy, which may be the last
    ]
