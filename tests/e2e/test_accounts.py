"""Two accounts through the real window, with keys in the real keyring."""

from layers_desktop.cli.command_run import ExitCode
from layers_desktop.local.environment import api_host
from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.keyring import users
from tests.e2e.media_files import MediaFiles
from tests.e2e.test_key import enter
from tests.e2e.waiting import until

OTHER_KEY = "lp_sandbox_other"


def add_both(desk: Desk, sandbox: Sandbox) -> None:
    """Have both accounts in the keyring, the other one shown last."""
    desk.connect_without_key(sandbox)
    desk.secrets.add(OTHER_KEY)
    window = desk.open()
    enter(window, sandbox.key)
    window.wait_for("label", "Sandbox Agency · connected")
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.click("list item", "Accounts")
    window.click("push button", "Add…")
    enter(window, OTHER_KEY, "Settings")
    window.wait_for("list item", "Harbour Studio, Connected, key in the keyring")
    assert window.end() == 0


def test_a_second_account_is_added_and_files_go_out_with_the_key_of_their_own(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    desk.connect_without_key(sandbox)
    desk.secrets.add(OTHER_KEY)
    window = desk.open()
    enter(window, sandbox.key)  # it is shown for a moment that it was accepted: Add… need not wait for that
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.find("label", "Account$") is None

    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.click("list item", "Accounts")
    window.click("push button", "Add…")
    enter(window, OTHER_KEY, "Settings")
    window.wait_until_gone("push button", "Connect$")
    window.wait_for("label", "Harbour Studio · connected")
    window.wait_for("list item", "Harbour Studio, Connected, key in the keyring")
    window.wait_for("combo box", "Harbour Studio")
    window.focus("Settings")
    window.press("Escape")
    window.wait_until_gone("dialog", "Settings")
    window.choose_project("Quay Records")
    assert window.end() == 0

    again = desk.open(media.png)
    again.wait_for("label", "Harbour Studio · connected")
    again.click("push button", "Upload 1 file to Quay Records")
    until(sandbox.control.assets, "an asset")
    (asset,) = sandbox.control.assets()
    assert again.end() == 0
    assert asset["filename"] == media.png.name


def test_a_hidden_account_that_is_switched_off_is_told_by_name_and_the_one_shown_goes_on(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    add_both(desk, sandbox)
    sandbox.control.change_key(sandbox.key, suspended=True)
    window = desk.open(media.png)
    window.wait_for("label", "Harbour Studio · connected")
    window.wait_for("label", "Sandbox Agency: Layers has switched this key off")
    assert window.find("label", "Connect to Layers$") is None
    window.choose_project("Quay Records")
    window.click("push button", "Upload 1 file to Quay Records")
    until(sandbox.control.assets, "an asset")
    assert window.end() == 0


def test_the_command_line_uses_the_key_of_the_account_that_is_named(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    add_both(desk, sandbox)
    upload = ("upload", "--project", "Acme Coffee iOS")
    assert desk.run(*upload, "--account", "sandbox agency", media.png) == 0
    (asset,) = sandbox.control.assets()
    assert asset["filename"] == media.png.name
    # The window showed the other one last, and that one has no such project.
    assert desk.run(*upload, media.png) == ExitCode.NO_PROJECT
    assert "Acme Coffee iOS" in desk.take_complaints()
    assert desk.run(*upload, "--account", "Nobody", media.png) == ExitCode.NO_KEY
    assert "There are: Sandbox Agency, Harbour Studio." in desk.take_complaints()
    assert len(sandbox.control.assets()) == 1


def test_an_account_that_is_removed_leaves_no_key_and_its_files_go_where_the_person_says(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    add_both(desk, sandbox)
    window = desk.open(media.png)
    window.wait_for("label", "Harbour Studio · connected")
    window.choose_project("Quay Records")
    window.wait_for("push button", "Upload 1 file to Quay Records")
    window.press("ctrl+comma")
    window.click("list item", "Accounts")
    window.click("list item", "Harbour Studio, Connected")
    window.activate("push button", "Remove…")
    window.wait_for("label", "1 file still waits for this account.")
    window.activate("push button", "Remove account")
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.find("list item", "Harbour Studio") is None
    until(lambda: users(desk.env) == [f"{api_host(sandbox.url)}/org_sandbox"], "one key only")
    window.focus("Settings")
    window.press("Escape")
    window.wait_until_gone("dialog", "Settings")
    window.activate("push button", "Upload 1 file to ")
    until(sandbox.control.assets, "an asset")
    assert window.end() == 0
    keys = {call["key_id"] for call in sandbox.control.calls("inline")}
    assert keys == {sandbox.control.calls("whoami")[0]["key_id"]}
