"""Makes a whole window a place to drop files on."""

import os
import re
from collections.abc import Callable, Generator
from enum import Enum, auto
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Project
from layers_desktop.gui.compat import override
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.style.colours import application_colours, blend
from layers_desktop.gui.style.fonts import larger_font
from layers_desktop.gui.widgets.chunked_work import ChunkedTask


class DropOverlay(QWidget):
    """An outline of the whole window and a caption; lets everything through to what is below."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._caption = ""
        self._is_welcome = True
        self.hide()
        window.installEventFilter(self)

    @property
    def caption(self) -> str:
        """What it says."""
        return self._caption

    def show_caption(self, caption: str, *, is_welcome: bool) -> None:
        """Cover the window and say this, in the colour of what may be dropped or may not."""
        self._caption, self._is_welcome = caption, is_welcome
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = application_colours()
        colour = colours.accent if self._is_welcome else colours.muted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = blend(self.palette().base().color(), colour, 0.12)
        veil.setAlphaF(0.86)
        painter.setBrush(veil)
        painter.setPen(QPen(colour, 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 10, 10)
        self._paint_caption(painter)

    def _paint_caption(self, painter: QPainter) -> None:
        colours = application_colours()
        painter.setFont(larger_font(self.font(), 1.25, bold=True))
        text = painter.fontMetrics().elidedText(
            self._caption, Qt.TextElideMode.ElideMiddle, self.width() - 96
        )
        pill = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-24, -12, 24, 12)
        pill.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.primary if self._is_welcome else self.palette().windowText().color())
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(colours.on_primary if self._is_welcome else self.palette().window().color())
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


_URI_LIST = "text/uri-list"
_NO_CHARACTER = "\ufffd"
# Any line of the list: https://www.rfc-editor.org/rfc/rfc2483#section-5
_FILE = re.compile(rb"^file:", re.IGNORECASE | re.MULTILINE)
_AT_ONCE = 50


class DragContent(Enum):
    """What a drag carries."""

    FILES = auto()
    IMAGE = auto()
    LINK = auto()
    NOTHING = auto()


def content_of(mime: QMimeData) -> DragContent:
    """Return what this is, by its formats and its first address only, however long it is."""
    if _FILE.match(urls_in(mime)):
        return DragContent.FILES
    if mime.hasImage():
        return DragContent.IMAGE
    return DragContent.LINK if mime.hasUrls() or _is_link(mime) else DragContent.NOTHING


def image_in(mime: QMimeData) -> QImage | None:
    """Return the picture itself that is in it, as programs hand over what was copied and not saved."""
    picture = mime.imageData() if mime.hasImage() else None
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def urls_in(mime: QMimeData) -> bytes:
    """Return the list of addresses that is in it, one a line; empty where there is none."""
    return bytes(mime.data(_URI_LIST).data()) if mime.hasUrls() else b""


def has_local_path(addresses: bytes) -> bool:
    """Whether there is a file or folder of this computer among these."""
    return _FILE.search(addresses) is not None


def local_paths(addresses: bytes) -> Generator[None, None, list[Path]]:
    """Return the files and folders of this computer among these, in their order; yield now and then."""
    paths: list[Path] = []
    for number, address in enumerate(addresses.splitlines()):
        url = QUrl.fromEncoded(address.strip())
        if url.isLocalFile():
            paths.append(Path(_local_name(url)))
        if number % _AT_ONCE == 0:
            yield
    return paths


def _local_name(url: QUrl) -> str:
    """Return the path as Python knows it; Qt alone would lose bytes that are no UTF-8."""
    name = url.toLocalFile()
    if _NO_CHARACTER in name and os.name == "posix":
        encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
        return os.fsdecode(unquote_to_bytes(encoded))
    return name


def _is_link(mime: QMimeData) -> bool:
    return mime.hasText() and mime.text()[:8].lower().startswith(("http://", "https://"))


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
        load = content_of(event.mimeData())
        self.overlay.show_caption(
            self._caption(load), is_welcome=load in {DragContent.FILES, DragContent.IMAGE}
        )
        event.accept()

    def _move(self, event: QDragMoveEvent) -> None:
        if content_of(event.mimeData()) is DragContent.NOTHING:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _drop(self, event: QDropEvent) -> None:
        self.overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData(), bool(event.modifiers() & _START_NOW))

    def _caption(self, load: DragContent) -> str:
        if load is DragContent.LINK:
            return tr("That is a link, not a file")
        if load is DragContent.NOTHING:
            return tr("There is no file in what you are dragging")
        project = self._project()
        return tr("Drop to add to {project}", project=project.name) if project else tr("Drop to add")


# Qt calls macOS's Command key Control; there it is Option that changes what a drop does.
_START_NOW = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class FileInput(QObject):
    """Tells files from the rest.

    Signals:
        filesDropped: A list of local paths, and whether they shall be sent at once.
        imagePasted: A QImage that came without a file.
    """

    filesDropped = Signal(list, bool)
    imagePasted = Signal(object)

    def __init__(self, window: QWidget, desktop: DesktopServices, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._desktop = desktop
        self._say = say

    def accept(self, mime: QMimeData, start_now: bool) -> None:  # noqa: FBT001 - handed on to a Qt signal
        """Pass on the local files in this, or else the picture itself, or say why there is neither."""
        addresses = urls_in(mime)
        if has_local_path(addresses):
            self._take_files(addresses, start_now)
        elif (picture := image_in(mime)) is not None:
            self.imagePasted.emit(picture)
        elif content_of(mime) is DragContent.LINK:
            text = tr("That is a link, not a file. Save it to your computer, then drop it here.")
            self._say(text)
        else:
            self._say(tr("There is no file in that."))

    def paste(self) -> None:
        """Pass on what is on the clipboard."""
        self.accept(self._desktop.clipboard.mimeData(), False)  # noqa: FBT003 - handed on to a Qt signal

    def choose_files(self) -> None:
        """Ask for files, and pass them on."""
        self._desktop.choose_files(self._window, self._add)

    def choose_folder(self) -> None:
        """Ask for a folder, and pass it on."""
        self._desktop.choose_folder(self._window, self._add)

    def _take_files(self, addresses: bytes, start_now: bool) -> None:  # noqa: FBT001 - the same
        """Find the paths of ten thousand addresses while the window answers."""
        reading: ChunkedTask[list[Path]] = ChunkedTask(self)

        def done(paths: list[Path]) -> None:
            reading.deleteLater()
            self.filesDropped.emit(paths, start_now)

        reading.start(local_paths(addresses), done)

    def _add(self, paths: list[Path]) -> None:
        if paths:
            self.filesDropped.emit(paths, False)  # noqa: FBT003 - a Qt signal has no keywords
