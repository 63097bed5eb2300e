from layers_desktop.gui.uploads.filter_sort import Filter
from layers_desktop.gui.uploads.view import select_uploads
from tests.support.select_row import select_row


def test_rows_pointed_at_are_selected_and_the_first_is_in_sight(window, queue, make_upload, tick):
    uploads = [make_upload(f"{number}.png") for number in range(300)]
    queue.add(uploads)
    tick()
    view = window.upload_list.view
    select_row(view, 0)
    select_uploads(view, window.model, [uploads[250].id, uploads[251].id, uploads[299].id])
    assert view.selected_uploads() == [uploads[250], uploads[251], uploads[299]]
    assert view.viewport().rect().contains(view.visualRect(window.model.index(250, 0)).center())


def test_what_the_filter_hides_is_not_pointed_at(window, queue, make_upload, qtbot):
    uploads = [make_upload("a.png"), make_upload("b.png")]
    queue.add(uploads)
    with qtbot.waitSignal(window.model.rearranged):
        window.model.set_filter(Filter(text="b.png"))
    select_row(window.upload_list.view, 0)
    select_uploads(window.upload_list.view, window.model, [uploads[0].id])
    assert window.upload_list.view.selected_uploads() == [uploads[1]]
