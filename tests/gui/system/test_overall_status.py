import pytest

from layers_desktop.gui.system.status import Mood, Outlook, outlook_of
from layers_desktop.transfer.progress import Share

HALF = Share(files=4, files_done=2, cost=1000, paid=619, going=2)


def test_there_is_no_progress_where_nothing_is_under_way() -> None:
    assert outlook_of(Share(), 0, is_paused=False) == Outlook()
    assert outlook_of(Share(files=3, files_done=3, cost=9, paid=9), 2, is_paused=False) == Outlook(problems=2)


def test_percent_are_rounded_down_and_never_all() -> None:
    assert outlook_of(HALF, 0, is_paused=False) == Outlook(61)
    almost = Share(files=2, files_done=1, cost=1000, paid=1000, going=1)
    assert outlook_of(almost, 0, is_paused=False).percent == 99


@pytest.mark.parametrize(
    ("share", "problems", "is_paused", "mood"),
    [
        (HALF, 0, False, Mood.GOING),
        (HALF, 1, False, Mood.TROUBLED),
        (HALF, 1, True, Mood.PAUSED),
        (HALF._replace(going=0), 0, False, Mood.PAUSED),
    ],
)
def test_the_tone_tells_a_pause_and_trouble(share: Share, problems: int, is_paused: bool, mood: Mood) -> None:
    assert outlook_of(share, problems, is_paused=is_paused).mood is mood


def test_it_says_what_it_shows() -> None:
    assert Outlook(problems=3).text == "Layers Desktop"
    assert Outlook(61).text == "Layers Desktop · 61%"
    assert Outlook(61, Mood.PAUSED).text == "Layers Desktop · 61% · paused"
