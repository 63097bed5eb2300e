"""Pointing at rows without any motion: they are selected and scrolled into sight."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from layers_desktop.domain.upload import UploadId
from layers_desktop.gui.uploads.listing import runs
from layers_desktop.gui.uploads.model import UploadsModel
from layers_desktop.gui.uploads.view import UploadsView

_SELECT = QItemSelectionModel.SelectionFlag


def point_at(view: UploadsView, model: UploadsModel, upload_ids: Iterable[UploadId]) -> None:
    """Select these uploads and no others, as far as they are shown, and bring the first into sight."""
    rows = [row for row in map(model.row_of, upload_ids) if row is not None]
    if not rows:
        return
    selection = QItemSelection()
    for first, last in runs(rows):
        selection.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
    view.selectionModel().select(selection, _SELECT.ClearAndSelect)
    top = model.index(min(rows), 0)
    view.selectionModel().setCurrentIndex(top, _SELECT.NoUpdate)
    view.scrollTo(top)
