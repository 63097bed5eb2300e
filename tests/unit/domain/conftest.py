import gettext
from collections.abc import Iterator

import pytest

from layers_desktop.domain.i18n import NumberForm, set_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Give back the language that the program starts with."""
    yield
    set_language(gettext.NullTranslations(), NumberForm())
