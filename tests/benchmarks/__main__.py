"""Measures: `python -m tests.benchmarks [P1 P8 …]` prints a table and writes it as JSON."""

import argparse
import sys
from pathlib import Path

from tests.benchmarks.figures import FIGURES
from tests.benchmarks.machine import machine
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.table import Row, markdown, write_json


def main() -> None:
    """Measure what was asked for, or everything."""
    options = _options()
    with open_place(options.count, is_small=options.small) as place:
        rows = [row for name in options.figures or FIGURES for row in _measured(name, place)]
    write_json(options.json, rows, machine())
    sys.stdout.write(markdown(rows, machine()) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which; all where none is named")
    parser.add_argument("--count", type=int, default=5, help="pairs of each figure")
    parser.add_argument("--small", action="store_true", help="only see that everything works")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    return parser.parse_args()


def _measured(name: str, place: Place) -> list[Row]:
    sys.stderr.write(f"{name} …\n")
    return FIGURES[name](place)


if __name__ == "__main__":
    main()
