"""Makes a whole window a place to drop files on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Project
from layers_desktop.gui.drop_overlay import DropOverlay
from layers_desktop.gui.drops import Load, load_of
from layers_desktop.gui.overriding import override


class DropTarget(QObject):
    """Takes drags over the window, shows where they would go, and hands on what lands.

    Args:
        window: Where things are dropped.
        project: Tells the project that they would be added to.
        take: Gets what was dropped, and whether it shall start at once (Ctrl, or Option on macOS).
    """

    def __init__(
        self,
        window: QWidget,
        project: Callable[[], Project | None],
        take: Callable[[QMimeData, bool], None],
    ) -> None:
        super().__init__(window)
        self._project = project
        self._take = take
        self.overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent():
                self._enter(event)
            case QDragMoveEvent():
                self._move(event)
            case QDropEvent():
                self._drop(event)
            case QEvent() if event.type() is QEvent.Type.DragLeave:
                self.overlay.hide()
            case _:
                return False
        return True

    def _enter(self, event: QDragEnterEvent) -> None:
        """Let every drag in, so that it can be told what it lacks; the moves decide about the drop."""
        load = load_of(event.mimeData())
        self.overlay.show_caption(self._caption(load), is_welcome=load in {Load.FILES, Load.PICTURE})
        event.accept()

    def _move(self, event: QDragMoveEvent) -> None:
        if load_of(event.mimeData()) is Load.NOTHING:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _drop(self, event: QDropEvent) -> None:
        self.overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData(), bool(event.modifiers() & _START_NOW))

    def _caption(self, load: Load) -> str:
        if load is Load.LINK:
            return tr("That is a link, not a file")
        if load is Load.NOTHING:
            return tr("There is no file in what you are dragging")
        project = self._project()
        return tr("Drop to add to {project}", project=project.name) if project else tr("Drop to add")


# Qt calls macOS's Command key Control; there it is Option that changes what a drop does.
_START_NOW = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
