from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.gui.clipboard import Copier
from layers_desktop.gui.history.query_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow, history_entries
from layers_desktop.gui.uploads.affordances import Action
from layers_desktop.gui.uploads.entries import Entry

ACME = Project("prj_1", "Acme Coffee iOS")


@pytest.fixture
def said():
    return []


@pytest.fixture
def history(qtbot, qapp, said):
    window = HistoryWindow([ACME], Copier(qapp.clipboard(), said.append), said.append)
    QAbstractItemModelTester(window.model, QAbstractItemModelTester.FailureReportingMode.Fatal, window.model)
    qtbot.addWidget(window)
    window.show()
    return window


def test_every_field_of_the_search_has_its_label(history):
    named = {label.buddy() for label in history.findChildren(QLabel)}
    fields = {*history.bar.findChildren(QComboBox), *history.bar.findChildren(QLineEdit)}
    assert fields <= named


def test_typing_searches_once_and_not_for_each_key(qtbot, history):
    asked = []
    history.searchRequested.connect(asked.append)
    with qtbot.waitSignal(history.searchRequested):
        qtbot.keyClicks(history.bar.field, "hero")
    assert asked == [HistoryQuery("hero")]


def test_choices_narrow_the_search_at_once(qtbot, history):
    asked = []
    history.searchRequested.connect(asked.append)
    history.bar.project.setCurrentIndex(1)
    history.bar.kind.setCurrentIndex(2)
    assert asked[-1] == HistoryQuery("", "prj_1", MediaKind.VIDEO)


def test_found_uploads_are_listed_with_their_ids(history, done):
    history.show_uploads([done("hero.png", "med_A", finished_at=1_700_000_000.0)], HistoryQuery())
    texts = [history.model.index(0, column).data() for column in range(1, 5)]
    assert texts == ["hero.png", "Image", "Acme Coffee iOS", "med_A"]


def test_an_answer_to_an_older_question_is_ignored(history, done):
    history.bar.field.setText("new")
    history.show_uploads([done()], HistoryQuery("old"))
    assert history.model.rowCount() == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Files you upload will be listed here with their IDs."),
        ("nix", "Nothing matches “nix”. Clear the search to see all files."),
    ],
)
def test_nothing_found_is_said(history, text, words):
    history.bar.field.setText(text)
    history.show_uploads([], HistoryQuery(text))
    assert history.nothing.isVisible()
    assert history.nothing.text() == words
    assert not history.copy_button.isEnabled()


def test_copying_takes_the_selection_or_else_everything(history, qapp, said, done):
    history.show_uploads([done("a.png", "med_A"), done("b.png", "med_B")], HistoryQuery())
    history.copy_button.click()
    assert qapp.clipboard().text() == "med_A\nmed_B"
    history.table.selectRow(1)
    history.copy_button.click()
    assert qapp.clipboard().text() == "med_B"
    assert said == ["Copied 2 IDs.", "Copied 1 ID."]


def test_past_uploads_can_be_sent_again_or_forgotten(qtbot, history, done):
    upload = done("a.png")
    with qtbot.waitSignal(history.uploadAgainRequested) as again:
        history._run(Entry(Action.UPLOAD_AGAIN, "again"), [upload])
    with qtbot.waitSignal(history.forgetRequested) as forget:
        history._run(Entry(Action.REMOVE, "forget"), [upload])
    assert again.args == [[Path("/home/ana/files/a.png")]]
    assert forget.args == [[upload.id]]


def test_the_menu_of_one_past_upload_shows_its_folder_and_of_two_does_not(done):
    one = [entry.text for entry in history_entries([done()])]
    two = [entry.text for entry in history_entries([done(), done()])]
    assert one == ["Copy ID", "Copy as", "Show in folder", "Upload again as new", "Remove from history"]
    assert two == ["Copy 2 IDs", "Copy as", "Upload 2 again as new", "Remove 2 from history"]
