"""Whoever goes by the keyboard sees where it is: a ring of two pixels, in every look."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.accounts.accounts_page import AccountCommands, AccountRow, AccountsPage
from layers_desktop.gui.accounts.key_sheet import KeySheet
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.dialogs.help import ShortcutsDialog
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.settings.dialog import SettingsDialog
from layers_desktop.gui.settings.fields import BoolSetting, ChoiceSetting, IntSetting, PageSpec, TextSetting
from layers_desktop.gui.style.theme import Theme
from layers_desktop.gui.uploads.counts import CountGroup
from layers_desktop.gui.widgets.message_box import MessageBox
from tests.screenshots.looks import contrasty_palette
from tests.support.focus_ring import controls, share_of_ring
from tests.support.select_row import select_row

ENOUGH = 0.6


@pytest.fixture(params=["light", "dark", "contrast"])
def look(request, qapp):
    """Dress the application, and undress it again."""
    style = qapp.style().name()
    theme = Theme(qapp)
    theme.set_scheme(Qt.ColorScheme.Dark if request.param == "dark" else Qt.ColorScheme.Light)
    if request.param == "contrast":
        qapp.setPalette(contrasty_palette())
    yield request.param
    qapp.paletteChanged.disconnect()
    theme.set_scheme(Qt.ColorScheme.Unknown)
    theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setStyle(style)


def faults(window: QWidget) -> list[str]:
    """Return a line for each control of the window whose ring is thin, pale or not there."""
    found = []
    assert controls(window)
    for control in controls(window):
        share = share_of_ring(control)
        if share < ENOUGH:
            name = control.accessibleName() or getattr(control, "text", lambda: "")()
            found.append(f"{type(control).__name__} '{name}': {share:.2f} of a ring")
    return found


def test_in_the_empty_window(look, window):
    assert not (found := faults(window)), "\n".join(found)


def test_in_the_window_with_files(look, window, queue, make_upload, done, failed, tick):
    queue.add([make_upload(), done(), failed(), make_upload(state=UploadState.SENDING)])
    tick()
    select_row(window.upload_list.view, 0)
    window.upload_list.bar.select_group(CountGroup.PROBLEMS)
    window.notices.show_notice(
        Notice("key", Severity.PROBLEM, "No key.", (NoticeButton("Enter a key…", print),))
    )
    assert not (found := faults(window)), "\n".join(found)


def settings():
    things = (
        BoolSetting("Start as soon as files are dropped", value=True, default=False, change=print),
        IntSetting("Files at once", 5, 3, print, minimum=1, maximum=8),
        ChoiceSetting("Appearance", "dark", "", print, (("", "System"), ("dark", "Dark"))),
        TextSetting("Your own format", "{id}", "{name}: {id}", print),
    )
    return SettingsDialog([PageSpec("General", things), PageSpec("Copying", things)])


def accounts():
    page = AccountsPage(AccountCommands(print, print, print, print))
    page.show_rows([AccountRow("1", "Northwind Agency", "Northwind Agency", "Connected.")])
    return page


def key():
    behind = QWidget()
    behind.resize(800, 600)
    KeySheet(behind, "your desktop's keyring").open()
    return behind


def question():
    question = MessageBox("Cancel 40 uploads?", "Finished files stay.", "Keep them")
    question.add_accept_button("Cancel all")
    return question


@pytest.mark.parametrize(
    "make",
    [
        key,
        settings,
        accounts,
        question,
        lambda: ShortcutsDialog([("Add files…", "Ctrl+O"), ("Help", "F1")]),
    ],
    ids=["key", "settings", "accounts", "question", "shortcuts"],
)
def test_in_the_windows_beside(look, qtbot, make):
    window = make()
    qtbot.addWidget(window)
    window.show()
    assert not (found := faults(window)), "\n".join(found)


def test_in_the_history(look, qtbot, qapp, icons, done):
    window = HistoryWindow([("prj_1", "Acme")], Copier(qapp.clipboard(), print), print, icons)
    qtbot.addWidget(window)
    window.show()
    window.show_uploads([done("hero.png", "med_A", finished_at=1_700_000_000.0)], HistoryQuery())
    select_row(window.table, 0)
    assert not (found := faults(window)), "\n".join(found)


def test_in_the_details(look, qtbot, failed):
    window = DetailsDialog(failed(), print)
    qtbot.addWidget(window)
    window.show()
    assert not (found := faults(window)), "\n".join(found)
