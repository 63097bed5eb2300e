"""The details of one upload, updated while the dialog is open."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
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

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.details.fields import (
    NO_STAGES,
    DetailRow,
    Stages,
    detail_rows,
    details_text,
    problem_title,
)
from layers_desktop.gui.formatting import display_name
from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import fixed_width_font, width_in_chars
from layers_desktop.gui.uploads.file_info import NO_LOOKUPS, FileLookups
from layers_desktop.gui.uploads.problems import remedies_for
from layers_desktop.gui.uploads.row_actions import MenuEntry, RowAction
from layers_desktop.gui.widgets.accessibility import FocusFallback, announce
from layers_desktop.gui.widgets.buttons import ButtonRow
from layers_desktop.gui.widgets.labels import Heading, TextLabel
from layers_desktop.gui.widgets.layout import resize_within_screen
from layers_desktop.gui.widgets.thumbnails import Thumbnails

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_MIN_CHARS, _MAX_LINES = 93, 44
_MARGIN = 24
_PICTURE_SIZE = 64
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


class DetailsForm(QScrollArea):
    """A form of names and values that updates only values that changed, to keep a selection of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._values: dict[str, QLabel] = {}
        self._content = QWidget()
        self._form = QFormLayout(self._content)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self.setWidget(self._content)

    def show_rows(self, rows: Sequence[DetailRow]) -> None:
        """Show exactly these rows."""
        names = {name for name, _ in rows}
        for name in [name for name in self._values if name not in names]:
            self._form.removeRow(self._values.pop(name))
        for index, (name, value) in enumerate(rows):
            if name not in self._values:
                self._values[name] = self._insert(index, name)
            self._values[name].setText(value)  # does nothing if it is the same

    def fitting_size(self, min_width: int) -> QSize:
        """Return the size in pixels at which nothing is cut off or scrolled, at least `min_width` wide."""
        width = max(min_width, self._content.minimumSizeHint().width())
        return QSize(width, self._content.heightForWidth(width))

    def _insert(self, index: int, name: str) -> QLabel:
        label = QLabel(name)
        label.setProperty("tone", "muted")
        value = TextLabel()
        value.setTextInteractionFlags(_SELECTABLE)
        if name == problem_title():
            value.setProperty("tone", "problem")
        if name in {tr("SHA-256"), tr("Asset ID"), tr("Request ID")}:
            value.setFont(fixed_width_font(value.font()))
        label.setBuddy(value)
        self._form.insertRow(index, label, value)
        return value


class DetailsDialog(FocusFallback, QDialog):
    """Shows everything that is known about one upload, and buttons for what may solve its problem.

    Args:
        copy: Puts a text on the clipboard.
        stages_of: Returns when the upload entered which state.

    Attributes:
        path: The path of the file that is shown.

    Signals:
        actionChosen: An Action, its value, and a list of the uploads it is for.
    """

    actionChosen = Signal(object, object, object)

    def __init__(
        self,
        upload: Upload,
        copy: Callable[[str], None],
        lookups: FileLookups = NO_LOOKUPS,
        stages_of: Callable[[Upload], Stages] = lambda _upload: NO_STAGES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._upload = upload
        self._lookups = lookups
        self._stages_of = stages_of
        self.path = Path()
        self._media_info = ""
        self._rows: list[DetailRow] = []
        self._heading = Heading("")
        self._removed_label = TextLabel(tr("This file has left the list. So it was when it did."))
        self._removed_label.setProperty("tone", "caution")
        self._removed_label.hide()
        self._picture = QLabel()
        self._picture.hide()
        self._form = DetailsForm()
        self._remedies = ButtonRow()
        self.copy_button = QPushButton(tr("Copy details"), autoDefault=False)
        self.copy_button.clicked.connect(lambda: copy(details_text(self._rows)))
        self.link_button = QPushButton(tr("Open link"), autoDefault=False)
        self.link_button.clicked.connect(lambda: self.actionChosen.emit(RowAction.OPEN_LINK, None, [upload]))
        self._close = QPushButton(tr("Close"), default=True)
        self._close.clicked.connect(self.accept)
        self._lay_out()
        self.refresh()
        self._fit()
        if lookups.thumbnails:
            lookups.thumbnails.ready.connect(partial(_show_picture, self._picture, self, lookups.thumbnails))

    @property
    @override
    def focus_target(self) -> QWidget:
        return self._close

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        layout.setSpacing(16)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._picture)
        top.addWidget(self._heading, 1)
        layout.addLayout(top)
        layout.addWidget(self._removed_label)
        layout.addWidget(self._form, 1)
        layout.addWidget(self._remedies, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(self._buttons())

    def _fit(self) -> None:
        """Resize to the form, within limits, with two spare lines for what is found out about the file."""
        text_width = width_in_chars(self, _MIN_CHARS)
        form_size = self._form.fitting_size(text_width - 2 * _MARGIN)
        around = self.sizeHint().height() - self._form.sizeHint().height()
        line = self.fontMetrics().lineSpacing()
        height = min(around + form_size.height() + 2 * line, line * _MAX_LINES)
        resize_within_screen(self, form_size.width() + 2 * _MARGIN, height)

    def refresh(self) -> None:
        """Update everything, unless the upload was removed from the list."""
        if self._removed_label.isVisibleTo(self):
            return
        if self._upload.path != self.path:
            self._set_file(self._upload.path)
        account = self._lookups.account_name(self._upload)
        rows = detail_rows(self._upload, self._stages_of(self._upload), self._media_info, account)
        if rows != self._rows:
            self._rows = rows
            self._form.show_rows(rows)
        self.link_button.setVisible(self._upload.asset_url is not None)
        self._show_remedies(remedies_for([self._upload], self._lookups.kinds_that_fit))

    def show_removed(self, uploads: Iterable[Upload]) -> None:
        """Say so if the upload is among those that were removed; its details stay as they are."""
        if self._upload in uploads and not self._removed_label.isVisibleTo(self):
            self._removed_label.show()
            self._show_remedies(())
            announce(self, self._removed_label.text())

    def show_restored(self, uploads: Iterable[Upload]) -> None:
        """Update the details again if the upload is among those that were added, as by undo."""
        if self._upload in uploads:
            self._removed_label.hide()
            self.refresh()

    def _set_file(self, path: Path) -> None:
        """Show name, picture and media info of the upload's file, which may have been located elsewhere."""
        name = display_name(self._upload)
        self.path, self._media_info = path, ""
        self.setWindowTitle(tr("Details of {name}", name=name))
        self._heading.setText(name)
        self._picture.setAccessibleName(tr("Preview of {name}", name=name))
        self._picture.hide()
        if self._lookups.thumbnails:
            _show_picture(self._picture, self, self._lookups.thumbnails, path)
        self._lookups.load_media_info(path, partial(_show_media_info, self, path))

    def show_media_info(self, media_info: str) -> None:
        """Show dimensions or running time of the file."""
        self._media_info = media_info
        self.refresh()

    def _show_remedies(self, entries: Iterable[MenuEntry]) -> None:
        """Show these as buttons; each closes the dialog."""
        choices = [(entry.text, partial(self._choose, entry)) for entry in entries]
        self._remedies.set_buttons(choices)
        self._remedies.setVisible(bool(choices))

    def _choose(self, entry: MenuEntry) -> None:
        self.actionChosen.emit(entry.action, entry.value, list(entry.uploads or ()))
        self.accept()

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.link_button)
        buttons.addStretch()
        buttons.addWidget(self._close)
        return buttons


def _show_picture(picture: QLabel, dialog: DetailsDialog, thumbnails: Thumbnails, path: Path) -> None:
    """Show the thumbnail if there is one; it may come after the dialog was closed or shows another file."""
    is_mine = isValid(picture) and path == dialog.path
    image = thumbnails.get(path) if is_mine else None
    if image is not None:
        picture.setPixmap(QPixmap.fromImage(image.scaled(_PICTURE_SIZE, _PICTURE_SIZE, _KEEP, _SMOOTH)))
        picture.show()


def _show_media_info(dialog: DetailsDialog, path: Path, media_info: str) -> None:
    """Show the media info, unless the dialog was closed or shows another file meanwhile."""
    if media_info and isValid(dialog) and path == dialog.path:
        dialog.show_media_info(media_info)
