import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from layers_desktop.app.runtime.gc_control import GcController, freeze_young


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module", autouse=True)
def set_aside() -> Iterator[None]:
    """Set aside once more what the suite had set aside: these tests look at it again."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def collector() -> Iterator[GcController]:
    collector = GcController(long_seconds=0.0)
    yield collector
    collector.stop()


def test_what_survived_is_not_looked_at_again(collector: GcController) -> None:
    rows = [[] for _ in range(1000)]
    gc.collect()
    assert gc.get_freeze_count() >= len(rows)
    held = {id(each) for each in gc.get_objects()}
    assert not held & {id(row) for row in rows}


def test_garbage_that_came_since_is_found(collector: GcController) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    gc.collect()
    assert knot() is None


def test_what_became_garbage_later_is_found_once_everything_is_looked_at(collector: GcController) -> None:
    held = Knot()
    knot = weakref.ref(held)
    gc.collect()
    del held
    gc.collect()
    assert knot() is not None
    collector.collect_all()
    gc.collect()
    assert knot() is None


def test_a_collection_that_nobody_feels_sets_nothing_aside() -> None:
    collector = GcController(long_seconds=3600.0)
    before = gc.get_freeze_count()
    rows = [[] for _ in range(1000)]
    gc.collect()
    assert gc.get_freeze_count() < before + len(rows)
    collector.stop()


def test_the_collector_is_left_as_it_was() -> None:
    before = list(gc.callbacks)
    GcController().stop()
    assert gc.callbacks == before
    assert gc.get_freeze_count() == 0


def test_what_is_set_aside_is_not_looked_at_and_no_late_garbage_is_among_it() -> None:
    collector = GcController(long_seconds=3600.0)
    rows = [[] for _ in range(1000)]
    knot = weakref.ref(Knot())
    freeze_young()
    assert knot() is None
    assert not {id(each) for each in gc.get_objects()} & {id(row) for row in rows}
    collector.stop()


def test_garbage_is_taken_apart_on_the_windows_thread_whoever_makes_the_one_object_too_many(
    collector: GcController, qtbot: QtBot
) -> None:
    taken_apart_in: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: taken_apart_in.append(threading.get_ident()))
    del knot
    made: list[list[int]] = []
    thread = threading.Thread(target=lambda: made.extend([] for _ in range(100_000)))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(taken_apart_in))
    assert taken_apart_in == [threading.get_ident()]
