"""The studio, for tests without a screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette

from layers_desktop.gui.system.application import adopt_language
from layers_desktop.local.language import ENGLISH, use_language
from tests.screenshots.studio import Studio


@pytest.fixture
def studio(qapp, tmp_path) -> Iterator[Studio]:
    """Give a studio, and the application back as it was."""
    font, direction, locale, style = qapp.font(), qapp.layoutDirection(), QLocale(), qapp.style().name()
    studio = Studio(qapp, tmp_path)
    yield studio
    qapp.removeEventFilter(studio.theme)
    studio.theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    qapp.setPalette(QPalette())
    qapp.setFont(font)
    qapp.setLayoutDirection(direction)
    use_language(ENGLISH)
    adopt_language(*ENGLISH, qapp)
    QLocale.setDefault(locale)
