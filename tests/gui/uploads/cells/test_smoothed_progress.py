from types import SimpleNamespace

import pytest

from layers_desktop.gui.uploads.cells.cell_text import SmoothedProgress


@pytest.fixture
def clock():
    return SimpleNamespace(now=100.0)


@pytest.fixture
def numbers(meter, clock):
    return SmoothedProgress(meter, lambda: clock.now)


def test_speed_changes_twice_a_second_at_most(numbers, meter, clock, make_upload):
    upload = make_upload()
    meter.speeds[upload.id] = 5.0
    assert numbers.speed(upload) == 5.0
    meter.speeds[upload.id] = 9.0
    clock.now += 0.4
    assert numbers.speed(upload) == 5.0
    clock.now += 0.2
    assert numbers.speed(upload) == 9.0


def test_time_left_counts_down_while_the_estimate_moves_little(numbers, meter, clock, make_upload):
    upload = make_upload()
    meter.lefts[upload.id] = 100.0
    assert numbers.seconds_left(upload) == 100.0
    clock.now += 10
    meter.lefts[upload.id] = 96.0
    assert numbers.seconds_left(upload) == 90.0


def test_time_left_follows_an_estimate_that_moves_much(numbers, meter, make_upload):
    upload = make_upload()
    meter.lefts[upload.id] = 100.0
    numbers.seconds_left(upload)
    meter.lefts[upload.id] = 150.0
    assert numbers.seconds_left(upload) == 150.0


def test_unknown_stays_unknown(numbers, make_upload):
    upload = make_upload()
    assert numbers.speed(upload) is None
    assert numbers.seconds_left(upload) is None
