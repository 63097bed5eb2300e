"""The one place where colours are made: everything is derived from the palette of the moment.

Problem, caution and success are hues that are moved in lightness until they can be read (WCAG 2.2, 1.4.3:
4.5:1) on every ground of the window; the rest are mixtures of two palette colours.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QColor, QGuiApplication, QPalette

READABLE = 4.5
_STEP = 0.02
_SATURATION = 0.72
# From here on text stands out as much as text can; below that ratio two grounds look the same.
_STRONG, _SAME = 15.0, 1.05
# Enough for selected rows to be told from the others (3:1) on white and on black.
_STRONG_SELECTION = 0.45
_LINEAR_BELOW = 0.04045  # where sRGB turns from a line into a power
# All that the tones of a palette are made of.
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
    """The colours that a palette lacks.

    Attributes:
        problem, caution, success, muted, accent: For text and signs; readable on Base, Window and selection.
        fill: The accent as a ground for `on_fill`.
        on_fill: Text on `fill`.
        line: Hairlines between areas.
        edge: The edge of something that can be seen without it.
        outline: The edge of something that can be pressed or typed into (3:1 on Base and Window).
        selection: The ground of selected rows.
        hover: The ground under the mouse.
    """

    problem: QColor
    caution: QColor
    success: QColor
    muted: QColor
    accent: QColor
    fill: QColor
    on_fill: QColor
    line: QColor
    edge: QColor
    outline: QColor
    selection: QColor
    hover: QColor


def colours_of(palette: QPalette) -> Colours:
    """Return the tones that go with this palette."""
    return _colours_of(tuple(palette.color(role).getRgbF() for role in _ROLES))


@functools.lru_cache(maxsize=8)  # milliseconds of arithmetic, and whatever paints asks for them
def _colours_of(colours: Sequence[tuple[float, float, float, float]]) -> Colours:
    palette = QPalette()
    for role, colour in zip(_ROLES, colours, strict=True):
        palette.setColor(role, QColor.fromRgbF(*colour))
    base, window = palette.base().color(), palette.window().color()
    text, highlight = palette.text().color(), palette.highlight().color()
    is_strong = is_high_contrast(palette)
    selection = mixed(base, highlight, _STRONG_SELECTION if is_strong else 0.20)
    grounds = (base, window, selection)
    fill, on_fill = _fill(palette)
    return Colours(
        problem=_readable_hue(_PROBLEM_HUE, grounds),
        caution=_readable_hue(_CAUTION_HUE, grounds),
        success=_readable_hue(_SUCCESS_HUE, grounds),
        muted=text if is_strong else readable(mixed(base, text, 0.55), grounds),
        accent=readable(highlight, grounds),
        fill=fill,
        on_fill=on_fill,
        line=mixed(window, text, 0.55 if is_strong else 0.11),
        edge=text if is_strong else mixed(button_ground(palette), text, 0.24),
        outline=text if is_strong else readable(mixed(window, text, 0.40), (base, window), 3.0),
        selection=selection,
        hover=mixed(base, text, 0.05),
    )


def is_high_contrast(palette: QPalette) -> bool:
    """Return whether the palette parts nothing by shades: one ground for all, and text far away from it."""
    base = palette.base().color()
    others = palette.window().color(), palette.button().color()
    is_flat = all(contrast(base, ground) < _SAME for ground in others)
    return is_flat and contrast(base, palette.text().color()) >= _STRONG


def application_colours() -> Colours:
    """Return the tones of the application's palette; a widget's own may be bent by the style sheet."""
    return colours_of(QGuiApplication.palette())


def mixed(ground: QColor, ink: QColor, share: float) -> QColor:
    """Return the ground with this share (0 to 1) of the ink in it."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        ground.redF() * keep + ink.redF() * share,
        ground.greenF() * keep + ink.greenF() * share,
        ground.blueF() * keep + ink.blueF() * share,
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(ink: QColor, grounds: Sequence[QColor], ratio: float = READABLE) -> QColor:
    """Return the ink, moved in lightness just far enough to be readable on every ground.

    Where no lightness of its hue is enough for all grounds, the best that there is.
    """
    candidates = list(_lightnesses(ink, away_from=grounds[0]))
    for candidate in candidates:
        if _worst(candidate, grounds) >= ratio:
            return candidate
    return max(candidates, key=lambda candidate: _worst(candidate, grounds))


def _readable_hue(hue: float, grounds: Sequence[QColor]) -> QColor:
    return readable(QColor.fromHslF(hue, _SATURATION, 0.5), grounds)


def _fill(palette: QPalette) -> tuple[QColor, QColor]:
    """Return the accent and the text on it, the accent moved until the text can be read."""
    on_fill = palette.highlightedText().color()
    return readable(palette.highlight().color(), (on_fill,)), on_fill


def _lightnesses(ink: QColor, away_from: QColor) -> Iterable[QColor]:
    hue, saturation, lightness = ink.hslHueF(), ink.hslSaturationF(), ink.lightnessF()
    step = -_STEP if _luminance(away_from) > _luminance(QColor.fromHslF(0, 0, 0.46)) else _STEP
    while 0.0 <= lightness <= 1.0:
        yield QColor.fromHslF(max(hue, 0.0), saturation, lightness)
        lightness += step
    yield QColor.fromHslF(0, 0, 0.0 if step < 0 else 1.0)


def _worst(ink: QColor, grounds: Iterable[QColor]) -> float:
    return min(contrast(ink, ground) for ground in grounds)


def _luminance(colour: QColor) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else float(((part + 0.055) / 1.055) ** 2.4)


def plain_palette(*, is_dark: bool) -> QPalette:
    """Return a neutral palette, for systems that offer no scheme of their own to force."""
    window, button = (0.13, 0.19) if is_dark else (0.955, 0.985)
    palette = QPalette(QColor.fromHslF(0.6, 0.06, button), QColor.fromHslF(0.6, 0.08, window))
    base = QColor.fromHslF(0.6, 0.07, 0.10 if is_dark else 1.0)
    text = QColor.fromHslF(0.6, 0.10, 0.93 if is_dark else 0.13)
    highlight = QColor.fromHslF(0.59, 0.62, 0.42)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(role, text)
        palette.setColor(QPalette.ColorGroup.Disabled, role, mixed(base, text, 0.45))
    palette.setColor(QPalette.ColorRole.Base, base)
    palette.setColor(QPalette.ColorRole.AlternateBase, mixed(base, text, 0.03))
    palette.setColor(QPalette.ColorRole.PlaceholderText, readable(mixed(base, text, 0.5), (base,)))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, highlight)
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor.fromHslF(0, 0, 1))
    palette.setColor(QPalette.ColorRole.Link, readable(highlight, (base,)))
    palette.setColor(QPalette.ColorRole.ToolTipBase, button_ground(palette))
    palette.setColor(QPalette.ColorRole.ToolTipText, text)
    return palette


def button_ground(palette: QPalette) -> QColor:
    """Return the ground of a button at rest: a little nearer to Base than the palette's own."""
    return mixed(palette.button().color(), palette.base().color(), 0.5)
