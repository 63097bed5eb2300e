import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.gui.uploads import filter_sort as module
from layers_desktop.gui.uploads.filter_sort import SortOrder, filter_and_sort

ORDERS = st.one_of(st.none(), st.builds(SortOrder, st.just(lambda number: number % 7), st.booleans()))


@pytest.fixture(scope="module", autouse=True)
def _small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 3)
        yield


def result_of(work):
    yields = 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value, yields
        yields += 1


@given(st.lists(st.integers(0, 100)), st.integers(1, 4), ORDERS)
def test_bit_by_bit_gives_what_filtering_and_sorting_at_once_gives(numbers, divisor, order):
    arranged, _ = result_of(filter_and_sort(numbers, lambda number: number % divisor == 0, order))
    taken = [number for number in numbers if number % divisor == 0]
    assert arranged == (sorted(taken, key=order.key, reverse=order.descending) if order else taken)


@pytest.mark.parametrize("order", [None, SortOrder(lambda number: -number)])
def test_it_stops_once_a_block_at_least(order):
    _, yields = result_of(filter_and_sort(range(30), lambda _number: True, order))
    assert yields >= 10


def test_the_order_of_all_is_that_of_their_keys():
    order = SortOrder(str)
    keys = [key for key, _ in order.sort([10, 9, 1])]
    assert all(one <= other for one, other in itertools.pairwise(keys))
