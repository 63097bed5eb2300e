"""Announcements to screen readers, rows that they select, and where the focus goes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from layers_desktop.gui.override import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget

    _Window = QWidget
else:  # PySide has no class of several of Qt's
    _Window = object


class FocusFallback(_Window):
    """A window in which the focus goes to one place when the control that has it goes away.

    Qt would take the next control, which may be one that changes where or whether something is sent.
    """

    @property
    def focus_target(self) -> QWidget:
        """The place: a list, or what does no harm."""
        raise NotImplementedError

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        return self._leave_gone_control() or super().focusNextPrevChild(next)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            self._leave_gone_control()

    def _leave_gone_control(self) -> bool:
        """Give the focus to the target if what has it is hidden or disabled; return whether it was."""
        focused, target = self.focusWidget(), self.focus_target
        is_gone = focused is not None and not (focused.isVisible() and focused.isEnabled())
        if is_gone and target.isVisible():
            target.setFocus()
        return is_gone and target.isVisible()


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have screen readers say the text: after what they are saying, or at once if it is urgent."""
    # Imported here because the enumerations take long to load and the start needs none of them.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def sync_current_row(list_widget: "QListWidget") -> None:
    """Make the selected row the current one: a screen reader only selects, a mouse and the keys do both."""
    from PySide6.QtCore import QItemSelectionModel

    def follow() -> None:
        selected = list_widget.selectedIndexes()
        if selected and selected[0] != list_widget.currentIndex():
            list_widget.selectionModel().setCurrentIndex(
                selected[0], QItemSelectionModel.SelectionFlag.NoUpdate
            )

    list_widget.itemSelectionChanged.connect(follow)


def set_tab_order_after(previous: QWidget, controls: Iterable[QWidget]) -> QWidget:
    """Place the controls right after `previous` in the tab order; return the last of them.

    Qt (6.11) places widgets that come later at the end of the window, and orders only those that take focus.
    Where `previous` takes none, the nearest one before it that does is used.
    """
    from PySide6.QtCore import Qt

    while previous.focusPolicy() is Qt.FocusPolicy.NoFocus and not previous.isWindow():
        previous = previous.previousInFocusChain() or previous.window()
    for control in controls:
        QWidget.setTabOrder(previous, control)
        previous = control
    return previous
