"""Fields that offer choices, with arrows in the palette's colours."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QStyledItemDelegate, QToolButton, QWidget

from layers_desktop.gui.arrow import paint_arrow
from layers_desktop.gui.overriding import override

# What the arrow of a button takes beside its words.
_ARROW = 6


class Combo(QComboBox):
    """Like every combo box, but the arrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The delegate of its own knows nothing of the style sheet's roomier rows.
        self.setItemDelegate(QStyledItemDelegate(self))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self)


class Spin(QSpinBox):
    """Like every field for a number, but the arrows."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self, height=0.34, is_up=True)
        paint_arrow(self, height=0.66)


class MenuButton(QToolButton):
    """A button with a menu: its arrow says that there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ARROW, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self)
