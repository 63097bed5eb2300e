from types import SimpleNamespace

import pytest

from layers_desktop.app.first_hint import FirstHint
from layers_desktop.local.preferences import Preferences
from layers_desktop.transfer.results import BatchResult


def result(done: int = 3) -> BatchResult:
    return BatchResult(done=done, failed=0, cancelled=0, project_names=("Acme",), upload_ids=())


@pytest.fixture
def preferences():
    return Preferences()


@pytest.fixture(autouse=True)
def hint(window, signals, preferences):
    def choose(**chosen):
        for name, value in chosen.items():
            setattr(preferences, name, value)

    return FirstHint(window, signals, SimpleNamespace(now=preferences, choose=choose))


def test_the_first_batch_brings_one_hint_and_no_other_does(window, signals, preferences):
    signals.batch_finished(result())
    assert window.notices.current.key == "first-hint"
    window.hide_notice("first-hint")
    signals.batch_finished(result())
    assert window.notices.current is None
    assert preferences.was_hinted


def test_its_button_does_what_it_says(window, signals, preferences, button):
    signals.batch_finished(result())
    button("Copy automatically").click()
    assert preferences.auto_copy
    assert window.notices.current is None


def test_who_ticks_the_box_needs_no_hint_any_more(window, signals):
    signals.batch_finished(result())
    window.autoCopyToggled.emit(True)
    assert window.notices.current is None


@pytest.mark.parametrize("chosen", [{"auto_copy": True}, {"was_hinted": True}])
def test_there_is_no_hint_where_none_is_needed(window, signals, preferences, chosen):
    for name, value in chosen.items():
        setattr(preferences, name, value)
    signals.batch_finished(result())
    assert window.notices.current is None


def test_a_batch_without_an_id_is_no_occasion(window, signals, preferences):
    signals.batch_finished(result(0))
    assert not preferences.was_hinted
