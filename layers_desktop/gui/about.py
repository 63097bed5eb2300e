"""What the program is."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from layers_desktop.domain.language import tr

_ICON = 64


def show_about(parent: QWidget) -> None:
    """Open a box that names the program and its version, and return at once."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("About Layers Desktop"))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(parent.windowIcon().pixmap(_ICON))
    box.setText(tr("Layers Desktop {version}", version=QCoreApplication.applicationVersion()))
    box.setInformativeText(
        tr("Drop media files on a window, get Layers asset IDs on the clipboard. Free software, MIT licence.")
    )
    box.open()
