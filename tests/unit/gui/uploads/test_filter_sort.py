import itertools

from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.gui.uploads.filter_sort import move_to_end, row_ranges


@given(st.sets(st.integers(0, 60)))
def test_runs_cover_exactly_the_rows_and_come_last_first(rows):
    found = row_ranges(rows)
    covered = [row for first, last in found for row in range(first, last + 1)]
    assert sorted(covered) == sorted(rows)
    assert all(earlier[0] > later[1] + 1 for earlier, later in itertools.pairwise(found))


def test_rows_put_last_keep_their_order_and_everybody_finds_its_place():
    shown = list("abcdef")
    order, place = move_to_end(shown, [1, 2, 4])
    assert order == list("adfbce")
    assert [order[place(row)] for row in range(6)] == shown
