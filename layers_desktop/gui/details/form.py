"""Names and values one below the other, which can be selected, copied and read out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QWidget

from layers_desktop.gui.details.rows import Row

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class DetailsForm(QScrollArea):
    """Shows rows, and changes only what became different: what a person is selecting stays as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._values: dict[str, QLabel] = {}
        content = QWidget()
        self._form = QFormLayout(content)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self.setWidget(content)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show exactly these; rows that are there already keep their order among themselves."""
        names = {name for name, _ in rows}
        for name in [name for name in self._values if name not in names]:
            self._form.removeRow(self._values.pop(name))
        for place, (name, value) in enumerate(rows):
            if name not in self._values:
                self._values[name] = self._insert(place, name)
            self._values[name].setText(value)  # which does nothing where it stays the same

    def _insert(self, place: int, name: str) -> QLabel:
        label = QLabel(name)
        label.setProperty("tone", "muted")
        value = QLabel(wordWrap=True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(_SELECTABLE)
        label.setBuddy(value)
        self._form.insertRow(place, label, value)
        return value
