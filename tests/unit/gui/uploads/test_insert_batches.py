from itertools import chain

import pytest

from layers_desktop.gui.uploads.model import InsertBatcher


@pytest.fixture
def batches():
    return []


@pytest.fixture
def batcher(qapp, batches):
    return InsertBatcher(lambda uploads: batches.append(list(uploads)))


def test_a_few_are_passed_on_at_once(batcher, batches):
    batcher.add(["a", "b"])
    batcher.add(["c"])
    assert batches == [["a", "b"], ["c"]]


def test_of_a_flood_the_rest_is_gathered_and_keeps_its_order(batcher, batches, qtbot):
    everything = list(range(1_000))
    for first in range(0, 1_000, 20):
        batcher.add(everything[first : first + 20])
    assert len(batches) < 10
    qtbot.waitUntil(lambda: list(chain.from_iterable(batches)) == everything)
    assert len(batches) < 10


def test_after_a_pause_the_next_ones_are_passed_on_at_once_again(batcher, batches, qtbot):
    batcher.add(list(range(100)))
    qtbot.wait(300)
    batcher.add(["a"])
    assert batches[-1] == ["a"]
