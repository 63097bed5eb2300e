"""Filter, order, comings, goings and changes in any sequence, also while rows are being arranged."""

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.uploads import filter_sort
from layers_desktop.gui.uploads import model as model_module
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.counts import FILTER_GROUPS, CountGroup
from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.widgets import chunked_work
from tests.support.window import FakeMeter, RecordingQueue

FILTERS = st.builds(Filter, st.sampled_from(FILTER_GROUPS), st.sampled_from(["", "", "1"]))
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
PICKS = st.lists(st.integers(0, 100), max_size=8)
ORDERS = st.sampled_from([(-1, UP), (Column.NAME, UP), (Column.NAME, DOWN)])
STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 30)),
    st.tuples(st.just("remove"), PICKS),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("finish"), PICKS),
    st.tuples(st.just("filter"), FILTERS),
    st.tuples(st.just("sort"), ORDERS),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("tick"), st.none()),
)


@contextmanager
def small_slices():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunked_work, "_CHUNK_SECONDS", 0)
        patch.setattr(filter_sort, "_BLOCK", 4)
        patch.setattr(model_module, "_MAX_RANGES", 2)
        patch.setattr(model_module, "_IMMEDIATE_LIMIT", 20)
        patch.setattr(model_module, "_BATCH_MS", 1)
        yield


class FolderScan:
    """A model on a queue, the plain list that it must agree with, and a place held in each row."""

    def __init__(self, make_upload):
        self.make_upload = make_upload
        self.signals = QueueEvents()
        self.queue = RecordingQueue(self.signals)
        self.model = UploadsModel(self.queue.uploads, FakeMeter(), self.signals)
        QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Fatal, self.model)
        self.everything, self.gone, self.held = [], [], []
        self.wanted, self.order = Filter(), (-1, UP)

    def picked(self, numbers):
        here = [upload for upload in self.everything if upload.id in self.queue.uploads]
        return list(dict.fromkeys(here[number % len(here)] for number in numbers)) if here else []

    def do(self, step, how):
        getattr(self, step)(how)
        rows = range(self.model.rowCount())
        held = {index.row() for index, _ in self.held if index.isValid()}
        new = [row for row in rows if row not in held]
        self.held += [
            (QPersistentModelIndex(self.model.index(row, 0)), self.model.upload_at(row)) for row in new
        ]
        for index, upload in self.held:
            assert not index.isValid() or self.model.upload_at(index.row()) is upload

    def add(self, count):
        names = (f"shot-{number * 7 % 31}.png" for number in range(count))
        uploads = [self.make_upload(name) for name in names]
        self.everything += uploads
        self.queue.add(uploads)

    def remove(self, numbers):
        self.gone = self.queue.remove([upload.id for upload in self.picked(numbers)])

    def undo(self, _):
        self.queue.restore(self.gone)
        self.gone = []

    def finish(self, numbers):
        for upload in self.picked(numbers):
            upload.state, upload.asset_id = UploadState.DONE, "med_A"
            self.signals.changed(upload)
        self.tick(None)

    def filter(self, wanted):
        self.wanted = wanted
        self.model.set_filter(wanted)

    def sort(self, order):
        self.order = order
        self.model.sort(*order)

    def answer(self, _):
        QApplication.processEvents()

    def rest(self):
        while self.model._rebuild_task.is_busy or self.model._inserts._waiting:
            QApplication.processEvents()

    def tick(self, _):
        self.model._tick()  # the timer's own, without the wait for it

    def expected(self):
        here = [
            each for each in self.everything if each.id in self.queue.uploads and self.wanted.accepts(each)
        ]
        column, direction = self.order
        if column < 0:
            return here
        return sorted(here, key=lambda each: int(each.path.stem[5:]), reverse=direction is DOWN)


@pytest.mark.usefixtures("qapp")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@example(
    Filter(CountGroup.DONE),
    (-1, UP),
    [("remove", [0]), ("undo", None), ("add", 1), ("sort", (-1, UP)), ("finish", [0, 66])],
)
@given(FILTERS, ORDERS, st.lists(STEPS, min_size=5, max_size=25))
def test_whatever_happens_in_whatever_order_the_rows_end_right(make_upload, wanted, order, steps):
    with small_slices():
        walk = FolderScan(make_upload)
        walk.add(30)
        walk.filter(wanted)
        walk.sort(order)
        for step, how in steps:
            walk.do(step, how)
        walk.rest()
        walk.tick(None)
        walk.rest()
        shown = [walk.model.upload_at(row) for row in range(walk.model.rowCount())]
        assert shown == walk.expected()
