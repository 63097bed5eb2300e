"""Measures: `python -m tests.benchmarks [P1 P8 …]` prints a table and writes it as JSON."""

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

from tests.benchmarks.figures import FIGURES
from tests.benchmarks.machine import machine
from tests.benchmarks.place import open_place
from tests.benchmarks.table import README, Row, markdown, put_into, write_json


def main() -> None:
    """Measure what was asked for, or everything."""
    options, began, load = _options(), time.monotonic(), os.getloadavg()[0]
    rows, broken = _measured(options)
    facts = machine() | {"load at the start": f"{load:.1f}", "all in": f"{_minutes(began):.1f} min"}
    write_json(options.json, rows, facts)
    table = markdown(rows, facts)
    if options.readme and not broken:
        put_into(README, table)
    sys.stdout.write(table + "\n")
    if broken:
        sys.exit(f"Not measured: {', '.join(broken)}; the table has the others.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which; all where none is named")
    parser.add_argument("--count", type=int, default=5, help="pairs of each figure")
    parser.add_argument("--small", action="store_true", help="only see that everything works")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--readme", action="store_true", help="put the table into tests/benchmarks/README.md")
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> tuple[list[Row], list[str]]:
    """Return the rows, and which figures could not be measured: the others are worth their time."""
    rows: list[Row] = []
    broken = []
    with open_place(options.count, is_small=options.small) as place:
        for name in options.figures or FIGURES:
            began = time.monotonic()
            try:
                rows += FIGURES[name](place)
            except Exception:  # noqa: BLE001  # whatever it is, it is shown, and ends the program with 1
                traceback.print_exc()
                broken.append(name)
                place.remove_rest()
            sys.stderr.write(f"{name}: {_minutes(began):.1f} min\n")
    return rows, broken


def _minutes(since: float) -> float:
    return (time.monotonic() - since) / 60


if __name__ == "__main__":
    main()
