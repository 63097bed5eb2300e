from types import SimpleNamespace

import pytest

from layers_desktop.gui.uploads.cells.cell_text import SmoothedProgress


@pytest.fixture
def clock():
    return SimpleNamespace(now=100.0)


@pytest.fixture
def progress(meter, clock):
    return SmoothedProgress(meter, lambda: clock.now)


def test_speed_changes_twice_a_second_at_most(progress, meter, clock, make_upload):
    upload = make_upload()
    meter.speeds[upload.id] = 5.0
    assert progress.speed(upload) == 5.0
    meter.speeds[upload.id] = 9.0
    clock.now += 0.4
    assert progress.speed(upload) == 5.0
    clock.now += 0.2
    assert progress.speed(upload) == 9.0


def test_time_left_counts_down_while_the_estimate_moves_little(progress, meter, clock, make_upload):
    upload = make_upload()
    meter.times_left[upload.id] = 100.0
    assert progress.seconds_left(upload) == 100.0
    clock.now += 10
    meter.times_left[upload.id] = 96.0
    assert progress.seconds_left(upload) == 90.0


def test_time_left_follows_an_estimate_that_moves_much(progress, meter, clock, make_upload):
    upload = make_upload()
    meter.times_left[upload.id] = 100.0
    progress.seconds_left(upload)
    meter.times_left[upload.id] = 150.0
    clock.now += 1
    assert progress.seconds_left(upload) == 100.0, "No sooner than an eye has read it"
    clock.now += 1
    assert progress.seconds_left(upload) == 150.0


def test_unknown_stays_unknown(progress, make_upload):
    upload = make_upload()
    assert progress.speed(upload) is None
    assert progress.seconds_left(upload) is None
