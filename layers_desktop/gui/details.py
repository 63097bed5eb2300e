"""All that is known of one upload, for those who want to know or must ask support."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from layers_desktop.domain.language import size_text, tr, tr_plural
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.button_row import ButtonRow
from layers_desktop.gui.file_lookups import NO_LOOKUPS, FileLookups, Thumbnails
from layers_desktop.gui.heading import Heading
from layers_desktop.gui.moments import clock_text, moment_text
from layers_desktop.gui.names import shown, shown_name
from layers_desktop.gui.stage_times import Stages
from layers_desktop.gui.uploads.cell_text import kind_text
from layers_desktop.gui.uploads.entries import Entry
from layers_desktop.gui.uploads.repairs import repairs_for
from layers_desktop.gui.uploads.state_words import stage_word, state_sentence

_WIDTH, _HEIGHT = 560, 480
_PICTURE = 64
NO_STAGES: Stages = []
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


def details_of(upload: Upload, stages: Stages = NO_STAGES) -> list[tuple[str, str]]:
    """Return names and values of everything that is known; what is unknown is left out."""
    rows = [*_file_rows(upload), *_way_rows(upload, stages), *_problem_rows(upload)]
    return [(name, value) for name, value in rows if value]


def details_text(rows: Iterable[tuple[str, str]]) -> str:
    """Return the details as lines, to be pasted into a message."""
    return "\n".join(tr("{name}: {value}", name=name, value=value) for name, value in rows)


def _file_rows(upload: Upload) -> Iterable[tuple[str, str]]:
    yield tr("File"), shown(str(upload.path))
    yield tr("Kind"), kind_text(upload)
    yield tr("Type"), upload.mime_type or ""
    yield tr("Size"), _size(upload.size)
    yield tr("SHA-256"), upload.sha256 or ""
    yield tr("Note"), upload.note


def _way_rows(upload: Upload, stages: Stages) -> Iterable[tuple[str, str]]:
    yield tr("Project"), upload.project.name if upload.project else ""
    yield tr("State"), "" if upload.problem else state_sentence(upload)
    yield tr("Asset ID"), upload.asset_id or ""
    yield tr("Added"), moment_text(upload.added_at)
    yield tr("Finished"), moment_text(upload.finished_at)
    yield tr("Stages"), "\n".join(f"{clock_text(when)}  {stage_word(state)}" for when, state in stages)
    yield tr("Attempts"), str(upload.attempt) if upload.attempt else ""


def _problem_rows(upload: Upload) -> Iterable[tuple[str, str]]:
    problem = upload.problem
    if problem is None:
        return
    yield tr("Problem"), problem.text
    yield tr("Code"), problem.code
    yield tr("Request ID"), problem.request_id or ""
    yield tr("Said"), problem.detail or ""


def _size(size: int | None) -> str:
    if size is None:
        return ""
    exact = QLocale().toString(size)
    return tr_plural(
        "{size} ({exact} byte)", "{size} ({exact} bytes)", size, size=size_text(size), exact=exact
    )


class DetailsDialog(QDialog):
    """Shows the details of one upload as they were when it was opened, and what helps where it stands still.

    Signals:
        actionChosen: An Action, its value, and the uploads it is for.
    """

    actionChosen = Signal(object, object, object)

    def __init__(
        self,
        upload: Upload,
        copy: Callable[[str], None],
        lookups: FileLookups = NO_LOOKUPS,
        stages: Stages = NO_STAGES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Details of {name}", name=shown_name(upload)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = Heading(shown_name(upload))
        self.copy_button = QPushButton(tr("Copy details"), autoDefault=False)
        rows = details_of(upload, stages)
        self.copy_button.clicked.connect(lambda: copy(details_text(rows)))
        form = _form(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._picture(upload, lookups.thumbnails))
        top.addWidget(heading, 1)
        layout.addLayout(top)
        layout.addWidget(_scrolled(form), 1)
        layout.addWidget(self._repairs(upload, lookups), 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(self._buttons())
        self.resize(_WIDTH, _HEIGHT)
        lookups.facts_of(upload.path, partial(_show_facts, form))

    def _picture(self, upload: Upload, thumbnails: Thumbnails | None) -> QLabel:
        """Return a small picture of the file, which may come later or never."""
        picture = QLabel()
        picture.setAccessibleName(tr("Preview of {name}", name=shown_name(upload)))
        picture.hide()

        def show(path: Path) -> None:
            is_mine = isValid(picture) and path == upload.path
            image = thumbnails.of(path) if thumbnails and is_mine else None
            if image is not None:
                small = image.scaled(_PICTURE, _PICTURE, _KEEP, _SMOOTH)
                picture.setPixmap(QPixmap.fromImage(small))
                picture.show()

        if thumbnails:
            show(upload.path)
            thumbnails.made.connect(show)
        return picture

    def _repairs(self, upload: Upload, lookups: FileLookups) -> QWidget:
        """Return the ways out of its problem as buttons; each closes the details, soon no longer true."""
        entries = repairs_for([upload], lookups.kinds_that_fit)
        row = ButtonRow()
        row.show_choices([(entry.text, partial(self._choose, entry)) for entry in entries])
        row.setVisible(bool(entries))
        return row

    def _choose(self, entry: Entry) -> None:
        self.actionChosen.emit(entry.action, entry.value, list(entry.uploads or ()))
        self.accept()

    def _buttons(self) -> QHBoxLayout:
        close = QPushButton(tr("Close"), default=True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch()
        buttons.addWidget(close)
        return buttons


def _show_facts(form: QFormLayout, facts: str) -> None:
    """Show what was found in the file below its name, unless the details were closed meanwhile."""
    if facts and isValid(form):
        form.insertRow(1, *_row(tr("Contents"), facts))


def _form(rows: Iterable[tuple[str, str]]) -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 8, 0)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    for name, value in rows:
        form.addRow(*_row(name, value))
    return form


def _row(name: str, value: str) -> tuple[QLabel, QLabel]:
    label = QLabel(name)
    label.setProperty("tone", "muted")
    field = QLabel(value, wordWrap=True)
    field.setTextFormat(Qt.TextFormat.PlainText)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setBuddy(field)
    return label, field


def _scrolled(form: QFormLayout) -> QScrollArea:
    content = QWidget()
    content.setLayout(form)
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area
