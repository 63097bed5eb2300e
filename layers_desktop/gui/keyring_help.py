"""How a person comes by a keyring that can keep a key."""

import sys

from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.question import Question


def show_keyring_help(parent: QWidget) -> None:
    """Open a box that tells how to set up a keyring on this system, and return at once."""
    kept = tr("The key is kept in a keyring that encrypts it, or nowhere: never in a file.")
    text = f"{kept}\n\n{keyring_help(sys.platform)}"
    box = Question(tr("How to set up a keyring"), text, tr("Close"), parent)
    box.setWindowTitle(tr("How to set up a keyring"))
    box.open()


def keyring_help(system: str) -> str:
    """Return what to do on this system, by the name that Python has for it."""
    if system == "win32":
        return tr(
            "Windows has one of its own, the Credential Manager. If it does not answer, start the service "
            "“Credential Manager” or ask your IT, then start Layers Desktop again."
        )
    if system == "darwin":
        return tr(
            "macOS has one of its own, the Keychain. Open Keychain Access and check that the login keychain "
            "is there and unlocked, then start Layers Desktop again."
        )
    return tr(
        "Install GNOME Keyring (the package gnome-keyring) or KWallet 5.97 or later, log out and in again, "
        "then start Layers Desktop. If PYTHON_KEYRING_BACKEND or keyringrc.cfg names another backend, "
        "take that away."
    )
