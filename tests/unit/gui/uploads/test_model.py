from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from layers_desktop.domain.file_errors import FileEmptyError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.columns import UPLOAD_ROLE, Column
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.uploads.model import UploadsModel

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(queue, meter, signals):
    """Return a model on the recording queue, watched by Qt's own model checker."""
    model = UploadsModel(queue.uploads, meter, signals)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def names(model):
    """Return the rows; a busy machine may have cut short the first slice of arranging them."""
    while model._rebuild_task.is_busy:
        QCoreApplication.processEvents()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cell(model, column, row=0, role=Qt.ItemDataRole.DisplayRole):
    return model.index(row, column).data(role).replace("\u202f", " ")


def tick(qtbot, model):
    with qtbot.waitSignal(model.ticked):
        pass


def test_uploads_that_were_there_before_the_model_are_shown(queue, meter, signals, make_upload):
    queue.add([make_upload("a.png"), make_upload("b.png")])
    assert names(UploadsModel(queue.uploads, meter, signals)) == ["a.png", "b.png"]


def test_a_block_of_uploads_is_inserted_at_once(qtbot, model, queue, make_upload):
    inserted = []
    model.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    queue.add([make_upload(f"{number}.png") for number in range(500)])
    assert inserted == [(0, 499)]
    assert model.rowCount() == 500


def test_rows_below_a_row_do_not_exist(model, queue, make_upload):
    queue.add([make_upload()])
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0


def test_changes_are_told_together(qtbot, model, queue, signals, make_upload):
    uploads = [make_upload(f"{number}.png") for number in range(20)]
    queue.add(uploads)
    tick(qtbot, model)
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    for upload in uploads[3:9]:
        upload.note = "Its name ends in .jpg, but the contents are WebP."
        signals.changed(upload)
    tick(qtbot, model)
    assert told == [(3, 8)]


def test_a_row_that_gets_on_is_painted_from_its_status_on(qtbot, model, queue, signals, make_upload):
    upload = make_upload(state=UploadState.SENDING)
    queue.add([upload])
    tick(qtbot, model)
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.column(), last.column())))
    tick(qtbot, model)
    assert set(told) == {(Column.STATUS, len(Column) - 1)}
    upload.kind = MediaKind.LOGO
    signals.changed(upload)
    tick(qtbot, model)
    assert (Column.NAME, len(Column) - 1) in told


def test_the_timer_rests_when_nothing_runs(qtbot, model, queue, make_upload):
    queue.add([make_upload()])
    tick(qtbot, model)
    assert not model._timer.isActive()  # nothing outside shows that a timer rests


def test_the_meter_is_read_while_something_runs(qtbot, model, meter, queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING)])
    tick(qtbot, model)
    tick(qtbot, model)
    assert meter.samples >= 2


def test_removed_uploads_leave_and_the_others_keep_their_place(model, queue, make_upload):
    uploads = [make_upload(f"{number}.png") for number in range(6)]
    queue.add(uploads)
    queue.remove([uploads[number].id for number in (1, 2, 4)])
    assert names(model) == ["0.png", "3.png", "5.png"]


def test_a_removal_in_many_pieces_leaves_the_right_rows(model, queue, make_upload):
    uploads = [make_upload(f"{number}.png") for number in range(400)]
    queue.add(uploads)
    queue.remove([upload.id for upload in uploads[::2]])
    assert names(model) == [f"{number}.png" for number in range(1, 400, 2)]


def test_a_late_word_of_a_removed_upload_is_ignored(qtbot, model, queue, signals, make_upload):
    upload, other = make_upload("a.png"), make_upload("b.png")
    queue.add([upload, other])
    queue.remove([upload.id])
    signals.changed(upload)
    tick(qtbot, model)
    assert names(model) == ["b.png"]


def test_restored_uploads_come_back_to_their_place(model, queue, make_upload):
    uploads = [make_upload(f"{number}.png") for number in range(4)]
    queue.add(uploads)
    queue.restore(queue.remove([uploads[1].id, uploads[2].id]))
    assert names(model) == ["0.png", "1.png", "2.png", "3.png"]


def test_names_sort_as_people_count(model, queue, make_upload):
    queue.add(
        [make_upload(name) for name in ("shot-10.png", "Shot-9.png", "shot-1.png", "2.png", "alpha.png")]
    )
    model.sort(Column.NAME)
    assert names(model) == ["2.png", "alpha.png", "shot-1.png", "Shot-9.png", "shot-10.png"]
    model.sort(-1)
    assert names(model)[0] == "shot-10.png"


@pytest.mark.parametrize("column", Column)
def test_every_column_sorts_both_ways_whatever_is_unknown(model, queue, make_upload, done, failed, column):
    queue.add(
        [
            make_upload(kind=None, project=None, fingerprint=None, state=UploadState.CHECKING),
            done(asset_id="med_B"),
            failed(),
            done(asset_id="med_A"),
            make_upload(state=UploadState.SENDING, bytes_sent=12),
        ]
    )
    model.sort(column)
    upwards = [model.upload_at(row) for row in range(5)]
    model.sort(column, Qt.SortOrder.DescendingOrder)
    assert {upload.id for upload in upwards} == {model.upload_at(row).id for row in range(5)}


def test_sorting_takes_selected_rows_with_it(model, queue, make_upload):
    queue.add([make_upload(name) for name in ("c.png", "a.png", "b.png")])
    held = QPersistentModelIndex(model.index(0, Column.SIZE))
    model.sort(Column.NAME)
    assert names(model) == ["a.png", "b.png", "c.png"]
    assert held.row() == 2
    assert held.column() == Column.SIZE


def test_uploads_added_to_a_sorted_list_go_where_they_belong(model, queue, make_upload):
    queue.add([make_upload("c.png"), make_upload("a.png")])
    model.sort(Column.NAME)
    queue.add([make_upload("b.png")])
    assert names(model) == ["a.png", "b.png", "c.png"]


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ", "cafe\u0301", "kampagne/Fru\u0308h", "fruhling"])
def test_the_filter_finds_names_and_folders_whatever_the_case_the_accents_and_the_system(
    model, queue, make_upload, typed
):
    from_a_mac = "Cafe\u0301 hero.png"
    queue.add([make_upload(from_a_mac, subfolder="Kampagne/Frühling"), make_upload("logo.svg")])
    model.set_filter(Filter(text=typed))
    assert names(model) == [from_a_mac]


def test_the_filter_finds_the_folder_that_a_single_file_lies_in(model, queue, make_upload):
    queue.add([make_upload("spring/hero.png"), make_upload("autumn/logo.svg")])
    model.set_filter(Filter(text="spring"))
    assert names(model) == ["hero.png"]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Filter(), ["hero.png", "done.png", "failed.png", "sending.mp4"]),
        (Filter(CountGroup.ACTIVE), ["sending.mp4"]),
        (Filter(CountGroup.DONE), ["done.png"]),
        (Filter(CountGroup.PROBLEMS), ["failed.png"]),
        (Filter(text="HERO"), ["hero.png"]),
        (Filter(text="med_x"), ["done.png"]),
        (Filter(text="video"), ["sending.mp4"]),
        (Filter(text="on its side"), ["failed.png"]),
        (Filter(CountGroup.DONE, "hero"), []),
    ],
)
def test_the_filter_shows_what_it_names(model, queue, make_upload, done, failed, wanted, shown):
    sending = make_upload("sending.mp4", kind=MediaKind.VIDEO, state=UploadState.SENDING)
    queue.add([make_upload("hero.png"), done("done.png", "med_X"), failed("failed.png"), sending])
    model.set_filter(wanted)
    assert names(model) == shown
    model.set_filter(Filter())
    assert len(names(model)) == 4


def test_a_row_leaves_a_filtered_list_when_it_no_longer_belongs(qtbot, model, queue, signals, make_upload):
    upload = make_upload(state=UploadState.SENDING)
    queue.add([upload, make_upload("other.png", state=UploadState.SENDING)])
    model.set_filter(Filter(CountGroup.ACTIVE))
    upload.state, upload.asset_id = UploadState.DONE, "med_A"
    signals.changed(upload)
    tick(qtbot, model)
    assert names(model) == ["other.png"]
    assert upload in model.uploads()


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_a_row_comes_into_a_filtered_list_where_it_belongs(qtbot, model, queue, signals, make_upload, order):
    uploads = [make_upload(name) for name in ("b.png", "d.png", "a.png", "c.png", "b.png")]
    queue.add(uploads)
    model.sort(Column.NAME, order)
    model.set_filter(Filter(CountGroup.DONE))
    for upload in reversed(uploads):
        upload.state, upload.asset_id = UploadState.DONE, "med_A"
        signals.changed(upload)
        tick(qtbot, model)
    shown = [model.upload_at(row) for row in range(5)]
    downwards = order is Qt.SortOrder.DescendingOrder
    assert shown == sorted(uploads, key=lambda upload: upload.path.name, reverse=downwards)


def test_filtering_to_many_scattered_rows_and_back_is_right(model, queue, make_upload, done):
    queue.add(
        [done(f"{number}.png") if number % 2 else make_upload(f"{number}.png") for number in range(300)]
    )
    model.set_filter(Filter(CountGroup.DONE))
    assert names(model) == [f"{number}.png" for number in range(1, 300, 2)]
    model.set_filter(Filter())
    assert names(model) == [f"{number}.png" for number in range(300)]


def test_percent_is_rounded_down_and_full_only_with_an_id(model, queue, make_upload):
    queue.add([make_upload(state=UploadState.SENDING, bytes_sent=4_122_999)])
    assert cell(model, Column.STATUS) == "99%"


@pytest.mark.parametrize(
    ("speed", "left", "stall", "text"),
    [
        (None, None, None, "50%"),
        (6_300_000.0, None, None, "50% · 6.3 MB/s"),
        (None, 6.0, None, "50% · about 5 s left"),
        (6_300_000.0, 6.0, None, "50% · 6.3 MB/s · about 5 s left"),
        (6_300_000.0, None, 12.0, "50% · No data for 12 s"),
    ],
)
def test_the_status_of_what_is_sent_has_percent_speed_and_time_left(
    model, meter, queue, make_upload, speed, left, stall, text
):
    upload = make_upload(state=UploadState.SENDING, bytes_sent=2_061_500)
    for known, value in ((meter.speeds, speed), (meter.times_left, left), (meter.stalls, stall)):
        if value is not None:
            known[upload.id] = value
    queue.add([upload])
    assert cell(model, Column.STATUS) == text


def test_a_file_that_was_uploaded_before_has_no_id_of_its_own_yet(model, queue, make_upload):
    queue.add([make_upload(state=UploadState.DUPLICATE, asset_id="med_A")])
    assert cell(model, Column.ASSET_ID) == ""


def test_speed_and_time_left_are_blank_when_nothing_is_sent(model, meter, queue, make_upload):
    upload = make_upload()
    meter.speeds[upload.id], meter.times_left[upload.id] = 6_300_000.0, 6.0
    queue.add([upload])
    assert cell(model, Column.SPEED) == ""
    assert cell(model, Column.LEFT) == ""


def test_unknown_is_blank_and_never_zero(model, queue, make_upload):
    queue.add([make_upload(kind=None, fingerprint=None, project=None, state=UploadState.SENDING)])
    for column in (Column.KIND, Column.SIZE, Column.SPEED, Column.LEFT, Column.ASSET_ID, Column.PROJECT):
        assert cell(model, column) == ""


def test_a_row_speaks_as_one_sentence(model, meter, queue, make_upload):
    upload = make_upload(
        "launch-cut-v3.mp4",
        kind=MediaKind.VIDEO,
        state=UploadState.SENDING,
        fingerprint=Fingerprint(88_200_000, 0, 0),
        bytes_sent=54_000_000,
    )
    meter.times_left[upload.id] = 7.0
    queue.add([upload])
    sentence = "launch-cut-v3.mp4, Video, 88.2 megabytes, Uploading, 61 percent, about 5 seconds left"
    assert cell(model, Column.NAME, role=SPOKEN) == sentence
    assert cell(model, Column.STATUS, role=SPOKEN) == "Status: 61% · about 5 s left"


@pytest.mark.parametrize(
    ("order", "word", "sentence"),
    [
        (
            {"is_pausing": True},
            "Pausing…",
            "This file starts over when you resume.",
        ),
        (
            {"finishes_first": True},
            "Finishing before the pause…",
            "This file is almost done, so it will finish before the pause.",
        ),
    ],
)
def test_a_row_tells_of_a_pause_to_come_in_place_of_its_bytes(
    model, queue, meter, make_upload, order, word, sentence
):
    upload = make_upload(state=UploadState.SENDING, bytes_sent=2_000_000, **order)
    meter.times_left[upload.id], meter.speeds[upload.id] = 7.0, 2_000_000.0
    queue.add([upload])
    assert cell(model, Column.STATUS) == word
    assert cell(model, Column.STATUS, role=TOOLTIP) == sentence
    assert (cell(model, Column.SPEED), cell(model, Column.LEFT)) == ("", "")
    assert cell(model, Column.NAME, role=SPOKEN) == f"hero.png, Image, 4.1 megabytes, {word}"


def test_a_problem_is_shown_and_its_remedy_told_by_the_tooltip(model, queue, failed):
    queue.add([failed()])
    assert cell(model, Column.STATUS) == "Layers had a problem on its side (503)."
    assert (
        cell(model, Column.STATUS, role=TOOLTIP)
        == "Layers had a problem on its side (503). Retry in a while."
    )


def test_tooltips_tell_the_exact_bytes_the_path_and_the_guess(model, queue, make_upload):
    queue.add([make_upload("hero.png", kind_is_guessed=True)])
    assert cell(model, Column.SIZE, role=TOOLTIP) == "4,123,000 bytes"
    assert cell(model, Column.NAME, role=TOOLTIP) == str(Path("/home/ana/files/hero.png"))
    assert cell(model, Column.KIND, role=TOOLTIP) == "Image (guessed)"


def test_a_name_that_is_no_text_is_shown_without_harm(model, queue, make_upload):
    queue.add([make_upload("bad-\udcff.png")])
    assert cell(model, Column.NAME) == "bad-�.png"


def test_the_record_of_a_row_can_be_had(model, queue, make_upload):
    upload = make_upload()
    queue.add([upload])
    assert model.index(0, 0).data(UPLOAD_ROLE) is upload
    assert model.data(QModelIndex()) is None


def test_numbers_stand_at_the_end_of_their_cell(model):
    ends = [
        column
        for column in Column
        if model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        & Qt.AlignmentFlag.AlignTrailing
    ]
    assert ends == [Column.SIZE, Column.SPEED, Column.LEFT, Column.ATTEMPTS]


def test_a_note_stands_in_the_row_of_a_file_that_is_ready(model, queue, make_upload):
    queue.add([make_upload(note="Its name ends in .jpg, but the contents are WebP.")])
    assert cell(model, Column.STATUS) == "Its name ends in .jpg, but the contents are WebP."
    assert cell(model, Column.NAME, role=SPOKEN).endswith("the contents are WebP.")


def test_the_sentence_of_a_row_that_needs_a_person_says_why(model, queue, make_upload):
    problem = FileEmptyError().problem
    queue.add([make_upload("a.png", state=UploadState.REJECTED, problem=problem)])
    assert cell(model, Column.NAME, role=SPOKEN).endswith(problem.title)


def test_a_name_that_would_break_its_line_is_told_on_one(model, queue, make_upload):
    queue.add([make_upload("two\nlines\u202egnp.png")])
    assert cell(model, Column.NAME) == "two\u240alines<U+202E>gnp.png"
    assert "\n" not in cell(model, Column.NAME, role=TOOLTIP)


def test_a_flood_is_listed_once_and_in_order_though_some_of_it_leaves_again(model, queue, make_upload, qtbot):
    uploads = [make_upload(f"{number}.png") for number in range(300)]
    for first in range(0, 300, 20):
        queue.add(uploads[first : first + 20])
    assert model.rowCount() < 300
    queue.remove([uploads[299].id])
    model.set_filter(Filter(text="9"))
    model.set_filter(Filter())
    qtbot.wait(300)
    assert names(model) == [upload.path.name for upload in uploads[:299]]
