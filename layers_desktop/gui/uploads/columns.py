"""The columns of the table of uploads: titles, sample texts, and which are hidden in a narrow window."""

from PySide6.QtCore import Qt

from layers_desktop.domain.i18n import digits_text, number_text, size_text, tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.formatting import SAMPLE_TIME, date_time_text
from layers_desktop.gui.override import override
from layers_desktop.gui.widgets.table import TableColumn

UPLOAD_ROLE = int(Qt.ItemDataRole.UserRole)

FRACTION_ROLE = UPLOAD_ROLE + 1
# The part of the upload's folder in which it differs from the other uploads'.
FOLDER_ROLE = UPLOAD_ROLE + 2


class Column(TableColumn):
    """The columns in their default order; names are saved with the choice of columns."""

    NAME = 0
    KIND = 1
    SIZE = 2
    STATUS = 3
    SPEED = 4
    LEFT = 5
    ASSET_ID = 6
    PROJECT = 7
    FOLDER = 8
    TYPE = 9
    CONTENTS = 10
    ADDED = 11
    FINISHED = 12
    ATTEMPTS = 13
    REQUEST_ID = 14

    @property
    @override
    def title(self) -> str:
        return {
            Column.NAME: tr("Name"),
            Column.KIND: tr("Kind"),
            Column.SIZE: tr("Size"),
            Column.STATUS: tr("Status"),
            # Translators: A column.
            Column.SPEED: tr("Speed"),
            # Translators: A column: the time that is left, not the direction.
            Column.LEFT: tr("Left"),
            Column.ASSET_ID: tr("Asset ID"),
            Column.PROJECT: tr("Project"),
            Column.FOLDER: tr("Folder"),
            Column.TYPE: tr("Type"),
            # Translators: A column: pixels of a picture, running time of a video.
            Column.CONTENTS: tr("Dimensions or length"),
            Column.ADDED: tr("Added"),
            Column.FINISHED: tr("Finished"),
            Column.ATTEMPTS: tr("Attempts"),
            Column.REQUEST_ID: tr("Request ID"),
        }[self]

    @property
    @override
    def is_number(self) -> bool:
        return self in {Column.SIZE, Column.SPEED, Column.LEFT, Column.ATTEMPTS}


# By their values: looking a member up in the enumeration takes ten times as long.
COLUMNS = tuple(Column)
# The columns that a narrow window hides, the first to go first.
HIDE_ORDER = (Column.LEFT, Column.SPEED, Column.KIND, Column.SIZE)
# 30 letters, as every asset ID has.
_SAMPLE_ID = "med_01HXXXXXXXXXXXXXXXXXXXXX4Q"


def sample_texts() -> dict[Column, tuple[str, ...]]:
    """Return for each column the texts that it must have room for."""
    return {
        Column.NAME: ("launch-cut-v3.mp4",),
        Column.KIND: tuple(kind.label for kind in MediaKind),
        Column.SIZE: (size_text(888), size_text(888_800_000)),
        Column.STATUS: (tr("Waiting (next)"), tr("Done (reused)")),
        Column.SPEED: (tr("{size}/s", size=size_text(888_800_000)),),
        Column.LEFT: (tr("a few seconds"), tr("about {hours} h {minutes} min", hours=8, minutes=55)),
        Column.ASSET_ID: (_SAMPLE_ID,),
        Column.PROJECT: ("Acme Coffee iOS",),
        Column.FOLDER: ("/home/ana/clients/acme",),
        Column.TYPE: ("video/quicktime",),
        Column.CONTENTS: (
            tr("{width} × {height} pixels", width=digits_text(8888), height=digits_text(8888)),
        ),
        Column.ADDED: (date_time_text(SAMPLE_TIME),),
        Column.FINISHED: (date_time_text(SAMPLE_TIME),),
        Column.ATTEMPTS: (number_text(8),),
        Column.REQUEST_ID: ("req_01HXXXXXXXXX",),
    }
