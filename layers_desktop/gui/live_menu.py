"""Menus whose entries depend on how things stand, and that close however an entry was chosen."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget


class LiveMenu(QMenu):
    """Has itself filled anew each time that it opens."""

    def __init__(self, title: str, fill: Callable[[QMenu], object], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._fill = fill
        self.setAccessibleName(title)
        self.aboutToShow.connect(self._refill)

    def _refill(self) -> None:
        for former in self.findChildren(QMenu):
            former.deleteLater()
        self.clear()
        self._fill(self)


def close_on_choice(menu: QMenu) -> None:
    """Close the menu also where a screen reader chose: Qt (6.11) leaves it open then, and in the way."""
    menu.triggered.connect(lambda _action: menu.close())
