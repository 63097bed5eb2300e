"""A field to search in, with a button that clears it."""

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from layers_desktop.domain.language import tr


class SearchField(QLineEdit):
    """Clears itself with one press, and says so of that button to those who do not see it."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, clearButtonEnabled=True)
        self.setPlaceholderText(hint)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(tr("Clear the search"))
