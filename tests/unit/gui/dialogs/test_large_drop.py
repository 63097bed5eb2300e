import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.dialogs.large_drop import LargeDropDialog, contents_text, rejected_text, title_text
from layers_desktop.transfer.intake.intake import DropSummary, RejectedGroup

SUMMARY = DropSummary(
    kinds=((MediaKind.IMAGE, 9412), (MediaKind.VIDEO, 80)),
    size=48_000_000_000,
    known_count=198,
    rejected=(RejectedGroup("NOT_MEDIA", ".psd", 290), RejectedGroup("NOT_MEDIA", ".zip", 20)),
    skipped=3,
    calls=18_984,
    left_out=("@eaDir", "#recycle"),
)
PLAIN = DropSummary(((MediaKind.IMAGE, 300),), 1_000_000, 0, (), 0, 600)


@pytest.fixture
def open_sheet(qtbot):
    def open_one(summary, seconds=18_984.0, project="Acme Coffee iOS", writes_a_day=None):
        sheet = LargeDropDialog(summary, project, seconds, 60, writes_a_day)
        qtbot.addWidget(sheet)
        sheet.show()
        return sheet

    return open_one


def lines(sheet):
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def test_the_sheet_says_all_that_there_is_to_know(open_sheet):
    sheet = open_sheet(SUMMARY)
    assert [line.replace("\u202f", " ") for line in lines(sheet)] == [
        "Add 9,690 files to Acme Coffee iOS?",
        "9,412 images · 80 videos · 48.00 GB",
        "310 not accepted: .psd 290, .zip 20",
        "2 folders of other programs were left out: @eaDir, #recycle.",
        "3 hidden files are left out.",
        "Your plan allows about 30 files a minute: at least 5 h 15 min.",
    ]
    assert sheet.reuse.text() == "198 were uploaded before: reuse their IDs"


def test_what_is_not_there_is_not_said(open_sheet):
    sheet = open_sheet(PLAIN, seconds=None, project=None)
    assert [line.replace("\u202f", " ") for line in lines(sheet)] == ["Add 300 files?", "300 images · 1.0 MB"]
    assert not sheet.reuse.isVisible()


def test_the_first_minute_of_a_plan_makes_it_no_better_than_it_is(open_sheet):
    """Of 240 calls the first 60 go at once: the rest takes three minutes, not four."""
    sheet = open_sheet(DropSummary(((MediaKind.IMAGE, 240),), 1_000_000, 0, (), 0, 240), seconds=180.0)
    assert "Your plan allows about 60 files a minute: at least 3 min." in lines(sheet)


def test_a_plan_that_does_not_hold_anything_up_is_not_named(open_sheet):
    assert not any("plan" in line for line in lines(open_sheet(PLAIN, seconds=12.0)))


@pytest.mark.parametrize("is_wanted", [True, False])
def test_adding_all_says_whether_known_files_get_their_ids(qtbot, open_sheet, is_wanted):
    sheet = open_sheet(SUMMARY)
    sheet.reuse.setChecked(is_wanted)
    with qtbot.waitSignal(sheet.addRequested) as caught:
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert caught.args == [is_wanted, None]


def test_where_nothing_is_known_nothing_is_reused(qtbot, open_sheet):
    sheet = open_sheet(PLAIN)
    with qtbot.waitSignal(sheet.addRequested) as caught:
        sheet.add.click()
    assert caught.args == [False, None]


def test_the_focus_is_on_adding_all(open_sheet):
    assert open_sheet(SUMMARY).focusWidget().text() == "Add all"


def test_a_day_that_is_too_short_for_all_is_said(open_sheet):
    texts = lines(open_sheet(SUMMARY, writes_a_day=10_000))
    assert texts[-1] == "About 5,000 of these fit into today's limit; the rest wait until tomorrow."
    assert not any("today" in line for line in lines(open_sheet(PLAIN, writes_a_day=600)))


def test_images_get_one_kind_where_that_is_chosen(qtbot, open_sheet):
    sheet = open_sheet(SUMMARY)
    assert not sheet.kinds.isVisible()
    sheet.choose_kinds.click()
    assert sheet.kinds.isVisible()
    qtbot.waitUntil(lambda: sheet.focusWidget() is sheet.kinds.choice)
    qtbot.keyClicks(sheet.kinds.choice, "Logo")
    qtbot.keyClick(sheet.kinds.choice.view(), Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.addRequested) as caught:
        sheet.add.click()
    assert caught.args == [True, MediaKind.LOGO]


def test_without_images_there_is_no_kind_to_choose(open_sheet):
    only_videos = DropSummary(((MediaKind.VIDEO, 300),), 1_000_000, 0, (), 0, 600)
    assert not open_sheet(only_videos).choose_kinds.isVisible()


def test_escape_adds_nothing(qtbot, open_sheet):
    sheet = open_sheet(SUMMARY)
    with qtbot.assertNotEmitted(sheet.addRequested), qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_what_is_not_accepted_can_be_looked_at(open_sheet):
    sheet = open_sheet(SUMMARY)
    assert not sheet.rejected_list.isVisible()
    sheet.show_rejected.click()
    shown = [sheet.rejected_list.item(row).text() for row in range(sheet.rejected_list.count())]
    assert shown == ["290 × .psd not accepted", "20 × .zip not accepted"]
    sheet.show_rejected.click()
    assert not sheet.rejected_list.isVisible()


def test_endings_are_counted_together_and_only_the_commonest_are_named():
    refusals = [
        RejectedGroup("NOT_MEDIA", ".zip", 9),
        RejectedGroup("FILE_EMPTY", ".png", 6),
        RejectedGroup("FILE_TOO_LARGE", ".png", 5),
        RejectedGroup("NOT_MEDIA", ".pdf", 4),
        RejectedGroup("NOT_MEDIA", ".txt", 2),
        RejectedGroup("NOT_MEDIA", "", 1),
    ]
    assert rejected_text(refusals) == "27 not accepted: .png 11, .zip 9, .pdf 4, …"
    assert rejected_text(refusals[-1:]) == "1 not accepted"


def test_one_of_each_is_called_one():
    one = DropSummary(tuple((kind, 1) for kind in MediaKind), 1_000, 0, (), 0, 5)
    assert contents_text(one).startswith("1 image · 1 video · 1 audio file · 1 logo · 1 reference image · ")
    single = DropSummary(((MediaKind.VIDEO, 1),), 6_000_000_000, 0, (), 0, 2)
    assert title_text(single, None) == "Add 1 file?"
