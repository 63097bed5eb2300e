"""Every colour of the program, computed from the palette of the application.

Problem, caution and success are hues whose lightness is changed until they have a contrast of 4.5:1
(WCAG 2.2, 1.4.3) with every background of the window; the others are blends of two colours of the palette.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QColor, QGuiApplication, QPalette

MIN_TEXT_CONTRAST = 4.5
_LIGHTNESS_STEP = 0.02
_SATURATION = 0.72
# Text has high contrast from the first ratio on; backgrounds below the second look the same.
_HIGH_CONTRAST, _SAME_COLOUR_CONTRAST = 15.0, 1.05
# Gives selected rows a contrast of 3:1 with the others, on white and on black.
_HIGH_CONTRAST_SELECTION = 0.45
_SRGB_LINEAR_LIMIT = 0.04045  # up to here sRGB is linear (IEC 61966-2-1)
# The roles that the colours are computed from.
_ROLES = (
    QPalette.ColorRole.Base,
    QPalette.ColorRole.Window,
    QPalette.ColorRole.Button,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.Highlight,
    QPalette.ColorRole.HighlightedText,
)
_PROBLEM_HUE, _CAUTION_HUE, _SUCCESS_HUE = 2 / 360, 34 / 360, 148 / 360


class Colours(NamedTuple):
    """The colours that QPalette has no role for.

    Attributes:
        problem, caution, success, muted, accent: Text and icons; 4.5:1 on Base, Window and selected rows.
        primary: The background of primary buttons, progress bars and switches that are on.
        on_primary: Text on `primary`; 4.5:1.
        divider: Lines between areas, and empty tracks.
        border: Borders that are not needed to recognise a control; no contrast is promised.
        outline: Borders that are (WCAG 2.2, 1.4.11): 3:1 on Base and Window.
        selection: The background of selected rows.
        hover: The background of the row under the mouse.
    """

    problem: QColor
    caution: QColor
    success: QColor
    muted: QColor
    accent: QColor
    primary: QColor
    on_primary: QColor
    divider: QColor
    border: QColor
    outline: QColor
    selection: QColor
    hover: QColor


def colours_for(palette: QPalette) -> Colours:
    """Return the colours that go with this palette."""
    return _colours_for(tuple(palette.color(role).getRgbF() for role in _ROLES))


@functools.lru_cache(maxsize=8)  # takes milliseconds, and every paint event asks for it
def _colours_for(colours: Sequence[tuple[float, float, float, float]]) -> Colours:
    palette = QPalette()
    for role, colour in zip(_ROLES, colours, strict=True):
        palette.setColor(role, QColor.fromRgbF(*colour))
    base, window = palette.base().color(), palette.window().color()
    text, highlight = palette.text().color(), palette.highlight().color()
    is_high = is_high_contrast(palette)
    selection = blend(base, highlight, _HIGH_CONTRAST_SELECTION if is_high else 0.20)
    backgrounds = (base, window, selection)
    primary, on_primary = _primary_colours(palette)
    return Colours(
        problem=_readable_hue(_PROBLEM_HUE, backgrounds),
        caution=_readable_hue(_CAUTION_HUE, backgrounds),
        success=_readable_hue(_SUCCESS_HUE, backgrounds),
        muted=text if is_high else with_contrast(blend(base, text, 0.55), backgrounds),
        accent=with_contrast(highlight, backgrounds),
        primary=primary,
        on_primary=on_primary,
        divider=blend(window, text, 0.55 if is_high else 0.11),
        border=text if is_high else blend(button_background(palette), text, 0.24),
        outline=text if is_high else with_contrast(blend(window, text, 0.40), (base, window), 3.0),
        selection=selection,
        hover=blend(base, text, 0.05),
    )


def is_high_contrast(palette: QPalette) -> bool:
    """Return whether this is a high-contrast palette: one background for everything, and text 15:1 on it."""
    base = palette.base().color()
    others = palette.window().color(), palette.button().color()
    has_one_background = all(contrast(base, ground) < _SAME_COLOUR_CONTRAST for ground in others)
    return has_one_background and contrast(base, palette.text().color()) >= _HIGH_CONTRAST


def application_colours() -> Colours:
    """Return the colours for the application's palette: the style sheet changes the palettes of widgets."""
    return colours_for(QGuiApplication.palette())


def blend(background: QColor, foreground: QColor, opacity: float) -> QColor:
    """Return the background with the foreground over it at this opacity, 0 to 1."""
    rest = 1.0 - opacity
    return QColor.fromRgbF(
        background.redF() * rest + foreground.redF() * opacity,
        background.greenF() * rest + foreground.greenF() * opacity,
        background.blueF() * rest + foreground.blueF() * opacity,
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def with_contrast(colour: QColor, backgrounds: Sequence[QColor], ratio: float = MIN_TEXT_CONTRAST) -> QColor:
    """Return the colour, changed in lightness until it has this contrast ratio with every background.

    Where no lightness has it, the one with the highest ratio is returned.
    """
    candidates = list(_lightnesses(colour, away_from=backgrounds[0]))
    for candidate in candidates:
        if _lowest_contrast(candidate, backgrounds) >= ratio:
            return candidate
    return max(candidates, key=lambda candidate: _lowest_contrast(candidate, backgrounds))


def _readable_hue(hue: float, backgrounds: Sequence[QColor]) -> QColor:
    return with_contrast(QColor.fromHslF(hue, _SATURATION, 0.5), backgrounds)


def _primary_colours(palette: QPalette) -> tuple[QColor, QColor]:
    """Return `primary` and `on_primary`: the highlight, changed until highlighted text is readable on it."""
    on_primary = palette.highlightedText().color()
    return with_contrast(palette.highlight().color(), (on_primary,)), on_primary


def _lightnesses(colour: QColor, away_from: QColor) -> Iterable[QColor]:
    hue, saturation, lightness = colour.hslHueF(), colour.hslSaturationF(), colour.lightnessF()
    step = (
        -_LIGHTNESS_STEP
        if _luminance(away_from) > _luminance(QColor.fromHslF(0, 0, 0.46))
        else _LIGHTNESS_STEP
    )
    while 0.0 <= lightness <= 1.0:
        yield QColor.fromHslF(max(hue, 0.0), saturation, lightness)
        lightness += step
    yield QColor.fromHslF(0, 0, 0.0 if step < 0 else 1.0)


def _lowest_contrast(colour: QColor, backgrounds: Iterable[QColor]) -> float:
    return min(contrast(colour, ground) for ground in backgrounds)


def _luminance(colour: QColor) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _SRGB_LINEAR_LIMIT else float(((channel + 0.055) / 1.055) ** 2.4)


def fallback_palette(*, is_dark: bool) -> QPalette:
    """Return a neutral palette, for a system that cannot switch to light or dark itself."""
    window, button = (0.13, 0.19) if is_dark else (0.955, 0.985)
    palette = QPalette(QColor.fromHslF(0.6, 0.06, button), QColor.fromHslF(0.6, 0.08, window))
    base = QColor.fromHslF(0.6, 0.07, 0.10 if is_dark else 1.0)
    text = QColor.fromHslF(0.6, 0.10, 0.93 if is_dark else 0.13)
    highlight = QColor.fromHslF(0.59, 0.62, 0.42)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(role, text)
        palette.setColor(QPalette.ColorGroup.Disabled, role, blend(base, text, 0.45))
    palette.setColor(QPalette.ColorRole.Base, base)
    palette.setColor(QPalette.ColorRole.AlternateBase, blend(base, text, 0.03))
    palette.setColor(QPalette.ColorRole.PlaceholderText, with_contrast(blend(base, text, 0.5), (base,)))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, highlight)
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor.fromHslF(0, 0, 1))
    palette.setColor(QPalette.ColorRole.Link, with_contrast(highlight, (base,)))
    palette.setColor(QPalette.ColorRole.ToolTipBase, button_background(palette))
    palette.setColor(QPalette.ColorRole.ToolTipText, text)
    return palette


def button_background(palette: QPalette) -> QColor:
    """Return the background of a button: half way between the palette's Button and Base."""
    return blend(palette.button().color(), palette.base().color(), 0.5)
