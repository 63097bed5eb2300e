import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette

import layers_desktop.gui
from layers_desktop.gui.style.colours import MIN_TEXT_CONTRAST, colours_for, contrast, fallback_palette

GUI = Path(layers_desktop.gui.__file__).parent
# No palette of any system is this loud; whoever makes one shall still be able to read.
LOUD = QPalette(QColor(40, 0, 60), QColor(20, 0, 40))
LOUD.setColor(QPalette.ColorRole.Base, QColor(10, 0, 30))
LOUD.setColor(QPalette.ColorRole.Text, QColor(255, 255, 0))
LOUD.setColor(QPalette.ColorRole.Highlight, QColor(0, 255, 200))
LOUD.setColor(QPalette.ColorRole.HighlightedText, QColor(0, 0, 0))
PALETTES = {"light": fallback_palette(is_dark=False), "dark": fallback_palette(is_dark=True), "loud": LOUD}


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("name", ["problem", "caution", "success", "muted", "accent"])
def test_every_tone_for_text_can_be_read_on_every_ground(palette, name, qapp):
    tones = colours_for(palette)
    ink = getattr(tones, name)
    for ground in (palette.base().color(), palette.window().color(), tones.selection):
        assert contrast(ink, ground) >= MIN_TEXT_CONTRAST


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_text_on_the_filled_button_can_be_read(palette, qapp):
    tones = colours_for(palette)
    assert contrast(tones.on_primary, tones.primary) >= MIN_TEXT_CONTRAST


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_plain_text_can_be_read_on_a_selected_row(palette, qapp):
    assert contrast(palette.text().color(), colours_for(palette).selection) >= MIN_TEXT_CONTRAST


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_edges_of_controls_can_be_seen(palette, qapp):
    outline = colours_for(palette).outline
    assert contrast(outline, palette.window().color()) >= 3.0


def test_contrast_is_that_of_wcag():
    black, white = QColor(0, 0, 0), QColor(255, 255, 255)
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, white) == 1.0
    assert contrast(QColor(119, 119, 119), white) == pytest.approx(4.48, abs=0.01)


def test_no_colour_is_written_down_anywhere_in_the_interface():
    written = re.compile(r"""["'\s:]#[0-9a-fA-F]{3,8}\b|QColor\(["'\d]|rgba?\(\d""")
    modules = [path for path in GUI.rglob("*.py") if written.search(path.read_text(encoding="utf-8"))]
    assert modules == []
