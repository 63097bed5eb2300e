import pytest
from PySide6.QtCore import Qt

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.dialogs.help import ShortcutsDialog
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.transfer.id_formats import CopyFormat, Template
from tests.support.select_row import select_row


def test_return_on_a_row_shows_its_details(window, queue, make_upload, qtbot):
    queue.add([make_upload("hero.png")])
    select_row(window.upload_list.view, 0)
    qtbot.keyClick(window.upload_list.view, Qt.Key.Key_Return)
    assert window.findChild(DetailsDialog).windowTitle() == "Details of hero.png"


def test_the_menu_opens_the_shortcuts_and_what_the_program_is(window):
    window.window_actions[ActionId.SHORTCUTS].trigger()
    assert window.findChild(ShortcutsDialog).isVisible()
    window.window_actions[ActionId.ABOUT].trigger()
    assert "MIT licence" in window.findChild(MessageBox).text


def test_an_offered_action_is_in_the_menu_and_does_what_was_offered(window):
    done = []
    window.handle(ActionId.SETTINGS, lambda: done.append("settings"))
    assert window.window_actions[ActionId.SETTINGS].isVisible()
    window.window_actions[ActionId.SETTINGS].trigger()
    assert done == ["settings"]


def test_the_chosen_copy_format_is_told_and_used_from_then_on(window, queue, qapp, done, tick, qtbot):
    queue.add([done(asset_id="med_A"), done(asset_id="med_B")])
    tick()
    with qtbot.waitSignal(window.controller.copier.formatChanged) as caught:
        window.footer.start.copyRequested.emit(CopyFormat.COMMAS)
    assert caught.args == [CopyFormat.COMMAS]
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "med_A, med_B"
    window.controller.copier.format = CopyFormat.OWN
    window.controller.copier.template = Template("<{id}>", "")
    window.footer.start.copy.click()
    assert qapp.clipboard().text() == "<med_A><med_B>"


def test_columns_are_remembered(window):
    view = window.upload_list.view
    before = window.layout_text()
    # A column that gives way on no window, however wide this screen's letters are.
    view.setColumnWidth(Column.ASSET_ID, 240)
    changed = window.layout_text()
    window.show_layout(*before)
    assert view.columnWidth(Column.ASSET_ID) != 240
    window.show_layout(*changed)
    assert view.columnWidth(Column.ASSET_ID) == 240


@pytest.mark.parametrize("text", ["", "nonsense", "AAAA"])
def test_a_layout_that_is_none_changes_nothing(window, text):
    before = window.layout_text()
    window.show_layout(text, text)
    assert window.layout_text()[1] == before[1]


def test_no_data_for_a_while_is_said(window, queue, meter, make_upload):
    upload = make_upload(state=UploadState.SENDING)
    meter.stalls[upload.id] = 12.0
    queue.add([upload])
    assert window.model.index(0, Column.SPEED).data() == "No data for 12 s"


def test_the_theme_follows_a_change_of_colours_without_a_restart(qapp, window):
    before, palette = qapp.styleSheet(), qapp.palette()
    theme = Theme(qapp)
    theme.set_scheme(Qt.ColorScheme.Light)
    light = qapp.styleSheet()
    theme.set_scheme(Qt.ColorScheme.Dark)
    assert qapp.styleSheet() != light
    assert qapp.palette().base().color().lightness() < 64
    qapp.paletteChanged.disconnect()
    qapp.setPalette(palette)
    qapp.setStyleSheet(before)
