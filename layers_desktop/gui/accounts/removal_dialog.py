"""The dialog that is shown before an account is removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.widgets.inputs import ComboBox
from layers_desktop.gui.widgets.labels import TextLabel
from layers_desktop.gui.widgets.message_box import MessageBox


@dataclass(frozen=True, slots=True)
class Destination:
    """A project of another account that can take the waiting files."""

    account_name: str
    project: Project


class AccountRemovalDialog(MessageBox):
    """Asks whether to remove an account, and which project takes its files; the default is to keep it.

    Signals:
        removalChosen: The Project that takes the waiting files; None takes them off the list.

    Args:
        waiting: How many files of this account have no ID yet.
        in_doubt: How many of them may have an asset already; moving these could create a second one.
    """

    removalChosen = Signal(object)

    def __init__(
        self,
        name: str,
        waiting: int,
        destinations: Sequence[Destination],
        parent: QWidget | None = None,
        in_doubt: int = 0,
    ) -> None:
        text = tr("Its key is deleted from this computer. What was uploaded stays in Layers.")
        super().__init__(tr("Remove {name}?", name=name), text, tr("Keep account"), parent)
        self.setWindowTitle(tr("Remove account"))
        self.combo = ComboBox(self)
        # Translators: Files; a project follows in a list beside it.
        self.move_choice = QRadioButton(tr("&Move them to"), self)
        self.drop_choice = QRadioButton(tr("Remove them from the &list"), self)
        for widget in (self.combo, self.move_choice, self.drop_choice):
            widget.setVisible(waiting > 0)
        if waiting:
            self._ask_about_files(waiting, destinations)
        if in_doubt:
            self._show_unknown_outcomes(in_doubt, can_move=bool(destinations))
        self.remove = self.add_accept_button(tr("Remove account"))
        self.accepted.connect(self._add_text)

    def _ask_about_files(self, waiting: int, destinations: Sequence[Destination]) -> None:
        question = tr_plural(
            "{n} file still waits for this account.", "{n} files still wait for this account.", waiting
        )
        self.add_content(TextLabel(question))
        for each in destinations:
            # Translators: The name of an account and one of its projects.
            text = tr("{account}: {project}", account=each.account_name, project=each.project.name)
            self.combo.addItem(text, each.project)
        self.combo.setAccessibleName(tr("Project for the files"))
        self.combo.setMinimumContentsLength(16)
        self.combo.activated.connect(lambda _row: self.move_choice.setChecked(True))
        row = QHBoxLayout()
        row.addWidget(self.move_choice)
        row.addWidget(self.combo, 1)
        self.add_content(row)
        for widget in (self.combo, self.move_choice):
            widget.setVisible(bool(destinations))
        (self.move_choice if destinations else self.drop_choice).setChecked(True)
        self.add_content(self.drop_choice)

    def _show_unknown_outcomes(self, in_doubt: int, *, can_move: bool) -> None:
        """Show how many may have an asset already, and that these are not moved."""
        if can_move:
            # Translators: Files; {n} counts those that may have arrived.
            text = tr_plural(
                "{n} of them may have arrived already: no answer came. Look for it in Layers. "
                "It is not moved, so that it is not uploaded twice: it stays in the list, cancelled.",
                "{n} of them may have arrived already: no answer came. Look for them in Layers. "
                "They are not moved, so that none is uploaded twice: they stay in the list, cancelled.",
                in_doubt,
            )
        else:
            text = tr_plural(
                "{n} of them may have arrived already: no answer came. Look for it in Layers.",
                "{n} of them may have arrived already: no answer came. Look for them in Layers.",
                in_doubt,
            )
        self.doubt = TextLabel(text)
        self.doubt.setProperty("tone", "caution")
        self.add_content(self.doubt)

    def _add_text(self) -> None:
        project = self.combo.currentData(Qt.ItemDataRole.UserRole) if self.move_choice.isChecked() else None
        self.removalChosen.emit(project)
