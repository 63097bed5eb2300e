"""P1b: six files of 200 MB at once."""

from tests.benchmarks.large_files import CHECKSUMS, six_runs
from tests.benchmarks.pairs import speeds
from tests.benchmarks.place import Place
from tests.benchmarks.table import Row, at_least


def measure(place: Place) -> list[Row]:
    """Return the speed beside each peer's."""
    ours, *peers = six_runs(place)
    what = "6 × 200 MB over http: speed"
    return [
        Row(
            "P1b",
            what,
            f"`{checksum} …` beside `curl --parallel`",
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
