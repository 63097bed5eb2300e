"""Names and values one below the other, which can be selected, copied and read out."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.details.rows import Row, problem_title
from layers_desktop.gui.fonts import fixed_width_font
from layers_desktop.gui.text_label import TextLabel

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class DetailsForm(QScrollArea):
    """Shows rows, and changes only what became different: what a person is selecting stays as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._values: dict[str, QLabel] = {}
        self._content = QWidget()
        self._form = QFormLayout(self._content)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self.setWidget(self._content)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show exactly these; rows that are there already keep their order among themselves."""
        names = {name for name, _ in rows}
        for name in [name for name in self._values if name not in names]:
            self._form.removeRow(self._values.pop(name))
        for place, (name, value) in enumerate(rows):
            if name not in self._values:
                self._values[name] = self._insert(place, name)
            self._values[name].setText(value)  # which does nothing where it stays the same

    def fitting_size(self, least_width: int) -> QSize:
        """Return the size at which the longest word is in one line and nothing has to be scrolled."""
        width = max(least_width, self._content.minimumSizeHint().width())
        return QSize(width, self._content.heightForWidth(width))

    def _insert(self, place: int, name: str) -> QLabel:
        label = QLabel(name)
        label.setProperty("tone", "muted")
        value = TextLabel()
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(_SELECTABLE)
        if name == problem_title():
            value.setProperty("tone", "problem")
        if name in {tr("SHA-256"), tr("Asset ID"), tr("Request ID")}:
            value.setFont(fixed_width_font(value.font()))
        label.setBuddy(value)
        self._form.insertRow(place, label, value)
        return value
