from types import SimpleNamespace

import pytest

from layers_desktop.app.settings.copy_page import copy_settings
from layers_desktop.gui.settings.fields import PreviewSetting, TextSetting
from layers_desktop.local.preferences import Preferences
from layers_desktop.transfer.id_formats import CopyFormat


@pytest.mark.parametrize("chosen", list(CopyFormat))
def test_the_preview_is_shown_once_and_is_of_the_format_that_is_chosen(chosen: CopyFormat) -> None:
    preferences = SimpleNamespace(current=Preferences(copy_format=chosen.value), update=print)
    settings = copy_settings(preferences)
    (preview,) = (each for each in settings if isinstance(each, PreviewSetting))
    assert "01HX5T2ZC9" in preview.sample() or chosen is CopyFormat.LINKS
    (template,) = (each for each in settings if isinstance(each, TextSetting))
    assert template.is_used() is (chosen is CopyFormat.OWN)
