from itertools import chain

import pytest

from layers_desktop.gui.uploads.model import InsertBatcher


@pytest.fixture
def passed_on():
    return []


@pytest.fixture
def arrivals(qapp, passed_on):
    return InsertBatcher(lambda uploads: passed_on.append(list(uploads)))


def test_a_few_are_passed_on_at_once(arrivals, passed_on):
    arrivals.add(["a", "b"])
    arrivals.add(["c"])
    assert passed_on == [["a", "b"], ["c"]]


def test_of_a_flood_the_rest_is_gathered_and_keeps_its_order(arrivals, passed_on, qtbot):
    everything = list(range(1_000))
    for first in range(0, 1_000, 20):
        arrivals.add(everything[first : first + 20])
    assert len(passed_on) < 10
    qtbot.waitUntil(lambda: list(chain.from_iterable(passed_on)) == everything)
    assert len(passed_on) < 10


def test_after_a_pause_the_next_ones_are_passed_on_at_once_again(arrivals, passed_on, qtbot):
    arrivals.add(list(range(100)))
    qtbot.wait(300)
    arrivals.add(["a"])
    assert passed_on[-1] == ["a"]
