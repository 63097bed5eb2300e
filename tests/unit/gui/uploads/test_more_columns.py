from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.uploads.file_info import FileLookups

EXTRA = [column for column in Column if column > Column.PROJECT]


def test_the_other_columns_are_hidden_until_they_are_wanted(window, queue, make_upload, tick, qtbot):
    queue.add([make_upload()])
    tick()
    view = window.upload_list.view
    assert all(view.isColumnHidden(column) for column in EXTRA)
    for column in EXTRA:
        view._toggle_column(column)
    assert not any(view.isColumnHidden(column) for column in EXTRA)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    assert view.columnWidth(Column.NAME) >= 160
    for column in EXTRA:
        view._toggle_column(column)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (Column.FOLDER, str(Path("/home/ana/files"))),
        (Column.TYPE, "image/png"),
        (Column.ATTEMPTS, "3"),
        (Column.REQUEST_ID, "req_9"),
    ],
)
def test_they_say_what_is_known(window, queue, make_upload, column, text):
    problem = Problem("HTTP_503", "Down.", "", request_id="req_9")
    queue.add([make_upload(state=UploadState.FAILED, mime_type="image/png", attempt=3, problem=problem)])
    assert window.model.index(0, column).data() == text


def test_times_stand_as_people_write_them(window, queue, done):
    queue.add([done(added_at=0.0, finished_at=86_400.0 * 31)])
    assert window.model.index(0, Column.ADDED).data().startswith(("1/1/70", "12/31/69"))
    assert window.model.index(0, Column.FINISHED).data().startswith(("2/1/70", "1/31/70"))


def test_sorting_by_them_works(window, queue, make_upload, qtbot):
    uploads = [make_upload(f"{n}.png", attempt=attempt) for n, attempt in enumerate((2, 3, 1))]
    queue.add(uploads)
    with qtbot.waitSignal(window.model.rearranged):
        window.model.sort(Column.ATTEMPTS)
    assert [window.model.upload_at(row) for row in range(3)] == [uploads[2], uploads[0], uploads[1]]


def test_a_project_stands_with_its_account_where_there_are_several(
    qtbot, queue, meter, signals, icons, desktop, make_upload
):
    names = {}
    lookups = FileLookups(account_name=lambda upload: names.get(upload.account, ""))
    window = MainWindow()
    window.build(queue, meter, signals, icons, desktop, lookups)
    qtbot.addWidget(window)
    queue.add([make_upload(project=Project("prj_9", "Quay Records", account="org_2"))])
    index = window.model.index(0, Column.PROJECT)
    assert index.data() == "Quay Records"
    names["org_2"] = "Harbour Studio"
    assert index.data() == "Quay Records (Harbour Studio)"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Quay Records (Harbour Studio)"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Project: Quay Records (Harbour Studio)"


def test_what_is_in_a_file_is_looked_up_once_somebody_looks(
    qtbot, queue, meter, signals, icons, desktop, make_upload
):
    asked = []
    lookups = FileLookups(load_media_info=lambda path, done: asked.append((path, done)))
    window = MainWindow()
    window.build(queue, meter, signals, icons, desktop, lookups)
    window.allow_close()
    qtbot.addWidget(window)
    upload = make_upload()
    queue.add([upload])
    cell = window.model.index(0, Column.CONTENTS)
    assert cell.data() == ""
    assert [path for path, _ in asked] == [upload.path]
    asked[0][1]("640 × 480 pixels")
    assert cell.data() == "640 × 480 pixels"
    assert len(asked) == 1
