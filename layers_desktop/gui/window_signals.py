"""What the window says to those who build it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow


class WindowSignals(QMainWindow):
    """A window that says what a person wants.

    Signals:
        filesDropped: A list of local paths, and whether they shall be sent at once.
        imagePasted: A QImage that came without a file.
        uploadAgainRequested: The finished uploads to be added to the list as new ones.
        projectChosen: The Project that new files go to.
        kindForNewChosen: The MediaKind that new files are taken for; None for each its own.
        kindChosen: A list of uploads, and the MediaKind that a person gave them.
        startRequested: What is ready shall be sent.
        startOnDropToggled: Whether files shall be sent as soon as they are dropped.
        autoCopyToggled: Whether the IDs of a batch shall be copied by themselves at its end.
        readingStopped: What is being read shall not be read any further.
        keyRequested: The person wants to enter a key.
        projectsRefreshRequested: The person wants the projects fetched anew.
        copyFormatChosen: The name of the format that the person copies in from now on.
        listFolderRequested: The folder that the list is kept in shall be shown.
        networkSettingsRequested: The settings on the network shall be shown.
        quitRequested: The person wants the program to end.
        closeRequested: The person wants to close; `allow_close` lets it happen.
    """

    filesDropped = Signal(list, bool)
    imagePasted = Signal(object)
    uploadAgainRequested = Signal(list)
    projectChosen = Signal(object)
    kindForNewChosen = Signal(object)
    kindChosen = Signal(object, object)
    startRequested = Signal()
    startOnDropToggled = Signal(bool)
    autoCopyToggled = Signal(bool)
    readingStopped = Signal()
    keyRequested = Signal()
    projectsRefreshRequested = Signal()
    copyFormatChosen = Signal(str)
    listFolderRequested = Signal()
    networkSettingsRequested = Signal()
    quitRequested = Signal()
    closeRequested = Signal()
