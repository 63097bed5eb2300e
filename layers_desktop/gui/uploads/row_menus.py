"""The menus of the table's rows, where they open and what is told of what was chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QMenu

from layers_desktop.domain.language import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.file_lookups import KindsThatFit
from layers_desktop.gui.uploads.affordances import Action
from layers_desktop.gui.uploads.context_menu import entries_for, fill_menu, kind_entries, menu_of
from layers_desktop.gui.uploads.entries import Entry, Value
from layers_desktop.gui.uploads.repairs import repairs_for, share_reason

Run = Callable[[Action, Value, list[Upload]], object]


class RowMenus:
    """Offers what can be done with uploads; `run` is told what was chosen for which of them."""

    def __init__(self, table: QAbstractItemView, kinds_that_fit: KindsThatFit, run: Run) -> None:
        self._table = table
        self._kinds_that_fit = kinds_that_fit
        self._run = run

    def open_all(self, uploads: Sequence[Upload], place: QPoint) -> None:
        """Offer everything, at this place of the viewport."""
        self._open(tr("Selected files"), entries_for(uploads, self._kinds_that_fit), uploads, place)

    def open_kinds(self, uploads: Sequence[Upload], place: QPoint) -> None:
        """Offer the kinds."""
        self._open(tr("Kind"), kind_entries(uploads), uploads, place)

    def open_repairs(self, upload: Upload, selected: Sequence[Upload], place: QPoint) -> None:
        """Offer the ways out, for the whole selection where it stands still for the same reason."""
        uploads = selected if upload in selected and share_reason(selected) else [upload]
        self._open(tr("Ways out"), repairs_for(uploads, self._kinds_that_fit), uploads, place)

    def fill(self, menu: QMenu, uploads: Sequence[Upload]) -> None:
        """Put everything into a menu that opens elsewhere; it says so where there is nothing."""
        if uploads:
            fill_menu(menu, entries_for(uploads, self._kinds_that_fit), self._runner(uploads))
        else:
            menu.addAction(tr("No file is selected")).setEnabled(False)

    def _open(self, name: str, entries: Sequence[Entry], uploads: Sequence[Upload], place: QPoint) -> None:
        if entries and uploads:
            menu = menu_of(entries, self._runner(uploads), self._table)
            menu.setAccessibleName(name)
            menu.popup(self._table.viewport().mapToGlobal(place))

    def _runner(self, uploads: Sequence[Upload]) -> Callable[[Entry], None]:
        def run(entry: Entry) -> None:
            those = uploads if entry.uploads is None else entry.uploads
            self._run(entry.action, entry.value, list(those))

        return run
