"""Every figure once, small: that it is measured at all, and on work that was done right. Never how fast."""

import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks import peers, uppy
from tests.benchmarks.figures import FIGURES
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.table import README, Row, at_least, at_most, markdown, put_into, write_json

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def place(start_sandbox_process: Callable[..., SandboxProcess]) -> Iterator[Place]:
    with open_place(1, is_small=True, start_sandbox=start_sandbox_process) as place:
        yield place


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the programs of others out: whether they are installed, and start, is none of the suite's."""
    monkeypatch.setattr(peers, "installed", list)
    monkeypatch.setattr(uppy, "is_installed", lambda: False)


@pytest.mark.parametrize("figure", FIGURES)
def test_the_figure_is_measured_on_work_that_was_done(place: Place, figure: str) -> None:
    shutil.rmtree(place.folder / "pictures", ignore_errors=True)  # of one that failed
    rows = FIGURES[figure](place)
    assert rows
    assert {row.figure for row in rows} == {figure}
    assert all(math.isfinite(value) and value >= 0 for row in rows for value in row.values)
    assert place.arrived() == []


def test_the_table_tells_the_middle_the_spread_and_whether_the_goal_is_met(tmp_path: Path) -> None:
    rows = [
        Row("P1", "speed", "curl", at_least(1.0), [0.8, 1.25, 3.0]),
        Row("P6", "memory", "idle window", at_most(32, "MB"), [40.0], [120.0]),
    ]
    table = markdown(rows, {"CPython": "3.12"}).splitlines()
    assert table[0] == "CPython 3.12."
    assert table[-2] == "| P1 | speed | curl | **1.25** | 0.8–3 | ≥ 1 ✓ |"
    assert table[-1] == "| P6 | memory | idle window: 120 MB | **40 MB** | 40–40 | ≤ 32 MB missed |"
    write_json(tmp_path / "made" / "bench.json", rows, {})
    assert '"median": 1.25' in (tmp_path / "made" / "bench.json").read_text(encoding="utf-8")


def test_the_readme_has_a_place_for_the_table_and_only_that_changes(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    text = README.read_text(encoding="utf-8")
    readme.write_text(text, encoding="utf-8")
    put_into(readme, "| the first |")
    put_into(readme, "| the second |")
    now = readme.read_text(encoding="utf-8")
    assert "| the second |" in now
    assert "| the first |" not in now
    assert now.partition("<!-- figures -->")[0] == text.partition("<!-- figures -->")[0]
    assert now.partition("<!-- end of the figures -->")[2] == text.partition("<!-- end of the figures -->")[2]
