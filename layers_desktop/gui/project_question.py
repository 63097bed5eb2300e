"""Asks where files shall go whose project is gone, or never was."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.heading import Heading
from layers_desktop.gui.main_button import MainButton
from layers_desktop.gui.project_picker import ProjectPicker
from layers_desktop.gui.text_label import TextLabel

_WIDTH = 420


class ProjectQuestion(QDialog):
    """Offers the projects; nothing goes there before one of them is chosen and the button pressed.

    Signals:
        chosen: The Project that the files shall go to.

    Args:
        count: How many files.
        projects: Those that there are.
        accept_text: What the button says that it does; without it, it uploads.
    """

    chosen = Signal(object)

    def __init__(
        self, count: int, projects: Sequence[Project], parent: QWidget | None = None, accept_text: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose a project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = Heading(tr_plural("Where should this file go?", "Where should these {n} files go?", count))
        self.picker = ProjectPicker()
        self.picker.show_projects(projects, None)
        label = TextLabel(tr("&Project"), is_wrapped=False)
        label.setBuddy(self.picker)
        accept_text = accept_text or tr_plural("Upload it there", "Upload {n} files there", count)
        self.send = MainButton(accept_text)
        self.send.setDefault(True)
        self.send.setEnabled(False)
        self.send.clicked.connect(self._accept)
        self.picker.projectChosen.connect(lambda _project: self.send.setEnabled(True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(label)
        layout.addWidget(self.picker)
        layout.addStretch()
        layout.addLayout(self._buttons())
        self.setMinimumWidth(_WIDTH)
        self.picker.setFocus()

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton(tr("Cancel"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.send)
        return buttons

    def _accept(self) -> None:
        if self.picker.project:
            self.chosen.emit(self.picker.project)
            self.accept()
