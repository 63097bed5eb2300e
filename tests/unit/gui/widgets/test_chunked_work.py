import pytest
from PySide6.QtCore import QTimer

from layers_desktop.gui.widgets import chunked_work
from layers_desktop.gui.widgets.chunked_work import ChunkedTask


@pytest.fixture
def one_step_a_slice(monkeypatch):
    monkeypatch.setattr(chunked_work, "_CHUNK_SECONDS", 0)


def counting(steps, seen):
    for step in range(steps):
        seen.append(step)
        yield
    return steps


def test_short_work_is_done_at_once(qapp):
    results = []
    ChunkedTask().start(counting(3, []), results.append)
    assert results == [3]


@pytest.mark.usefixtures("one_step_a_slice")
def test_the_window_answers_between_two_slices(qtbot):
    work, seen, results = ChunkedTask(), [], []
    QTimer.singleShot(0, lambda: seen.append("answer"))
    work.start(counting(5, seen), results.append)
    assert work.is_busy
    qtbot.waitUntil(lambda: results == [5])
    assert "answer" in seen[: seen.index(4)]
    assert not work.is_busy


@pytest.mark.usefixtures("one_step_a_slice")
def test_what_was_under_way_is_given_up_for_what_comes_next(qtbot):
    work, given_up, results = ChunkedTask(), [], []
    work.start(counting(5, given_up), results.append)
    work.start(counting(2, []), results.append)
    qtbot.waitUntil(lambda: not work.is_busy)
    assert results == [2]
    assert given_up == [0]


@pytest.mark.usefixtures("one_step_a_slice")
def test_the_result_may_be_the_beginning_of_the_next_work(qtbot):
    work, results = ChunkedTask(), []
    work.start(counting(2, []), lambda _: work.start(counting(3, []), results.append))
    qtbot.waitUntil(lambda: results == [3])
