"""Every figure by its name, in the order of the table."""

from collections.abc import Callable

from tests.benchmarks import (
    p1_large_file,
    p1b_six_files,
    p2_small_files,
    p3_budget,
    p4_pauses,
    p4b_drops,
    p5_start,
    p6_memory,
    p7_cost_per_file,
    p8_processor,
    p9_speed_limit,
)
from tests.benchmarks.place import Place
from tests.benchmarks.table import Row

FIGURES: dict[str, Callable[[Place], list[Row]]] = {
    "P1": p1_large_file.measure,
    "P1b": p1b_six_files.measure,
    "P2": p2_small_files.measure,
    "P3": p3_budget.measure,
    "P4": p4_pauses.measure,
    "P4b": p4b_drops.measure,
    "P5": p5_start.measure,
    "P6": p6_memory.measure,
    "P7": p7_cost_per_file.measure,
    "P8": p8_processor.measure,
    "P9": p9_speed_limit.measure,
}
