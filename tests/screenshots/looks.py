"""The looks in which every state is pictured: one entry each."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.system.application import adopt_language
from layers_desktop.local.language import VARIABLE, choose_language, use_language

_COMMON = QSize(960, 600)
_LEAST = QSize(640, 420)
_WIDE = QSize(2560, 700)


@dataclass(frozen=True)
class Look:
    """How a person has set up the computer.

    Attributes:
        is_contrasty: Whether the desktop's palette is one of high contrast.
        magnified: How many times the usual size letters have.
        language: The language of its sentences, by its code.
    """

    name: str
    scheme: Qt.ColorScheme = Qt.ColorScheme.Light
    is_contrasty: bool = False
    magnified: float = 1.0
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
    size: QSize = _COMMON
    language: str = "en"


USUAL = Look("light")
# Those that share a style sheet stand together: a new one restyles all that is open.
LOOKS = (
    USUAL,
    Look("mirrored", direction=Qt.LayoutDirection.RightToLeft),
    Look("small", size=_LEAST),
    Look("wide", size=_WIDE),
    Look("dark", scheme=Qt.ColorScheme.Dark),
    Look("contrast", is_contrasty=True),
    Look("text-200", magnified=2.0),
)
# One with long words, one without spaces, one from the right, and one in which what is not translated shows.
LANGUAGE_LOOKS = tuple(Look(code, language=code) for code in ("de", "ja", "ar", "pseudo"))


def wear(look: Look, application: QApplication, theme: Theme, points: float) -> None:
    """Set the whole program up like this while it runs; `points` is the size of the usual font."""
    font = application.font()
    font.setPointSizeF(points * look.magnified)
    application.setFont(font)
    language = choose_language({VARIABLE: look.language})
    use_language(language)
    adopt_language(*language, application)
    if look.direction is Qt.LayoutDirection.RightToLeft:
        application.setLayoutDirection(look.direction)
    if application.palette() == contrasty_palette():
        theme._scheme = None  # what is chosen already would not be chosen anew
    theme.set_scheme(look.scheme)
    if look.is_contrasty:
        application.setPalette(contrasty_palette())


def contrasty_palette() -> QPalette:
    """Return what a desktop set to high contrast gives: white on black, and a selection in cyan."""
    black, white, cyan = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white), QColor(26, 235, 255)
    palette = QPalette(black)
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.AlternateBase):
        palette.setColor(role, black)
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.PlaceholderText,
        QPalette.ColorRole.ToolTipText,
    ):
        palette.setColor(role, white)
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(63, 242, 63))
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, cyan)
    palette.setColor(QPalette.ColorRole.HighlightedText, black)
    palette.setColor(QPalette.ColorRole.Link, QColor(255, 255, 0))
    palette.setColor(QPalette.ColorRole.ToolTipBase, black)
    return palette
