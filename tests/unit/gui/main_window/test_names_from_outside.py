"""Names from outside are shown as they stand, in every control: no letter is lost, and none is markup."""

import html

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QIcon, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QInputDialog,
    QLabel,
    QMenu,
    QWidget,
)

from layers_desktop.domain.errors import Problem, Remedy
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.upload import UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.accounts.accounts_page import AccountCommands, AccountRow, AccountsPage
from layers_desktop.gui.accounts.removal_dialog import AccountRemovalDialog, Destination
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.gui.main_window.header import AccountName
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.notices.notices import project_changed_notice, show_notice_details
from layers_desktop.gui.system.interfaces import DesktopNotification
from layers_desktop.gui.system.status import OverallStatus, batch_text
from layers_desktop.gui.system.tray import Tray
from layers_desktop.gui.uploads.context_menu import create_menu
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.transfer.upload_recorder import BatchResult

NAME = "<b>R&D</b> _Lab"
LAB = Project("prj_9", NAME, NAME)
ACME = Project("prj_1", "Acme Coffee iOS", "ACME-17")


def _shown_by_button(text):
    """Return what Qt shows for the text of a button or menu: `&&` is one `&`, another marks a shortcut."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _shown_by_tooltip(text):
    if "<" not in text and "&lt;" not in text:
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def texts_of(widget):
    """Yield where and what a person reads, in this widget and all below it."""
    for each in [widget, *widget.findChildren(QWidget)]:
        kind = type(each).__name__
        if each.toolTip():
            yield f"tooltip of {kind}", _shown_by_tooltip(each.toolTip())
        if isinstance(each, QLabel):
            is_plain = each.textFormat() is Qt.TextFormat.PlainText
            yield kind, each.text() if is_plain else _shown_by_tooltip(each.text())
        if isinstance(each, QAbstractButton):
            yield kind, _shown_by_button(each.text())
        if isinstance(each, QMenu):
            each.aboutToShow.emit()
            for action in each.actions():
                yield kind, _shown_by_button(action.text())
                yield f"tooltip in {kind}", _shown_by_tooltip(action.toolTip())
        if isinstance(each, QAbstractItemView | QComboBox) and each.model():
            model = each.model()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row in range(model.rowCount()):
                for column in range(columns):
                    tooltip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                    yield f"tooltip in {kind}", _shown_by_tooltip(tooltip or "")


def check(widget):
    """Require that wherever something of the name is shown, the whole name is; return how often."""
    shown = [(where, text) for where, text in texts_of(widget) if "_Lab" in text or "R&D" in text]
    for where, text in shown:
        assert NAME in text, f"{where}: {text}"
    return len(shown)


@pytest.fixture
def lab_window(window, queue, signals, make_upload, done, tick):
    """Return the window with the name as account, project, folder and file, in every state."""
    gone = Problem("PROJECT_GONE", f"{NAME} is gone.", "Choose another.", remedy=Remedy.PROJECT)
    uploads = [
        make_upload(project=LAB),
        done(project=LAB, asset_id="med_1"),
        done(project=LAB, asset_id="med_2"),
        make_upload(project=LAB, state=UploadState.REJECTED, problem=gone),
    ]
    window.header.accounts.show_accounts([AccountName("1", NAME), AccountName("2", "Other")], "1")
    window.show_account(Account("1", NAME, frozenset(), None, "key_1"), is_sandbox=False)
    window.show_projects([LAB, ACME], LAB)
    queue.add([*uploads, done(project=ACME, asset_id="med_3")])
    signals.batch_finished(BatchResult(2, 0, 0, (NAME,), tuple(each.id for each in uploads[1:3])))
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    tick()
    return window


def test_the_main_window_shows_names_as_they_stand(lab_window):
    assert check(lab_window) > 8
    assert NAME in _shown_by_button(lab_window.footer.start.upload.text())
    assert lab_window.footer.start.upload.accessibleName() == f"Upload 1 file to {NAME}"


def test_every_notice_and_toast_shows_names_as_they_stand(lab_window):
    notices = [
        project_changed_notice({LAB: 2}, ACME, lambda: None, lambda: None),
        project_changed_notice({ACME: 2}, LAB, lambda: None, lambda: None),
        Notice("x", Severity.PROBLEM, NAME, (NoticeButton(NAME, lambda: None),), details=NAME),
    ]
    for notice in notices:
        lab_window.notices.show_notice(notice._replace(severity=Severity.PROBLEM, key="x"))
        assert check(lab_window.notices) > 0
    lab_window.toast.show_message(NAME)
    assert check(lab_window.toast) == 1


def test_every_dialog_shows_names_as_they_stand(qtbot, lab_window, make_upload):
    show_notice_details(lambda _text: None, lab_window, Notice("x", Severity.INFO, NAME, details=NAME))
    dialogs = [
        ProjectDialog(2, [LAB, ACME], lab_window),
        AccountRemovalDialog(NAME, 2, [Destination(NAME, LAB)], lab_window),
        DetailsDialog(make_upload(project=LAB), lambda _text: None, parent=lab_window),
        lab_window.findChildren(MessageBox)[0],
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        assert check(dialog) > 0


def test_the_accounts_page_and_its_question_show_names_as_they_stand(qtbot):
    page = AccountsPage(AccountCommands(*[lambda *_: None] * 4))
    qtbot.addWidget(page)
    page.show_rows([AccountRow("1", NAME, NAME, "Connected", True)])
    assert check(page) > 0
    page.rename.click()
    (question,) = page.findChildren(QInputDialog)
    assert check(question) > 0
    question.reject()


def test_the_history_shows_names_as_they_stand(qtbot, lab_window, desktop, icons, done):
    history = HistoryWindow(
        [(LAB.id, NAME)], Copier(desktop.clipboard, str), lambda _url: None, icons, lab_window
    )
    qtbot.addWidget(history)
    history.show_uploads([done(project=LAB), done(project=LAB)], HistoryQuery(), 2)
    history.table.selectAll()
    history.show()
    assert check(history) > 0
    history.bar.field.setText(NAME)
    history.show_uploads([], history.bar.query(), 2)
    assert check(history.empty_state) > 0
    history.toast.show_message(NAME)
    assert check(history.toast) == 1


def test_the_tray_shows_names_as_they_stand(qapp):
    tray = Tray(QIcon())
    tray.show_status(OverallStatus(41, problems=1), is_paused=False)
    texts = [text for _, text in texts_of(tray._menu)]
    assert "Copy last batch" in texts
    tray.close()


@pytest.mark.linux("D-Bus")
def test_the_desktops_notification_shows_names_as_they_stand():
    from layers_desktop.gui.system.freedesktop.notifications import (
        _summary_and_body,  # loads a library that other systems do not have
    )

    result = BatchResult(2, 0, 0, (NAME,), (UploadId("1"), UploadId("2")))
    assert NAME in batch_text(result)
    notice = DesktopNotification("Uploads have ended", batch_text(result), lambda: None)
    for capabilities in ({"body"}, {"body", "body-markup"}, set()):
        shown = " ".join(_summary_and_body(notice, frozenset(capabilities)))
        assert NAME in (html.unescape(shown) if "body-markup" in capabilities else shown)
        assert ("<b>" in shown) is ("body-markup" not in capabilities)


def test_menus_show_names_as_they_stand(parent):
    menu = create_menu([MenuEntry(RowAction.COPY, NAME)], lambda _entry: None, parent)
    assert check(menu) == 2
