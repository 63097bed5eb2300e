"""The search of the history: a search field, and filters by project, kind and age."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.inputs import ComboBox, SearchField

_TYPING_MS = 150
_DAY = 86_400
_MIN_COMBO_CHARS = 10
_MIN_FIELD_CHARS = 34


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What is searched for; an empty text or None matches everything.

    Attributes:
        since: Only uploads that finished later than these seconds since the epoch.
    """

    text: str = ""
    project_id: str | None = None
    kind: MediaKind | None = None
    since: float | None = None


class HistorySearchBar(QWidget):
    """A search field and three filters.

    Args:
        projects: ID and name of each project to filter by.
        clock: Returns seconds since the epoch.

    Signals:
        queryChanged: The new HistoryQuery; while a person types, once typing pauses.
    """

    queryChanged = Signal(object)

    def __init__(
        self,
        projects: Sequence[tuple[str, str]],
        clock: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self.emit_query)
        self.field = SearchField(tr("Name, project or asset ID"))
        self.field.textChanged.connect(lambda _text: self._timer.start())
        everywhere = (None, tr("All projects"))
        self.project = self._make_combo([everywhere, *projects])
        self.kind = self._make_combo([(None, tr("All kinds")), *((kind, kind.label) for kind in MediaKind)])
        self.days = self._make_combo(
            [
                (None, tr("Any time")),
                (1, tr("Last 24 hours")),
                (7, tr("Last 7 days")),
                (30, tr("Last 30 days")),
            ]
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self._search = _labelled_row([(tr("&Search"), self.field)])
        # Translators: The label of a choice such as "Last 7 days".
        choices = (tr("&Project"), self.project), (tr("&Kind"), self.kind), (tr("&When"), self.days)
        self._choices = _labelled_row(choices)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._layout.setSpacing(8)
        self._layout.addLayout(self._search, 1)
        self._layout.addLayout(self._choices)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the filters below the search field when it would get too narrow beside them."""
        super().resizeEvent(event)
        margins = self._layout.contentsMargins()
        around = margins.left() + margins.right() + self._layout.spacing()
        field_width = event.size().width() - around - self._choices.sizeHint().width()
        is_narrow = field_width < max(width_in_chars(self, _MIN_FIELD_CHARS), self._search.sizeHint().width())
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def query(self) -> HistoryQuery:
        """Return the current query."""
        days = self.days.currentData()
        since = None if days is None else self._clock() - days * _DAY
        kind = self.kind.currentData()
        return HistoryQuery(
            self.field.text().strip(), self.project.currentData(), MediaKind(kind) if kind else None, since
        )

    def emit_query(self) -> None:
        """Emit the current query, changed or not."""
        self._timer.stop()
        self.queryChanged.emit(self.query())

    def clear(self) -> None:
        """Reset the search field and the filters."""
        for control in (self.project, self.kind, self.days):
            control.setCurrentIndex(0)
        self.field.clear()
        self.emit_query()

    def _make_combo(self, choices: Sequence[tuple[object, str]]) -> ComboBox:
        combo = ComboBox()
        combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, text in choices:
            combo.addItem(text, value)
        # Room for the first, which says that there is no filter: names may be as long as they like.
        width = combo.fontMetrics().horizontalAdvance
        chars = math.ceil(width(combo.itemText(0)) / width("X"))
        combo.setMinimumContentsLength(max(_MIN_COMBO_CHARS, chars))
        combo.currentIndexChanged.connect(lambda _row: self.emit_query())
        return combo


def _labelled_row(named: Iterable[tuple[str, QWidget]]) -> QHBoxLayout:
    """Return a row of controls, each with its label."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for text, control in named:
        label = QLabel(text)
        label.setBuddy(control)
        row.addWidget(label)
        row.addWidget(control, 1)
    return row
