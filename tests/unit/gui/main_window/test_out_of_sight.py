"""Nothing is painted, asked for or laid out that nobody sees or that did not change."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.transfer.limits.holds import Hold, HoldReason

MEGABYTE = 1_000_000


class Events(QObject):
    """Counts the events of one type that a widget gets."""

    def __init__(self, widget, kind):
        super().__init__(widget)
        self._kind, self.count = kind, 0
        widget.installEventFilter(self)

    def eventFilter(self, _, event):
        self.count += event.type() is self._kind
        return False


@pytest.fixture
def sending(window, queue, make_upload, tick):
    """Return a hundred files in the list, of which the first is being sent."""
    uploads = [make_upload(f"{number}.mp4") for number in range(100)]
    uploads[0].state = UploadState.SENDING
    queue.add(uploads)
    tick()
    tick()
    return uploads[0]


def minimise(window):
    window.showMinimized()


def hide(window):
    window.hide()


def scroll_away(window):
    window.upload_list.view.scrollToBottom()


@pytest.mark.parametrize("leave", [minimise, hide, scroll_away])
def test_progress_that_nobody_sees_paints_no_row_and_asks_for_none(qapp, window, tick, sending, leave):
    asked = []
    window.model.set_column_text(Column.STATUS, lambda upload: asked.append(upload) or "50%")
    leave(window)
    tick()
    qapp.processEvents()
    asked.clear()
    paints = Events(window.upload_list.view.viewport(), QEvent.Type.Paint)
    for _ in range(3):
        sending.bytes_sent += MEGABYTE
        tick()
        qapp.processEvents()
    assert (paints.count, asked) == (0, [])


@pytest.mark.parametrize(("leave", "come_back"), [(minimise, "showNormal"), (hide, "show")])
def test_a_window_that_nobody_sees_is_brought_up_to_date_when_it_is_seen(
    qapp, qtbot, window, meter, tick, sending, leave, come_back
):
    progress = window.footer.progress
    leave(window)
    paints = Events(progress, QEvent.Type.Paint)
    before = progress.text.text()
    meter.totals.files_done = 9
    for _ in range(3):
        tick()
        qapp.processEvents()
    assert paints.count == 0
    assert progress.text.text() == before
    getattr(window, come_back)()
    assert "9 of 12 files" in progress.text.text()
    qtbot.waitUntil(lambda: paints.count > 0)


def test_what_a_menu_offers_is_right_though_nobody_sees_the_window(window, queue, make_upload, tick):
    actions = window.window_actions
    window.hide()
    queue.add([make_upload()])
    tick()
    assert actions[ActionId.START].isEnabled()
    assert not actions[ActionId.PAUSE_ALL].isEnabled()
    queue.add([make_upload(state=UploadState.SENDING)])
    queue.set_hold(Hold(HoldReason.PAUSED))
    tick()
    actions[ActionId.START].trigger()
    actions[ActionId.PAUSE_ALL].trigger()
    assert queue.asked == [("start", ["u1"]), ("resume_all",)]


def test_progress_lays_nothing_out_anew_beside_the_copy_button(qapp, window, queue, done, tick, sending):
    queue.add([done()])
    tick()
    qapp.processEvents()
    laid_out = Events(window.footer.start, QEvent.Type.LayoutRequest)
    for _ in range(3):
        sending.bytes_sent += MEGABYTE
        tick()
        qapp.processEvents()
    assert window.footer.start.copy.isVisible()
    assert laid_out.count == 0


def test_a_closed_dialog_of_details_asks_for_nothing_any_more(qapp, window, tick, sending):
    asked = []
    window.controller._show_details(sending)
    dialog = window.findChildren(QObject, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    dialog._stages_of = lambda upload: asked.append(upload) or []
    tick()
    assert asked
    dialog.close()
    qapp.processEvents()
    asked.clear()
    tick()
    assert asked == []
