import re

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details.dialog import DetailsDialog, DetailsForm
from layers_desktop.gui.details.fields import StageLog, detail_rows, details_text
from layers_desktop.gui.notices.notice_bar import Notice, Severity
from layers_desktop.gui.notices.notices import show_notice_details
from layers_desktop.gui.uploads.file_info import FileLookups
from layers_desktop.gui.widgets.message_box import MessageBox
from tests.secrecy.marks import KEY, KEY_MARK, SIGNATURE_MARK, lines_with_marks


def test_details_leave_out_what_is_unknown(make_upload):
    upload = make_upload(kind=None, fingerprint=None, project=None, state=UploadState.CHECKING)
    assert [name for name, _ in detail_rows(upload)] == ["File", "State", "Added"]


def test_the_account_stands_beside_the_project_where_there_are_several(qtbot, make_upload):
    upload = make_upload()
    assert "Account" not in dict(detail_rows(upload))
    dialog = DetailsDialog(upload, print, FileLookups(account_name=lambda _upload: "Harbour Studio"))
    qtbot.addWidget(dialog)
    assert ("Account", "Harbour Studio") in dialog._rows


def test_details_of_a_finished_upload_have_its_id_and_its_sum(done):
    rows = dict(
        detail_rows(done(sha256="ab12", mime_type="image/png", attempt=2, finished_at=1_700_000_100.0))
    )
    assert rows["Asset ID"] == "med_A"
    assert rows["SHA-256"] == "ab12"
    assert rows["Type"] == "image/png"
    assert rows["Attempts"] == "2"
    assert "4,123,000\u202fbytes" in rows["Size"]


def test_details_of_a_problem_have_what_support_asks_for(failed):
    problem = Problem("SERVER", "Layers had a problem.", "Retry.", request_id="req_7", detail="boom")
    text = details_text(detail_rows(failed(problem=problem)))
    assert "Problem: Layers had a problem. Retry." in text
    assert "Request ID: req_7" in text
    assert "Layers replied: boom" in text
    assert "State:" not in text


def test_no_secret_that_an_error_quotes_is_shown_or_copied(qtbot, failed):
    problem = Problem(
        f"AUTH {KEY}",
        f"Layers refused {KEY}.",
        "Retry.",
        request_id=KEY,
        detail=f"PUT https://s.example/a.png?X-Amz-Date=1&X-Amz-Signature={SIGNATURE_MARK}&x=1 by {KEY}",
    )
    copied = []
    dialog = DetailsDialog(failed(problem=problem), copied.append)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert "Problem: Layers refused [redacted]" in copied[0]
    assert "X-Amz-Date=1&X-Amz-Signature=[redacted]&x=1" in copied[0]
    shown = "".join(label.text() for label in dialog.findChildren(QLabel))
    assert not [mark for mark in (KEY_MARK, SIGNATURE_MARK) if mark in copied[0] + shown]


def test_no_secret_of_a_notice_is_shown_or_copied_with_its_details(qtbot):
    copied, parent = [], QWidget()
    qtbot.addWidget(parent)
    details = f"Authorization: Bearer {KEY}\nhttps://s.example/?X-Amz-Signature={SIGNATURE_MARK}"
    show_notice_details(
        copied.append, parent, Notice("n", Severity.PROBLEM, f"Not {KEY} now.", details=details)
    )
    box = parent.findChild(MessageBox)
    next(button for button in box.findChildren(QPushButton) if button.text() == "Copy details").click()
    assert copied[0].startswith("Not [redacted] now.\nAuthorization: [redacted]")
    assert not lines_with_marks(copied[0], box.text)


def test_details_can_be_copied_and_markup_in_a_name_stays_text(qtbot, make_upload):
    copied = []
    dialog = DetailsDialog(make_upload("<b>bold.png"), copied.append)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert "<b>bold.png" in copied[0]
    labels = [label for label in dialog.findChildren(QLabel) if "<b>bold.png" in label.text()]
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
    lookups = FileLookups(load_media_info=lambda path, done: asked.append((path, done)))
    upload = make_upload("hero.png")
    dialog = DetailsDialog(upload, print, lookups)
    qtbot.addWidget(dialog)
    path, done = asked[0]
    assert path == upload.path
    done("4032 × 3024 pixels")
    assert "4032 × 3024 pixels" in [label.text() for label in dialog.findChildren(QLabel)]


def test_what_is_found_after_the_details_were_closed_is_let_go(qtbot, make_upload):
    asked = []
    lookups = FileLookups(load_media_info=lambda path, done: asked.append(done))
    dialog = DetailsDialog(make_upload(), print, lookups)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.show()
        dialog.close()
    asked[0]("4032 × 3024 pixels")


def test_details_say_where_the_kind_is_a_guess(make_upload):
    upload = make_upload(kind=MediaKind.LOGO, kind_is_guessed=True, note="Its name ends in .jpg.")
    rows = dict(detail_rows(upload))
    assert (rows["Kind"], rows["Note"]) == ("Logo (guessed)", "Its name ends in .jpg.")


def test_the_stages_are_told_with_their_times(signals, make_upload):
    now = [1_700_000_000.0]
    stages = StageLog(signals, clock=lambda: now[0])
    upload = make_upload()
    for state in (UploadState.QUEUED, UploadState.PRESIGNING, UploadState.PRESIGNING, UploadState.SENDING):
        upload.state = state
        signals.changed(upload)
        now[0] += 1
    assert [state for _, state in stages.get(upload)] == [
        UploadState.QUEUED,
        UploadState.PRESIGNING,
        UploadState.SENDING,
    ]
    lines = dict(detail_rows(upload, stages.get(upload)))["Stages"].splitlines()
    assert [line.split("  ")[1] for line in lines] == ["Waiting", "Preparing…", "Uploading"]
    assert re.match(r"\d\d?:\d\d:20\b", lines[0])
    signals.removed([upload])
    assert stages.get(upload) == []


def test_only_the_stages_of_the_latest_are_kept(signals, make_upload):
    stages = StageLog(signals)
    uploads = [make_upload() for _ in range(2_001)]
    for upload in uploads:
        signals.changed(upload)
    assert stages.get(uploads[0]) == []
    assert len(stages.get(uploads[1])) == 1


class FakeThumbnails(QObject):
    ready = Signal(object)

    def __init__(self):
        super().__init__()
        self.pictures = {}

    def get(self, path):
        return self.pictures.get(path)


def test_the_picture_of_the_file_is_shown_once_it_is_there(qtbot, make_upload):
    thumbnails, upload = FakeThumbnails(), make_upload()
    dialog = DetailsDialog(upload, print, FileLookups(thumbnails=thumbnails))
    qtbot.addWidget(dialog)
    dialog.show()
    picture = next(
        each for each in dialog.findChildren(QLabel) if each.accessibleName().startswith("Preview")
    )
    assert not picture.isVisible()
    image = QImage(64, 32, QImage.Format.Format_RGB32)
    image.fill(0)
    thumbnails.pictures[upload.path] = image
    thumbnails.ready.emit(upload.path)
    assert picture.isVisible()
    assert picture.pixmap().width() == 64


# ------------------------------------------------------------------------------- while it is open
@pytest.fixture
def opened(window, queue, signals):
    """Return what adds an upload and opens its details as the window does."""

    def open_details(upload):
        queue.add([upload])
        window.controller._show_details(upload)
        return window.findChild(DetailsDialog)

    return open_details


def shown_values(dialog):
    form = dialog.findChild(DetailsForm).widget().layout()
    rows = range(form.rowCount())
    names, values = (
        [form.itemAt(row, role).widget().text() for row in rows]
        for role in (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)
    )
    return dict(zip(names, values, strict=True))


def test_what_becomes_of_the_upload_is_shown_while_the_details_are_open(opened, signals, make_upload, tick):
    upload = make_upload(state=UploadState.QUEUED)
    dialog = opened(upload)
    assert shown_values(dialog)["State"] == "Waiting"
    upload.start_presigning()
    upload.attempt = 1
    signals.changed(upload)
    upload.start_sending()
    upload.bytes_sent = 2_000_000
    signals.changed(upload)
    tick()
    values = shown_values(dialog)
    assert (values["State"], values["Attempts"]) == ("Uploading", "1")
    assert values["Sent"] == "2.0\u202fMB of 4.1\u202fMB"
    assert [line.split("  ")[1] for line in values["Stages"].splitlines()] == ["Preparing…", "Uploading"]
    upload.mark_stored()
    upload.start_finalizing()
    upload.finish("med_A", 1_700_000_100.0)
    signals.changed(upload)
    tick()
    values = shown_values(dialog)
    assert (values["State"], values["Asset ID"]) == ("Done", "med_A")
    assert "Sent" not in values
    assert list(values)[-3:] == ["Finished", "Stages", "Attempts"]


def test_a_value_that_stays_keeps_what_a_person_selects_in_it(opened, signals, make_upload, tick):
    upload = make_upload(state=UploadState.QUEUED)
    dialog = opened(upload)
    field = next(label.buddy() for label in dialog.findChildren(QLabel) if label.text() == "File")
    field.setSelection(0, 5)
    upload.start_presigning()
    signals.changed(upload)
    tick()
    assert field.selectedText() == str(upload.path)[:5]


def test_details_copied_later_are_those_of_that_moment(opened, signals, make_upload, tick, qapp):
    upload = make_upload(state=UploadState.QUEUED)
    dialog = opened(upload)
    problem = Problem("HTTP_503", "Layers had a problem.", "Retry.", can_retry=True, request_id="req_7")
    upload.fail(problem, 5.0)
    signals.changed(upload)
    tick()
    dialog.copy_button.click()
    assert "Request ID: req_7" in qapp.clipboard().text()
    assert "Retry" in [button.text() for button in dialog.findChildren(QPushButton) if button.isVisible()]


def test_details_of_a_row_that_left_stay_open_and_say_so_until_it_comes_back(
    opened, queue, signals, failed, tick
):
    upload = failed()
    dialog = opened(upload)
    notes = [label for label in dialog.findChildren(QLabel) if "no longer in the list" in label.text()]
    assert not notes[0].isVisible()
    queue.remove([upload.id])
    assert dialog.isVisible()
    assert notes[0].isVisible()
    assert "Problem" in shown_values(dialog)
    texts = [button.text() for button in dialog.findChildren(QPushButton) if button.isVisible()]
    assert texts == ["Copy details", "Close"]
    queue.restore([upload])
    assert not notes[0].isVisible()
    assert "Retry" in [button.text() for button in dialog.findChildren(QPushButton) if button.isVisible()]


def test_another_file_in_place_of_the_first_is_shown_with_what_is_in_it(qtbot, make_upload):
    asked = []
    lookups = FileLookups(load_media_info=lambda path, done: asked.append(done))
    upload = make_upload("old.png")
    dialog = DetailsDialog(upload, print, lookups)
    qtbot.addWidget(dialog)
    dialog.show()
    upload.path = upload.path.with_name("new.png")
    dialog.refresh()
    assert dialog.windowTitle() == "Details of new.png"
    asked[0]("of the old one")
    assert "Contents" not in shown_values(dialog)
    asked[1]("of the new one")
    assert shown_values(dialog)["Contents"] == "of the new one"


def test_details_that_were_closed_are_let_go_and_nothing_speaks_to_them(
    qtbot, opened, queue, signals, make_upload, tick
):
    upload = make_upload(state=UploadState.QUEUED)
    dialog = opened(upload)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    signals.changed(upload)
    tick()
    queue.remove([upload.id])


def test_a_wait_is_told_as_a_state_with_what_support_asks_for(make_upload):
    problem = Problem("HTTP_503", "Layers had a problem.", "Retry.", request_id="req_7")
    rows = dict(detail_rows(make_upload(state=UploadState.WAITING, waiting_until=0.0, problem=problem)))
    assert rows["State"].startswith("Nothing is wrong with your file")
    assert rows["Request ID"] == "req_7"
    assert "Problem" not in rows
