"""Fields that offer choices, with arrows in the palette's colours."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from layers_desktop.domain.language import tr
from layers_desktop.gui.arrow import paint_arrow
from layers_desktop.gui.overriding import override

# What the arrow of a button takes beside its words.
_ARROW = 20


class Combo(QComboBox):
    """Like every combo box, but the arrow, and an ellipsis where the choice is longer than the box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The delegate of its own knows nothing of the style sheet's roomier rows.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.view().setAccessibleName(tr("Choices"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
        else:
            self._paint_choice()
        paint_arrow(self)

    def _paint_choice(self) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        elide, end = self.fontMetrics().elidedText, Qt.TextElideMode.ElideRight
        option.currentText = elide(option.currentText, end, room.width())
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class MenuButton(QPushButton):
    """A button with a menu: its arrow says that there is one.

    It is no tool button: of such a one no screen reader could open the menu (Qt 6.11).
    """

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(_ARROW, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words beside the arrow, not in the middle of both."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        words = self.rect().adjusted(0, 0, -_ARROW, 0)
        option.rect = QStyle.visualRect(self.layoutDirection(), self.rect(), words)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        paint_arrow(self)
