"""A window that is open already comes to the front; there is never a second one of it."""

from tests.e2e.conftest import Desk, Sandbox


def test_settings_asked_for_twice_open_once(desk: Desk, sandbox: Sandbox) -> None:
    desk.connect(sandbox)
    window = desk.open()
    window.wait_for("label", "Sandbox Agency · connected")
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.wait_for("dialog", "Settings")
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    # Opened later than anything that the key before it opens.
    window.focus("^Layers Desktop")
    window.press("ctrl+h")
    window.wait_for("dialog", "History")
    assert [name for name in window.windows() if name.startswith("Settings")] == ["Settings — Layers Desktop"]
    window.focus("Settings")
    window.press("Escape")
    window.wait_until_gone("dialog", "Settings")
    window.focus("^Layers Desktop")
    window.press("ctrl+comma")
    window.wait_for("dialog", "Settings")
    assert window.end() == 0
