import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details import DetailsDialog, details_of, details_text
from layers_desktop.gui.file_lookups import FileLookups


def test_details_leave_out_what_is_unknown(make_upload):
    upload = make_upload(kind=None, fingerprint=None, project=None, state=UploadState.CHECKING)
    assert [name for name, _ in details_of(upload)] == ["File", "State", "Added"]


def test_details_of_a_finished_upload_have_its_id_and_its_sum(done):
    rows = dict(
        details_of(done(sha256="ab12", mime_type="image/png", attempt=2, finished_at=1_700_000_100.0))
    )
    assert rows["Asset ID"] == "med_A"
    assert rows["SHA-256"] == "ab12"
    assert rows["Type"] == "image/png"
    assert rows["Attempts"] == "2"
    assert "4,123,000 bytes" in rows["Size"]


def test_details_of_a_problem_have_what_support_asks_for(failed):
    problem = Problem("SERVER", "Layers had a problem.", "Retry.", request_id="req_7", detail="boom")
    text = details_text(failed(problem=problem))
    assert "Problem: Layers had a problem. Retry." in text
    assert "Request ID: req_7" in text
    assert "Said: boom" in text
    assert "State:" not in text


def test_details_can_be_copied_and_markup_in_a_name_stays_text(qtbot, make_upload):
    copied = []
    dialog = DetailsDialog(make_upload("<b>bold</b>.png"), copied.append)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert "<b>bold</b>.png" in copied[0]
    labels = [label for label in dialog.findChildren(QLabel) if "b>.png" in label.text()]
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


@pytest.mark.parametrize("name", ["File", "Size"])
def test_each_value_is_labelled_by_its_name(qtbot, make_upload, name):
    dialog = DetailsDialog(make_upload(), print)
    qtbot.addWidget(dialog)
    label = next(label for label in dialog.findChildren(QLabel) if label.text() == name)
    assert isinstance(label.buddy(), QLabel)


def test_what_is_found_in_the_file_is_shown_once_it_is_known(qtbot, make_upload):
    asked = []
    lookups = FileLookups(facts_of=lambda path, done: asked.append((path, done)))
    upload = make_upload("hero.png")
    dialog = DetailsDialog(upload, print, lookups)
    qtbot.addWidget(dialog)
    path, done = asked[0]
    assert path == upload.path
    done("4032 × 3024 pixels")
    assert "4032 × 3024 pixels" in [label.text() for label in dialog.findChildren(QLabel)]


def test_what_is_found_after_the_details_were_closed_is_let_go(qtbot, make_upload):
    asked = []
    lookups = FileLookups(facts_of=lambda path, done: asked.append(done))
    dialog = DetailsDialog(make_upload(), print, lookups)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.show()
        dialog.close()
    asked[0]("4032 × 3024 pixels")


def test_details_say_where_the_kind_is_a_guess(make_upload):
    upload = make_upload(kind=MediaKind.LOGO, kind_is_guessed=True, note="Named .jpg.")
    rows = dict(details_of(upload))
    assert (rows["Kind"], rows["Note"]) == ("Logo (guessed)", "Named .jpg.")
