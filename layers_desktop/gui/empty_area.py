"""What the window shows while there are no files: where to drop them, and buttons beside."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.language import tr
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.heading import Heading
from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.overriding import override
from layers_desktop.gui.tones import application_tones, mixed

_SIGN, _LEAST_SIGN = 56, 24
_GAP = 16
_POLICY = QSizePolicy.Policy
_LETTERS = 66
_LARGE = 1.6
_EDGE = 16


class EmptyArea(QWidget):
    """A generous place to drop files on, which is a button as well.

    Attributes:
        drop: The button.

    Signals:
        filesWanted: A person wants to choose files.
        folderWanted: A person wants to choose a folder.
    """

    filesWanted = Signal()
    folderWanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.drop = _DropButton(icons, lambda: self._heading.geometry().top() - _GAP, self)
        self.drop.clicked.connect(self.filesWanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addItem(QSpacerItem(0, _SIGN + _GAP, _POLICY.Minimum, _POLICY.Maximum))
        layout.addWidget(self._title())
        layout.addLayout(self._explanation())
        layout.addSpacing(16)
        layout.addLayout(self._buttons())
        layout.addStretch(3)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _title(self) -> QLabel:
        self._heading = Heading(tr("Drop files or folders here"), _LARGE)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return self._heading

    def _explanation(self) -> QHBoxLayout:
        label = QLabel(
            tr(
                "Images, videos, audio, logos and reference images. "
                "You get an ID for each one to paste wherever you need it."
            )
        )
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setProperty("tone", "muted")
        label.setMaximumWidth(width_of_letters(self, _LETTERS))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(label, 8)
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        files = QPushButton(self._icons.icon(Glyph.FILE), tr("Add files…"))
        folder = QPushButton(self._icons.icon(Glyph.FOLDER), tr("Add folder…"))
        files.clicked.connect(self.filesWanted)
        folder.clicked.connect(self.folderWanted)
        hint = QLabel(tr("or paste with Ctrl+V"))
        hint.setProperty("tone", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for widget in (files, folder, hint):
            row.addWidget(widget)
        row.addStretch()
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop.setGeometry(self.rect())


class _DropButton(QPushButton):
    """The ground below the words: a button as large as the place where files may be dropped."""

    def __init__(self, icons: Icons, sign_bottom: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._sign_bottom = sign_bottom
        self.setAccessibleName(tr("Drop files or folders here, or press to choose files"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tones, base = application_tones(), self.palette().base().color()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), base)
        pen = QPen(tones.accent, 2) if self.hasFocus() else _dashed(tones.outline)
        painter.setPen(pen)
        painter.setBrush(mixed(base, self.palette().window().color(), 0.45))
        edge = _EDGE + pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 12, 12)
        self._paint_sign(painter, tones.accent)

    def _paint_sign(self, painter: QPainter, colour: QColor) -> None:
        """Paint the sign above the words, smaller in a low window, and not where it would touch the edge."""
        bottom = self._sign_bottom()
        size = min(_SIGN, bottom - 2 * _GAP)
        if size >= _LEAST_SIGN:
            place = QRect(self.rect().center().x() - size // 2, bottom - size, size, size)
            self._icons.paint(painter, place, Glyph.DROP, colour)


def _dashed(colour: QColor) -> QPen:
    pen = QPen(colour, 1.5, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 4])
    return pen
