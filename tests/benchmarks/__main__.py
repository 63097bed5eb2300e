"""Measures: `python -m tests.benchmarks [P1 P8 …]` prints a table and writes it as JSON."""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.benchmarks.figures import FIGURES
from tests.benchmarks.machine import machine
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.table import Row, markdown, put_into, write_json


def main() -> None:
    """Measure what was asked for, or everything."""
    options, began, load = _options(), time.monotonic(), os.getloadavg()[0]
    with open_place(options.count, is_small=options.small) as place:
        rows = [row for name in options.figures or FIGURES for row in _measured(name, place)]
    facts = machine() | {"load at the start": f"{load:.1f}", "all in": f"{_minutes(began):.1f} min"}
    write_json(options.json, rows, facts)
    table = markdown(rows, facts)
    if options.readme:
        put_into(options.readme, table)
    sys.stdout.write(table + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which; all where none is named")
    parser.add_argument("--count", type=int, default=5, help="pairs of each figure")
    parser.add_argument("--small", action="store_true", help="only see that everything works")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--readme", type=Path, help="put the table into this file, in place of the last one")
    return parser.parse_args()


def _measured(name: str, place: Place) -> list[Row]:
    began = time.monotonic()
    rows = FIGURES[name](place)
    sys.stderr.write(f"{name}: {_minutes(began):.1f} min\n")
    return rows


def _minutes(since: float) -> float:
    return (time.monotonic() - since) / 60


if __name__ == "__main__":
    main()
