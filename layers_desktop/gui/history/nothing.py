"""What stands where past uploads would: why there are none, and the way back to all of them."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.history.query_bar import HistoryQuery
from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.sign import Sign


class Nothing(QWidget):
    """Says why nothing is shown.

    Signals:
        clearRequested: The person wants to see all again.
    """

    clearRequested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("band")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setProperty("tone", "muted")
        self.clear_button = QPushButton(tr("Clear the search"), autoDefault=False)
        self.clear_button.clicked.connect(self.clearRequested)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch()
        layout.addWidget(Sign(icons, Glyph.CLOCK), alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._text)
        layout.addWidget(self.clear_button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()

    def text(self) -> str:
        """Return what it says."""
        return self._text.text()

    def show_reason(self, query: HistoryQuery, total: int) -> None:
        """Say why this query found nothing among so many."""
        self._text.setText(_reason(query, total))
        self.clear_button.setVisible(total > 0 and query != HistoryQuery())


def _reason(query: HistoryQuery, total: int) -> str:
    if not total or query == HistoryQuery():
        return tr("Files you upload will be listed here with their IDs.")
    shown = QLocale().toString(total)
    if query.text:
        return tr_plural(
            "Nothing matches “{query}”. Clear the search to see the one file.",
            "Nothing matches “{query}”. Clear the search to see all {shown} files.",
            total,
            query=query.text,
            shown=shown,
        )
    return tr_plural(
        "Nothing that was uploaded fits this choice. Clear the search to see the one file.",
        "Nothing that was uploaded fits this choice. Clear the search to see all {shown} files.",
        total,
        shown=shown,
    )
