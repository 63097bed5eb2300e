import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QInputDialog, QLabel

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.accounts.accounts_page import AccountCommands, AccountRow, AccountsPage
from layers_desktop.gui.accounts.key_sheet import KeySheet
from layers_desktop.gui.accounts.removal_dialog import AccountRemovalDialog, Destination
from layers_desktop.gui.main_window.header import AccountName, AccountSwitcher
from layers_desktop.gui.uploads.cells.state_text import state_sentence, state_text

NORTHWIND = AccountName("org_1", "Northwind Agency")
HARBOUR = AccountName("org_2", "Harbour Studio")
QUAY = Project("prj_9", "Quay Records", account="org_2")
ROWS = (
    AccountRow("org_1", "Northwind", "Northwind Agency", "Connected, key in the keyring"),
    AccountRow("org_2", "Harbour Studio", "Harbour Studio", "Not connected"),
    AccountRow("org_3", "Given", "Given", "Connected, key from LAYERS_API_KEY", can_remove=False),
)


@pytest.fixture
def switcher(qtbot):
    switcher = AccountSwitcher()
    qtbot.addWidget(switcher)
    return switcher


def test_the_switcher_is_there_from_two_accounts_on(switcher):
    switcher.show_accounts([], "")
    assert switcher.isHidden()
    switcher.show_accounts([NORTHWIND], "org_1")
    assert switcher.isHidden()
    switcher.show_accounts([NORTHWIND, HARBOUR], "org_2")
    assert not switcher.isHidden()
    assert switcher.combo.currentText() == "Harbour Studio"
    switcher.show_accounts([HARBOUR], "org_2")
    assert switcher.isHidden()


def test_the_switcher_tells_what_a_person_chooses_and_nothing_else(qtbot, switcher):
    told = []
    switcher.accountChosen.connect(told.append)
    switcher.show_accounts([NORTHWIND, HARBOUR], "org_1")
    assert told == []
    switcher.show()
    switcher.combo.setFocus()
    qtbot.keyClick(switcher.combo, Qt.Key.Key_Down)
    assert told == []
    qtbot.keyClick(switcher.combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(switcher.combo.view(), Qt.Key.Key_Return)
    assert told == ["org_2"]


@pytest.fixture
def commands_given():
    return []


@pytest.fixture
def accounts_page(qtbot, commands_given):
    commands = AccountCommands(
        lambda: commands_given.append("add"),
        lambda *what: commands_given.append(("rename", *what)),
        lambda account: commands_given.append(("key", account)),
        lambda account: commands_given.append(("remove", account)),
    )
    accounts_page = AccountsPage(commands)
    qtbot.addWidget(accounts_page)
    accounts_page.show()
    return accounts_page


def test_an_empty_page_says_so_and_offers_to_add(accounts_page, commands_given):
    assert accounts_page.empty.isVisible()
    assert not accounts_page.list.isVisible()
    assert not any(
        button.isEnabled()
        for button in (accounts_page.rename, accounts_page.replace_key, accounts_page.remove)
    )
    accounts_page.add.click()
    assert commands_given == ["add"]


def test_each_button_concerns_the_account_selected(qtbot, accounts_page, commands_given):
    accounts_page.show_rows(ROWS)
    qtbot.keyClick(accounts_page.list, Qt.Key.Key_Down)
    accounts_page.replace_key.click()
    qtbot.keyClick(accounts_page.list, Qt.Key.Key_Delete)
    assert commands_given == [("key", "org_2"), ("remove", "org_2")]


def test_what_the_environment_gives_can_only_be_taken_away_there(accounts_page):
    accounts_page.show_rows(ROWS)
    accounts_page.list.setCurrentRow(2)
    assert not accounts_page.remove.isEnabled()
    assert "LAYERS_API_KEY" in accounts_page.remove.toolTip()


def test_what_is_selected_stays_so_when_the_rows_change(accounts_page):
    accounts_page.show_rows(ROWS)
    accounts_page.list.setCurrentRow(1)
    accounts_page.show_rows(ROWS[1:])
    assert accounts_page.selected == "org_2"
    accounts_page.show_rows(())
    assert accounts_page.selected == ""


def test_a_row_is_spoken_with_its_organisation_and_state(accounts_page):
    accounts_page.show_rows(ROWS)
    interface = QAccessible.queryAccessibleInterface(accounts_page.list)
    assert interface.text(QAccessible.Text.Name) == "Accounts"
    spoken = interface.child(0).text(QAccessible.Text.Name)
    assert spoken == "Northwind (Northwind Agency), Connected, key in the keyring"


def test_renaming_starts_from_the_name_that_it_has(qtbot, accounts_page, commands_given):
    accounts_page.show_rows(ROWS)
    accounts_page.rename.click()
    (dialog,) = accounts_page.findChildren(QInputDialog)
    assert dialog.textValue() == "Northwind"
    dialog.setTextValue("  Our own  ")
    dialog.accept()
    assert commands_given == [("rename", "org_1", "Our own")]


@pytest.mark.parametrize(
    ("name", "said"),
    [("KWallet", "in KWallet, never in a file"), ("", "forgotten when you quit"), (None, "Looking for")],
)
def test_the_page_says_which_keyring_holds_the_keys(accounts_page, name, said):
    accounts_page.show_keyring(name)
    assert said in accounts_page.keyring.text()


def test_a_keyring_that_does_not_answer_is_not_told_as_none(accounts_page):
    accounts_page.show_silent_keyring()
    assert accounts_page.keyring.text().startswith("Your keyring does not answer.")
    sheet = KeySheet(accounts_page, None)
    sheet.open()
    sheet.show_silent_keyring()
    said = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "Your keyring does not answer" in said
    assert "No keyring is running" not in said
    assert sheet.remember.isVisible()


@pytest.mark.parametrize("waiting", [0, 1, 12])
def test_removing_asks_about_files_only_where_some_wait(qtbot, waiting):
    dialog = AccountRemovalDialog("Northwind", waiting, [Destination("Harbour Studio", QUAY)])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.combo.isVisible() is (waiting > 0)
    assert dialog.reject_button.isDefault()


@pytest.mark.parametrize("moves", [True, False])
def test_removing_tells_where_the_files_shall_go(qtbot, moves):
    dialog = AccountRemovalDialog("Northwind", 3, [Destination("Harbour Studio", QUAY)])
    qtbot.addWidget(dialog)
    dialog.show()
    (dialog.move_choice if moves else dialog.drop_choice).click()
    with qtbot.waitSignal(dialog.removalChosen) as told:
        dialog.remove.click()
    assert told.args == [QUAY if moves else None]


def test_removing_counts_what_may_have_arrived_and_says_that_it_is_not_moved(qtbot):
    dialog = AccountRemovalDialog("Northwind", 3, [Destination("Harbour Studio", QUAY)], in_doubt=2)
    qtbot.addWidget(dialog)
    assert "2 of them may have arrived already" in dialog.doubt.text()
    assert "They are not moved, so that none is uploaded twice" in dialog.doubt.text()
    alone = AccountRemovalDialog("Northwind", 3, [], in_doubt=1)
    qtbot.addWidget(alone)
    assert "1 of them may have arrived already" in alone.doubt.text()
    assert "moved" not in alone.doubt.text()


def test_without_another_account_the_files_can_only_leave_the_list(qtbot):
    dialog = AccountRemovalDialog("Northwind", 3, [])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.move_choice.isVisible()
    with qtbot.waitSignal(dialog.removalChosen) as told:
        dialog.remove.click()
    assert told.args == [None]


def test_the_key_sheet_opens_before_the_keyring_has_answered(accounts_page):
    sheet = KeySheet(accounts_page, None, account_name="Northwind Agency")
    sheet.open()
    assert sheet.accessibleName() == "Key for Northwind Agency"
    assert sheet.remember.isVisible()
    sheet.show_keyring("")
    assert not sheet.remember.isVisible()
    assert not sheet.remember.isChecked()


def test_a_row_whose_account_has_no_key_says_so(make_upload):
    upload = make_upload(state=UploadState.QUEUED, lacks_key=True, project=QUAY)
    assert state_text(upload).text == "Waiting for a key"
    assert "as soon as its account has a key" in state_sentence(upload)
    assert state_text(make_upload(state=UploadState.DONE, lacks_key=True)).text == "Done"


def test_a_row_of_an_earlier_version_that_no_account_lists_says_which_account_it_waits_for(make_upload):
    upload = make_upload(state=UploadState.QUEUED, lacks_key=True, project=Project("prj_1", "Old Harbour"))
    assert state_text(upload).text == "Waiting for its account"
    assert "with the project Old Harbour" in state_sentence(upload)
