import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontDatabase
from PySide6.QtWidgets import QToolButton

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.uploads.columns import Column

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.mark.parametrize(("row", "kind"), [(0, None), (4, MediaKind.LOGO)])
def test_choosing_the_kind_for_new_files_is_told(qtbot, window, row, kind):
    window.header.kind.show_kind(MediaKind.AUDIO)
    with qtbot.waitSignal(window.header.kind.kindChosen) as caught:
        window.header.kind.setCurrentIndex(row)
        window.header.kind.activated.emit(row)
    assert caught.args == [kind]


@pytest.mark.parametrize(("kind", "text"), [(None, "Automatic"), *((kind, kind.label) for kind in MediaKind)])
def test_the_remembered_kind_for_new_files_is_shown_and_not_told_back(qtbot, window, kind, text):
    with qtbot.assertNotEmitted(window.header.kind.kindChosen):
        window.header.kind.show_kind(kind)
    assert window.header.kind.currentText() == text


@pytest.mark.parametrize("width", [640, 960])
def test_the_header_fits_and_its_chooser_is_labelled_at_every_width(qapp, window, qtbot, width):
    qapp.setStyleSheet("")  # the application's look, which an earlier test may have changed
    qapp.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    window.show_account(None, is_sandbox=True)
    window.resize(width, 420)
    qtbot.waitUntil(lambda: window.width() == width)
    qtbot.waitUntil(lambda: window.header.minimumSizeHint().width() <= width)  # once it is laid out anew
    interface = QAccessible.queryAccessibleInterface(window.header.kind)
    labels = [
        node.text(QAccessible.Text.Name) for node, _ in interface.relations(QAccessible.RelationFlag.Label)
    ]
    assert labels == ["Kind for new files"]


def test_a_kind_that_a_person_sets_is_told_with_its_files(qtbot, window, queue, make_upload):
    uploads = [make_upload("a.png"), make_upload("b.png"), make_upload(state=UploadState.SENDING)]
    queue.add(uploads)
    window.upload_list.view.selectAll()
    with qtbot.waitSignal(window.controller.actions.kindChosen) as caught:
        qtbot.keyClick(window.upload_list.view, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert caught.args == [uploads[:2], MediaKind.LOGO]


def test_a_guessed_kind_is_marked_to_eye_and_ear(window, queue, make_upload):
    queue.add([make_upload("brand.svg", kind=MediaKind.LOGO, kind_is_guessed=True)])
    kind = window.model.index(0, Column.KIND)
    assert kind.data() == "Logo"
    assert kind.data(Qt.ItemDataRole.ToolTipRole) == "Logo (guessed)"
    assert kind.data(SPOKEN) == "Kind: Logo (guessed)"
    assert "Logo (guessed)" in window.model.index(0, Column.NAME).data(SPOKEN)


def test_a_chosen_kind_is_not_called_guessed(window, queue, make_upload):
    queue.add([make_upload("brand.svg", kind=MediaKind.LOGO)])
    assert window.model.index(0, Column.KIND).data(SPOKEN) == "Kind: Logo"


def test_the_history_has_its_button_also_where_it_is_offered_once_the_window_stands(window, qtbot):
    window.resize(960, 600)
    window.show()
    qtbot.waitExposed(window)
    (button,) = [each for each in window.header.findChildren(QToolButton) if each.text() == "History"]
    assert button.isHidden()
    window.handle(ActionId.HISTORY, lambda: None)
    assert button.isVisible()
