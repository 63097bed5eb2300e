import gettext
from collections.abc import Iterator

import pytest

from layers_desktop.domain.i18n import speak


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Give back the language that the program starts with."""
    yield
    speak(gettext.NullTranslations(), ".")
