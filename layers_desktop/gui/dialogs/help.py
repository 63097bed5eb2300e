"""The About box, the short help, and the list of keyboard shortcuts."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.override import override
from layers_desktop.gui.style.colours import Colours
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.system.platform_factory import key_text
from layers_desktop.gui.widgets.labels import Heading, TextLabel
from layers_desktop.gui.widgets.layout import resize_to_text, resize_within_screen, separator
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.gui.widgets.row_painting import RowDelegate

_ICON = 64
_HELP_LETTERS = 84
_SHORTCUTS_LETTERS, _SHORTCUTS_LINES = 76, 38
_ROW_MARGIN, _KEYS_MARGIN, _WORDS_MARGIN = 16, 32, 56


def show_about(parent: QWidget) -> None:
    """Open the About box; returns at once."""
    heading = tr("Layers Desktop {version}", version=QCoreApplication.applicationVersion())
    text = tr(
        "Drop media files on a window, get Layers asset IDs on the clipboard. Free software, MIT licence."
    )
    box = MessageBox(heading, text, tr("Close"), parent)
    box.setWindowTitle(tr("About Layers Desktop"))
    box.set_picture(parent.windowIcon().pixmap(_ICON))
    box.open()


def show_help(parent: QWidget) -> None:
    """Open the short help; returns at once."""
    first, *others = _steps()
    box = MessageBox(tr("From a file to its ID"), first, tr("Close"), parent)
    box.setWindowTitle(tr("Help"))
    for step in others:
        box.add_content(TextLabel(step))
    box.setMinimumWidth(width_in_chars(box, _HELP_LETTERS))
    box.open()


def _steps() -> list[str]:
    return [
        tr("1. Choose the project that your files belong to, at the top of the window."),
        # Translators: {key} is a key or several, as Ctrl+O, here and in the next ones.
        tr(
            "2. Drop files or folders anywhere on the window, paste them, or add them with {key}.",
            key=key_text("Ctrl+O"),
        ),
        tr("3. Check the kinds. Change one with F2, or several at once after selecting them."),
        tr("4. Press Upload. Files that need fixing wait; the others go on."),
        tr(
            "5. Copy the IDs of the finished files with {key}, in the format you like.",
            key=key_text("Ctrl+Shift+C"),
        ),
        tr(
            "Uploaded files stay in the history ({key}). "
            "All keyboard shortcuts are listed under {other_key}.",
            key=key_text("Ctrl+H"),
            other_key=key_text("Ctrl+/"),
        ),
    ]


def shortcut_rows(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Return text and key of every shortcut: those of the window, then those of the list."""
    native = QKeySequence.SequenceFormat.NativeText
    window = [
        (action.text().partition("\t")[0].replace("&", ""), action.shortcut().toString(native))
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    return [*window, *((text, key_text(key)) for text, key in _list_keys())]


def _list_keys() -> Sequence[tuple[str, str]]:
    return (
        (tr("Copy the IDs of the selected files"), "Ctrl+C"),
        (tr("Pause or resume the selected files"), "Space"),
        (tr("Retry the selected files"), "Ctrl+R"),
        (tr("Remove or cancel the selected files"), "Del"),
        (tr("Choose the kind of the selected files"), "F2"),
        (tr("Make the selected files images"), "Alt+1"),
        (tr("Make the selected files videos"), "Alt+2"),
        (tr("Make the selected files audio"), "Alt+3"),
        (tr("Make the selected files logos"), "Alt+4"),
        (tr("Make the selected files reference images"), "Alt+5"),
        (tr("Show the details of a file"), "Return"),
        (tr("Clear the filter, then deselect the files"), "Esc"),
    )


class ShortcutsDialog(QDialog):
    """A table of all keyboard shortcuts."""

    def __init__(self, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = Heading(tr("Keyboard shortcuts"))
        heading.setContentsMargins(16, 20, 16, 12)
        table = _table_of(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addWidget(separator())
        layout.addWidget(table)
        table.setFocus()
        resize_to_text(self, _SHORTCUTS_LETTERS, _SHORTCUTS_LINES)
        widest = max(map(self.fontMetrics().horizontalAdvance, (text for text, _ in rows)))
        width = widest + table.columnWidth(1) + _WORDS_MARGIN
        resize_within_screen(self, max(self.width(), width), self.height())


def _table_of(rows: Sequence[tuple[str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), 2)
    table.setAccessibleName(tr("Keyboard shortcuts"))
    table.setHorizontalHeaderLabels([tr("What it does"), tr("Keys")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setItemDelegate(_KeyDelegate(table))
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setFrameShape(QTableWidget.Shape.NoFrame)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + _ROW_MARGIN)
    # The words explain themselves; the titles remain for those who hear them.
    table.horizontalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    widest = max(table.fontMetrics().horizontalAdvance(keys) for _, keys in rows)
    table.setColumnWidth(1, widest + _KEYS_MARGIN)
    return table


class _KeyDelegate(RowDelegate):
    """Paints the keys in a quieter colour than what they do."""

    @override
    def colour(self, column: int, colours: Colours) -> QColor:
        return colours.muted if column else super().colour(column, colours)
