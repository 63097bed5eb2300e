import pytest
from PySide6.QtGui import QAccessible

from layers_desktop.domain.upload_state import UploadState


@pytest.fixture
def full_window(qtbot, window, queue, make_upload, done, failed):
    queue.add([make_upload("hero.png"), done("logo.svg"), failed(), make_upload(state=UploadState.SENDING)])
    with qtbot.waitSignal(window.model.ticked):
        pass
    return window


def nodes(widget):
    open_ends = [QAccessible.queryAccessibleInterface(widget)]
    while open_ends:
        node = open_ends.pop()
        yield node
        open_ends += [node.child(place) for place in range(node.childCount())]


def test_the_table_and_its_rows_speak(full_window):
    view = full_window.upload_list.view
    table = QAccessible.queryAccessibleInterface(view)
    assert table.text(QAccessible.Text.Name) == "Uploads"
    assert table.role() is QAccessible.Role.Table
    cells = [node.text(QAccessible.Text.Name).replace("\u202f", " ") for node in nodes(view)]
    assert "hero.png, Image, 4.1 megabytes, Ready" in cells
    assert "Asset ID: med_A" in cells


def test_every_button_in_the_tree_has_a_name(full_window):
    buttons = {QAccessible.Role.PushButton, QAccessible.Role.ButtonMenu, QAccessible.Role.CheckBox}
    found = [node for node in nodes(full_window) if node.role() in buttons]
    shown = [node for node in found if not node.state().invisible]
    assert len(shown) >= 8
    assert [node for node in shown if not node.text(QAccessible.Text.Name)] == []


def test_the_switch_is_a_checkbox_to_tools(full_window):
    switch = QAccessible.queryAccessibleInterface(full_window.footer.start.switch)
    assert switch.role() is QAccessible.Role.CheckBox
    assert switch.text(QAccessible.Text.Name) == "Start as soon as files are dropped"


@pytest.mark.parametrize("part", ["picker", "filter"])
def test_fields_are_labelled_by_their_label(full_window, part):
    field = full_window.header.picker if part == "picker" else full_window.upload_list.bar.field
    interface = QAccessible.queryAccessibleInterface(field)
    labels = [
        node.text(QAccessible.Text.Name) for node, _ in interface.relations(QAccessible.RelationFlag.Label)
    ]
    assert labels == ["Project" if part == "picker" else "Filter"]
