"""How the program is used, in as few words as it takes."""

from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.question import Question
from layers_desktop.gui.text_label import TextLabel

_LETTERS = 84


def show_help(parent: QWidget) -> None:
    """Open a box that says how a file comes to its ID, and return at once."""
    first, *others = _steps()
    box = Question(tr("From a file to its ID"), first, tr("Close"), parent)
    box.setWindowTitle(tr("Help"))
    for step in others:
        box.add(TextLabel(step))
    box.setMinimumWidth(width_of_letters(box, _LETTERS))
    box.open()


def _steps() -> list[str]:
    return [
        tr("1. Choose the project that your files belong to, at the top of the window."),
        tr("2. Drop files or folders anywhere on the window, paste them, or add them with Ctrl+O."),
        tr("3. Look at the kinds; change one with F2, or several at once after selecting them."),
        tr("4. Press Upload. Files that need fixing wait; the others go on."),
        tr("5. Copy the IDs of all that is done with Ctrl+Shift+C, in the format that you like."),
        tr("What was uploaded stays in the history (Ctrl+H). All keys are listed under Ctrl+/."),
    ]
