"""Says where on the screen things are, for whoever moves the mouse."""

import json
import sys

from PySide6.QtCore import QObject, QPoint, QSocketNotifier
from PySide6.QtWidgets import QApplication, QHeaderView, QPushButton, QTableView, QWidget

Place = tuple[int, int]


class Places(QObject):
    """Answers each line of standard input with places, as JSON.

    `window`: its middle. `list`: the middle of the list and of two headers. `sheet`: the button that a sheet
    over the window offers first.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        line = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        line.activated.connect(self._answer)

    def _answer(self) -> None:
        asked = sys.stdin.readline().strip()
        if asked:
            where = {"window": self._of_window, "list": self._of_list, "sheet": self._of_sheet}
            print(json.dumps(where[asked]()), flush=True)

    def _of_window(self) -> list[Place]:
        return [_middle(self._window)]

    def _of_list(self) -> list[Place]:
        table = next(each for each in self._window.findChildren(QTableView) if each.isVisible())
        header = table.horizontalHeader()
        shown = [each for each in range(header.count()) if not header.isSectionHidden(each)]
        headers = [_global(header.viewport(), _section(header, each)) for each in shown[:2]]
        return [_middle(table.viewport()), *headers]

    def _of_sheet(self) -> list[Place]:
        buttons = QApplication.activeModalWidget().findChildren(QPushButton)
        return [_middle(each) for each in buttons if each.isDefault()]


def _section(header: QHeaderView, section: int) -> QPoint:
    return QPoint(
        header.sectionViewportPosition(section) + header.sectionSize(section) // 2, header.height() // 2
    )


def _middle(widget: QWidget) -> Place:
    return _global(widget, widget.rect().center())


def _global(widget: QWidget, point: QPoint) -> Place:
    place = widget.mapToGlobal(point)
    return place.x(), place.y()
