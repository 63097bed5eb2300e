"""The choice of the kind that new files are taken for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.combo import Combo

_FEWEST_CHARACTERS = 9


class KindChooser(Combo):
    """Offers to find the kind of each file out by itself, or to take all for one kind.

    Signals:
        kindChosen: The MediaKind that a person chose, or None for Automatic.
    """

    kindChosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Kind for new files"))
        self.setToolTip(tr("The kind that files get when you add them. Automatic looks into each file."))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.addItem(tr("Automatic"), None)
        for kind in MediaKind:
            self.addItem(kind.label, kind)
        self.activated.connect(lambda row: self.kindChosen.emit(self._kind(row)))

    def show_kind(self, kind: MediaKind | None) -> None:
        """Show this as the present choice."""
        rows = (row for row in range(self.count()) if self._kind(row) is kind)
        self.setCurrentIndex(next(rows))

    def _kind(self, row: int) -> MediaKind | None:
        """Return the kind of a row; Qt gives strings back for what it takes for one."""
        value = self.itemData(row)
        return None if value is None else MediaKind(value)
