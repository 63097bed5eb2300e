"""Announcements to screen readers, rows that they select, and the order of the Tab key."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QListWidget, QWidget


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have screen readers say the text: after what they are saying, or at once if it is urgent."""
    # Imported here because the enumerations take long to load and the start needs none of them.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def sync_current_row(list_widget: QListWidget) -> None:
    """Make the selected row the current one: a screen reader only selects, a mouse and the keys do both."""

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
    while previous.focusPolicy() is Qt.FocusPolicy.NoFocus and not previous.isWindow():
        previous = previous.previousInFocusChain() or previous.window()
    for control in controls:
        QWidget.setTabOrder(previous, control)
        previous = control
    return previous
