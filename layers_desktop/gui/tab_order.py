"""The Tab key's way through controls that come while the window is open."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_after(former: QWidget, controls: Iterable[QWidget]) -> QWidget:
    """Let Tab come to these where it would come to the former, or right after it; return the last.

    Qt (6.11) puts what comes later at the end of the window, and arranges only what takes the focus.
    """
    while former.focusPolicy() is Qt.FocusPolicy.NoFocus and not former.isWindow():
        former = former.previousInFocusChain() or former.window()
    for control in controls:
        QWidget.setTabOrder(former, control)
        former = control
    return former
