"""What the program is."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.question import Question

_ICON = 64


def show_about(parent: QWidget) -> None:
    """Open a box that names the program and its version, and return at once."""
    heading = tr("Layers Desktop {version}", version=QCoreApplication.applicationVersion())
    text = tr(
        "Drop media files on a window, get Layers asset IDs on the clipboard. Free software, MIT licence."
    )
    box = Question(heading, text, tr("Close"), parent)
    box.setWindowTitle(tr("About Layers Desktop"))
    box.show_picture(parent.windowIcon().pixmap(_ICON))
    box.open()
