"""Lists in which one row is chosen, however that is done."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QListWidget, QWidget


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have this read out: in its turn, or at once where it is urgent."""
    # Loaded with the first announcement: its enumerations are long, and the window's start does without.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def sync_current_row(list_widget: QListWidget) -> None:
    """Make the selected row the current one: a screen reader selects, where a hand and the keys do both."""

    def follow() -> None:
        selected = list_widget.selectedIndexes()
        if selected and selected[0] != list_widget.currentIndex():
            list_widget.selectionModel().setCurrentIndex(
                selected[0], QItemSelectionModel.SelectionFlag.NoUpdate
            )

    list_widget.itemSelectionChanged.connect(follow)


def set_tab_order_after(previous: QWidget, controls: Iterable[QWidget]) -> QWidget:
    """Let Tab come to these where it would come to the former, or right after it; return the last.

    Qt (6.11) puts what comes later at the end of the window, and arranges only what takes the focus.
    """
    while previous.focusPolicy() is Qt.FocusPolicy.NoFocus and not previous.isWindow():
        previous = previous.previousInFocusChain() or previous.window()
    for control in controls:
        QWidget.setTabOrder(previous, control)
        previous = control
    return previous
