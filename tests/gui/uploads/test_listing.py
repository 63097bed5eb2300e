import itertools

from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.gui.uploads.listing import runs


@given(st.sets(st.integers(0, 60)))
def test_runs_cover_exactly_the_rows_and_come_last_first(rows):
    found = runs(rows)
    covered = [row for first, last in found for row in range(first, last + 1)]
    assert sorted(covered) == sorted(rows)
    assert all(earlier[0] > later[1] + 1 for earlier, later in itertools.pairwise(found))
