import pytest
from PySide6.QtGui import QIcon, QPalette

from layers_desktop.gui.style.colours import fallback_palette
from layers_desktop.gui.style.icons import Glyph


def ink(icon, mode=QIcon.Mode.Normal):
    """Return the colour of the most opaque pixel."""
    image = icon.pixmap(24, 24, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    return max(pixels, key=lambda pixel: pixel.alpha())


@pytest.mark.parametrize("glyph", Glyph)
def test_every_sign_can_be_drawn(icons, glyph):
    assert ink(icons.icon(glyph)).alpha() > 200


def test_a_sign_follows_the_palette_by_itself(icons, qapp):
    icon, before = icons.icon(Glyph.ADD), qapp.palette()
    qapp.setPalette(fallback_palette(is_dark=False))
    on_light = ink(icon).lightness()
    qapp.setPalette(fallback_palette(is_dark=True))
    on_dark = ink(icon).lightness()
    disabled = ink(icon, QIcon.Mode.Disabled).lightness()
    text = qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText).lightness()
    qapp.setPalette(before)
    assert on_light < 100 < on_dark
    assert abs(disabled - text) < 8
