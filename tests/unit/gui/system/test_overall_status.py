import pytest

from layers_desktop.gui.system.status import OverallStatus, StatusTone, overall_status
from layers_desktop.transfer.progress import ProgressShare

HALF = ProgressShare(files=4, files_done=2, weight=1000, weight_done=619, active=2)


def test_there_is_no_progress_where_nothing_is_under_way() -> None:
    assert overall_status(ProgressShare(), 0, is_paused=False) == OverallStatus()
    assert overall_status(
        ProgressShare(files=3, files_done=3, weight=9, weight_done=9), 2, is_paused=False
    ) == OverallStatus(problems=2)


def test_percent_are_rounded_down_and_never_all() -> None:
    assert overall_status(HALF, 0, is_paused=False) == OverallStatus(61)
    almost = ProgressShare(files=2, files_done=1, weight=1000, weight_done=1000, active=1)
    assert overall_status(almost, 0, is_paused=False).percent == 99


@pytest.mark.parametrize(
    ("share", "problems", "is_paused", "mood"),
    [
        (HALF, 0, False, StatusTone.NORMAL),
        (HALF, 1, False, StatusTone.ERROR),
        (HALF, 1, True, StatusTone.PAUSED),
        (HALF._replace(active=0), 0, False, StatusTone.PAUSED),
    ],
)
def test_the_tone_tells_a_pause_and_trouble(
    share: ProgressShare, problems: int, is_paused: bool, mood: StatusTone
) -> None:
    assert overall_status(share, problems, is_paused=is_paused).tone is mood


def test_it_says_what_it_shows() -> None:
    assert OverallStatus(problems=3).text == "Layers Desktop"
    assert OverallStatus(61).text == "Layers Desktop · 61%"
    assert OverallStatus(61, StatusTone.PAUSED).text == "Layers Desktop · 61% · paused"
