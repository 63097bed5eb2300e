"""Numbers and Qt's own words follow the desktop's language and region, whatever language was chosen."""

import os
import subprocess
import sys

import pytest

WINDOW = """
import os, sys
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from layers_desktop.domain.i18n import number_text
from layers_desktop.gui.system.application import adopt_language
from layers_desktop.local.language import choose_language, use_language

application = QApplication([])
language = choose_language(os.environ, sys.argv[1], QLocale.system().uiLanguages())
use_language(language)
adopt_language(*language, application)
direction = QApplication.layoutDirection().name
cancel = QCoreApplication.translate("QPlatformTheme", "Cancel")
print(number_text(1234567.5, 1), direction, cancel or "Cancel", sep="|")
"""


@pytest.mark.unix("a desktop whose language is a variable")
@pytest.mark.parametrize(
    ("desktop", "chosen", "number", "direction", "cancel"),
    [
        ("de_DE.UTF-8", "", "1.234.567,5", "LeftToRight", "Abbrechen"),
        ("de_CH.UTF-8", "", "1'234'567.5", "LeftToRight", "Abbrechen"),
        ("de_DE.UTF-8", "en", "1.234.567,5", "LeftToRight", "Cancel"),
        ("en_US.UTF-8", "de", "1.234.567,5", "LeftToRight", "Abbrechen"),
        ("pt_PT.UTF-8", "", "1\xa0234\xa0567,5", "LeftToRight", "Cancelar"),
        ("ar_EG.UTF-8", "", "١٬٢٣٤٬٥٦٧٫٥", "RightToLeft", "ألغِ"),
        ("ar_AE.UTF-8", "", "1,234,567.5", "RightToLeft", "ألغِ"),
        ("ja_JP.UTF-8", "", "1,234,567.5", "LeftToRight", "キャンセル"),
        ("C", "", "1,234,567.5", "LeftToRight", "Cancel"),
    ],
)
def test_a_window_writes_as_the_desktop_does(
    desktop: str, chosen: str, number: str, direction: str, cancel: str
) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    env |= {"LANG": desktop, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", WINDOW, chosen]
    said = subprocess.run(command, env=env, check=True, capture_output=True, timeout=60).stdout.decode()
    assert said.strip().split("|") == [number, direction, cancel]
