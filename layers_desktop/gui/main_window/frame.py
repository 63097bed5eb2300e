"""The window's frame, which is seen first, and for which little is loaded."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtWidgets import QLabel, QMainWindow

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.override import override

if TYPE_CHECKING:  # handed over by Qt, and needed for no start
    from PySide6.QtCore import QKeyCombination
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

# As the large drop area looks that takes its place where the list is empty.
_FRAME = """
QLabel { qproperty-alignment: AlignCenter; font-size: %dpt; font-weight: 600;
         margin: 15px; border: 1.5px dashed palette(mid); border-radius: 12px; background: palette(base); }
"""
_HEADING_FACTOR = 1.6


class EarlyDrop(NamedTuple):
    """What was dropped on the frame, and whether to start it at once."""

    mime: QMimeData
    start_now: bool


class WindowFrame(QMainWindow):
    """An empty window with a place to drop files on; what is dropped and pressed there waits."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Layers Desktop"))
        self.setMinimumSize(640, 420)
        self.resize(960, 600)
        self._early: list[EarlyDrop] = []
        self._early_keys: list[QKeyCombination] | None = []
        area = QLabel(tr("Drop files or folders here"))
        area.setStyleSheet(_FRAME % round(self.font().pointSizeF() * _HEADING_FACTOR))
        self.setCentralWidget(area)
        self.setAcceptDrops(True)

    def show_geometry(self, geometry: str) -> None:
        """Restore position and size; what no longer fits is ignored."""
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def take_early_drops(self) -> list[EarlyDrop]:
        """Return what was dropped, once."""
        early, self._early = self._early, []
        return early

    def take_early_keys(self) -> "list[QKeyCombination]":
        """Return what was pressed and meant nothing yet, once; keys wait no more from then on."""
        early, self._early_keys = self._early_keys or [], None
        return early

    @override
    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if self._early_keys is not None and not event.isAutoRepeat():
            self._early_keys.append(event.keyCombination())
        super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        event.acceptProposedAction()

    @override
    def dropEvent(self, event: "QDropEvent") -> None:
        from layers_desktop.gui.main_window.drag_and_drop import copied, copy_action, starts_now

        copy_action(event)
        self._early.append(EarlyDrop(copied(event.mimeData()), starts_now(event)))
