"""The pictures of one look on a few sheets, small, to be seen at a glance."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

_CELL = QSize(516, 330)
_CAPTION = 24
_GAP = 12
_COLUMNS = 3
_ROWS = 3


def contact_sheets(pictures: Mapping[str, QImage]) -> Iterator[QImage]:
    """Yield as many sheets as it takes."""
    rest = list(pictures.items())
    while rest:
        some, rest = rest[: _COLUMNS * _ROWS], rest[_COLUMNS * _ROWS :]
        yield _sheet(some)


def _sheet(pictures: Sequence[tuple[str, QImage]]) -> QImage:
    rows = -(-len(pictures) // _COLUMNS)
    step = _CELL + QSize(_GAP, _GAP + _CAPTION)
    sheet = QImage(_COLUMNS * step.width() + _GAP, rows * step.height() + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.gray)
    painter = QPainter(sheet)
    for place, (name, picture) in enumerate(pictures):
        row, column = divmod(place, _COLUMNS)
        corner = QPoint(_GAP + column * step.width(), _GAP + row * step.height())
        shrunk = picture.scaled(
            _CELL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(corner, shrunk)
        caption = QRect(corner + QPoint(0, _CELL.height()), QSize(_CELL.width(), _CAPTION))
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    return sheet
