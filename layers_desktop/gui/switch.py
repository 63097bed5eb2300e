"""A checkbox that looks like a switch."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones

_TRACK = QSize(34, 18)
_GAP = 8


class Switch(QCheckBox):
    """Behaves and is announced as a checkbox; painted as a switch with its text beside it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        height = max(_TRACK.height(), metrics.height()) + 8
        return QSize(_TRACK.width() + _GAP + metrics.horizontalAdvance(self.text()) + 8, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - _TRACK.width() - 3 if is_mirrored else 3
        track = QRectF(left, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        self._paint_track(painter, track, is_mirrored=is_mirrored)
        painter.setPen(self.palette().windowText().color())
        start = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(self._text_rect(track, is_mirrored=is_mirrored), start, self.text())

    def _paint_track(self, painter: QPainter, track: QRectF, *, is_mirrored: bool) -> None:
        tones = application_tones()
        radius = track.height() / 2
        if self.hasFocus():
            painter.setPen(QPen(tones.accent, 2))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.fill if self.isChecked() else tones.outline)
        painter.drawRoundedRect(track, radius, radius)
        is_at_right = self.isChecked() != is_mirrored
        knob = QRectF(0, 0, track.height() - 6, track.height() - 6)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - knob.width() - 3 if is_at_right else track.left() + 3)
        painter.setBrush(tones.on_fill if self.isChecked() else self.palette().base().color())
        painter.drawEllipse(knob)

    def _text_rect(self, track: QRectF, *, is_mirrored: bool) -> QRectF:
        if is_mirrored:
            return QRectF(0, 0, track.left() - _GAP, self.height())
        return QRectF(track.right() + _GAP, 0, self.width(), self.height())
