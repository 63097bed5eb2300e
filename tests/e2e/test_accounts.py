"""Two accounts through the real window, with keys in the real keyring."""

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles
from tests.e2e.waiting import until
from tests.e2e.window import Window

OTHER_KEY = "lp_sandbox_other"


def enter(window: Window, key: str) -> None:
    """Type the key into the dialog as a person does, and press Connect."""
    window.wait_for("push button", "Connect$")
    window.focus("Connect to Layers")
    window.write(key)
    window.click("push button", "Connect$")
    window.wait_until_gone("push button", "Connect$")


def test_a_second_account_is_added_and_files_go_out_with_the_key_of_their_own(
    desk: Desk, sandbox: Sandbox, with_keyring: None, media: MediaFiles
) -> None:
    desk.connect_without_key(sandbox)
    desk.secrets.add(OTHER_KEY)
    window = desk.open()
    enter(window, sandbox.key)
    window.wait_for("label", "Sandbox Agency · connected")
    assert window.find("label", "Account$") is None

    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.click("list item", "Accounts")
    window.click("push button", "Add…")
    enter(window, OTHER_KEY)
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
