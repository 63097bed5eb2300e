"""Every state that is pictured can be built without a screen, and is fit to be seen in every look."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from tests.screenshots.camera import picture
from tests.screenshots.clipping import clipped
from tests.screenshots.looks import LOOKS
from tests.screenshots.studio import ALL_STATES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LIGHT, *_, DARK, CONTRAST, _ = LOOKS
# Kinds of windows: what repaints in these repaints in the others.
TYPICAL = ("empty", "staged-with-problems", "busy", "finished", "toast", "offline", "key-typed", "details")


def colours(image: QImage) -> set[int]:
    """Return the colours of every seventh pixel."""
    return set(memoryview(image.constBits()).cast("I")[::7])


def difference(one: QImage, other: QImage) -> QRect:
    """Return the smallest rectangle around all that differs."""
    assert one.size() == other.size()
    places = [
        (x, y)
        for y in range(one.height())
        if one.constScanLine(y)[: 4 * one.width()] != other.constScanLine(y)[: 4 * one.width()]
        for x in range(one.width())
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    return (
        QRect(
            QPoint(min(x for x, _ in places), min(y for _, y in places)),
            QPoint(max(x for x, _ in places), max(y for _, y in places)),
        )
        if places
        else QRect()
    )


@pytest.mark.parametrize("name", ALL_STATES)
def test_every_state_can_be_read_in_every_look(studio, name):
    lacks = {}
    for look, stage, image in studio.pictures(name, LOOKS):
        assert len(colours(image)) > 4
        lacks[look.name] = clipped(stage.shown)
    assert lacks == {look.name: [] for look in LOOKS}


@pytest.mark.parametrize("look", [DARK, CONTRAST], ids=lambda look: look.name)
@pytest.mark.parametrize("name", TYPICAL)
def test_a_window_that_changes_its_look_is_painted_as_one_that_was_opened_in_it(studio, name, look):
    def shot(opened_in):
        with studio.stage(name, opened_in) as stage:
            studio.attach(stage, look)
            return picture(stage.shown)

    assert difference(shot(LIGHT), shot(look)) == QRect()


def test_no_look_keeps_anything_of_the_look_before(studio):
    shots = {look.name: image for look, _, image in studio.pictures("empty", LOOKS)}
    ground = {name: image.pixelColor(2, 2).lightness() for name, image in shots.items()}
    assert ground["dark"] < 64
    assert min(ground[name] for name in ("light", "mirrored", "small")) > 192
    assert ground["contrast"] == 0
