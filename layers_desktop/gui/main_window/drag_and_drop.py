"""Files that come into the window by drag and drop, by pasting, or by a file dialog."""

import os
import re
import socket
from collections.abc import Callable, Generator
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.untrusted_text import valid_unicode
from layers_desktop.gui.dialogs.system_dialogs import DesktopServices
from layers_desktop.gui.main_window.drop_overlay import DropOverlay
from layers_desktop.gui.override import override
from layers_desktop.gui.system.application import ClipboardQuestion
from layers_desktop.gui.widgets.chunked_work import ChunkedTask

_URI_LIST, _PNG = "text/uri-list", "image/png"
_NO_CHARACTER = "\ufffd"
# Any line of the list: https://www.rfc-editor.org/rfc/rfc2483#section-5
_FILE = re.compile(rb"^file:", re.IGNORECASE | re.MULTILINE)
# A file of this computer, in a URL as it should be.
_PLAIN_FILE = re.compile(rb"file://(/(?:[^?#%]|%[0-9A-Fa-f]{2})*)")
# What file managers call places that are no folders of this computer: smb, sftp, mtp, trash …
_REMOTE = re.compile(rb"^(?!https?:|file:|data:|mailto:)([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.MULTILINE)
_AT_ONCE = 50


class DragContent(Enum):
    """What a drag or the clipboard contains."""

    FILES = auto()
    IMAGE = auto()
    REMOTE = auto()  # files of a server, a phone or the trash, which no path leads to
    LINK = auto()
    NOTHING = auto()


def content_of(mime: QMimeData) -> DragContent:
    """Return what the data contains, judged by its formats and its first URL only."""
    addresses = urls_in(mime)
    if _FILE.match(addresses):
        return DragContent.FILES
    if mime.hasImage():
        return DragContent.IMAGE
    if _REMOTE.match(addresses):
        return DragContent.REMOTE
    return DragContent.LINK if mime.hasUrls() or _is_link(mime) else DragContent.NOTHING


def image_in(mime: QMimeData) -> QImage | bytes | None:
    """Return the image in the data itself, as when it was copied from a program without having been saved.

    A PNG comes as it is: to read a large one would hold up the window.
    """
    if mime.hasImage() and mime.hasFormat(_PNG) and (png := bytes(mime.data(_PNG).data())):
        return png
    picture = mime.imageData() if mime.hasImage() else None
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def image_name(mime: QMimeData) -> str:
    """Return the name that an image has at its address, without an ending; empty where it has none."""
    addresses = [url for url in mime.urls() if url.scheme() in {"http", "https"}]
    if not addresses and _is_link(mime):
        addresses = [QUrl(mime.text().split()[0])]
    return Path(valid_unicode(addresses[0].fileName())).stem if addresses else ""


def urls_in(mime: QMimeData) -> bytes:
    """Return the text/uri-list in the data, one URL a line; empty where there is none."""
    return bytes(mime.data(_URI_LIST).data()) if mime.hasUrls() else b""


def has_local_path(addresses: bytes) -> bool:
    """Whether one of these URLs is a file or folder of this computer."""
    return _FILE.search(addresses) is not None


def local_paths(addresses: bytes) -> Generator[None, None, tuple[list[Path], int]]:
    """Return the files and folders of this computer among these URLs, and how many files are elsewhere.

    Yields None in between.
    """
    paths: list[Path] = []
    elsewhere = 0
    for number, address in enumerate(map(bytes.strip, addresses.splitlines())):
        if path := _local_path(address):
            paths.append(path)
        elif _FILE.match(address) or _REMOTE.match(address):
            elsewhere += 1
        if number % _AT_ONCE == 0:
            yield
    return paths, elsewhere


def _local_path(address: bytes) -> Path | None:
    """Return the file or folder of this computer at this URL; None where it is none."""
    plain = _PLAIN_FILE.fullmatch(address)
    if plain and os.name == "posix":  # nearly every file, and many times as fast as QUrl
        return _posix_path(plain[1])
    url = _without_own_name(QUrl.fromEncoded(address))
    if not url.isLocalFile() or (url.host() and os.name != "nt"):
        return None
    name = url.toLocalFile()
    if _NO_CHARACTER in name and os.name == "posix":
        return _posix_path(url.path(QUrl.ComponentFormattingOption.FullyEncoded).encode())
    return Path(name)


def _posix_path(encoded: bytes) -> Path:
    """Return the path as Python encodes it: Qt alone would lose bytes that are not UTF-8."""
    return Path(os.fsdecode(unquote_to_bytes(encoded)))


def _without_own_name(url: QUrl) -> QUrl:
    """Return the URL without the host where that is this computer (RFC 8089, 2)."""
    if url.isLocalFile() and url.host() in {"localhost", socket.gethostname().lower()}:
        url.setHost("")
    return url


def elsewhere_text(count: int) -> str:
    """Return the message that so many files were left out because they are not on this computer."""
    return tr_plural(
        "{n} file was left out: it is not on this computer. Copy it to one of your folders, then "
        "drop it here.",
        "{n} files were left out: they are not on this computer. "
        "Copy them to one of your folders, then drop them here.",
        count,
    )


def _is_link(mime: QMimeData) -> bool:
    return mime.hasText() and mime.text()[:8].lower().startswith(("http://", "https://"))


def _is_text(mime: QMimeData) -> bool:
    """Whether text is the most that the data holds; the paths of files are not meant as text."""
    content = content_of(mime)
    return content is not DragContent.FILES and (content is not DragContent.IMAGE or mime.hasText())


class DropTarget(QObject):
    """Accepts drags over the window, shows where the files would go, and passes on what is dropped.

    Args:
        window: Where things are dropped.
        project: Returns the project that files would be added to.
        take: Called with what was dropped, and whether to start at once (Ctrl, or Option on macOS).
    """

    def __init__(
        self,
        window: QWidget,
        project: Callable[[], Project | None],
        take: Callable[[QMimeData, bool], None],
    ) -> None:
        super().__init__(window)
        self._project = project
        self._accept = take
        self._load = DragContent.NOTHING
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
        """Accept every drag, so that the caption can say what is wrong; move events decide about the drop.

        Only a drag out of this program is not taken: what it holds is for others.
        """
        self._load = DragContent.NOTHING
        if event.source() is not None:
            event.ignore()
            return
        self._load = content_of(event.mimeData())
        self._show_caption()
        event.accept()

    def refresh(self) -> None:
        """Say anew where the files would go, which may change while a drag hangs over the window."""
        if self.overlay.isVisible():
            self._show_caption()

    def _show_caption(self) -> None:
        is_welcome = self._load in {DragContent.FILES, DragContent.IMAGE}
        self.overlay.show_caption(self._caption(self._load), is_welcome=is_welcome)

    def _move(self, event: QDragMoveEvent) -> None:
        if self._load is DragContent.NOTHING:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _drop(self, event: QDropEvent) -> None:
        self.overlay.hide()
        copy_action(event)
        self._accept(event.mimeData(), starts_now(event))

    def _caption(self, load: DragContent) -> str:
        if load is DragContent.LINK:
            return tr("That is a link, not a file")
        if load is DragContent.REMOTE:
            return tr("That is not on this computer")
        if load is DragContent.NOTHING:
            return tr("There is no file in what you are dragging")
        project = self._project()
        # Translators: Shown while files are dragged over the window.
        return tr("Drop to add to {project}", project=project.name) if project else tr("Drop to add")


# Qt calls macOS's Command key Control; there it is Option that changes what a drop does.
_START_NOW = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def starts_now(event: QDropEvent) -> bool:
    """Return whether a key is held that starts what is dropped at once."""
    return bool(event.modifiers() & _START_NOW)


def copy_action(event: QDropEvent) -> None:
    """Take what is dropped, and leave it where it is, too."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def copied(mime: QMimeData) -> QMimeData:
    """Return what counts of the data, which outlives the drop."""
    own = QMimeData()
    if mime.hasText():
        own.setText(mime.text())
    if mime.hasUrls():
        own.setData(_URI_LIST, mime.data(_URI_LIST))
    if mime.hasImage():
        own.setImageData(mime.imageData())
    return own


class FileInput(QObject):
    """Emits the local files, or the image, in what was dropped, pasted or chosen.

    Signals:
        filesDropped: A list of local paths, and whether to start them at once.
        imagePasted: A QImage or PNG that has no file, and its name without an ending, which may be empty.
    """

    filesDropped = Signal(object, bool)  # as a `list`, Qt would copy ten thousand one by one
    imagePasted = Signal(object, str)

    def __init__(self, window: QWidget, desktop: DesktopServices, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._desktop = desktop
        self._show_message = say
        self._fields: tuple[QWidget, ...] = ()

    def accept(self, mime: QMimeData, start_now: bool) -> None:  # noqa: FBT001 - handed on to a Qt signal
        """Emit the local files in the data, or else the image, or show a message why there is neither."""
        addresses = urls_in(mime)
        if has_local_path(addresses):
            self._emit_files(addresses, start_now)
        elif (picture := image_in(mime)) is not None:
            self.imagePasted.emit(picture, image_name(mime))
        elif remote := len(_REMOTE.findall(addresses)):
            self._show_message(elsewhere_text(remote))
        elif content_of(mime) is DragContent.LINK:
            text = tr("That is a link, not a file. Save the file to your computer, then drop it here.")
            self._show_message(text)
        else:
            self._show_message(tr("There is no file in what you dropped or pasted."))

    def paste(self) -> None:
        """Emit the files or the image on the clipboard; text goes into the field that has the keyboard."""
        ClipboardQuestion(self._paste, self)

    def _paste(self, answers: bool) -> None:  # noqa: FBT001 - the one fact
        if not answers:
            self._show_message(ClipboardQuestion.no_answer_text())
            return
        focus = QApplication.focusWidget()
        if focus in self._fields and _is_text(self._copied()):
            field = focus.lineEdit() if isinstance(focus, QComboBox) else focus
            cast("QLineEdit", field).paste()
        else:
            self.accept(self._copied(), False)  # noqa: FBT003 - handed on to a Qt signal

    def _copied(self) -> QMimeData:
        """Return what the clipboard holds; Qt has nothing at all where nobody has copied yet."""
        mime = cast("QMimeData | None", self._desktop.clipboard.mimeData())
        return QMimeData() if mime is None else mime

    def take_pasted_into(self, *fields: QWidget) -> None:
        """Leave what is pasted into these fields, lines of text or boxes with one, to `paste`."""
        self._fields = fields
        for field in fields:
            field.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the keys of Paste to the window's action, and open no menu that waits for the clipboard."""
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QLineEdit):
            ClipboardQuestion(partial(self._open_menu, watched, event.globalPos()), self)
            return True
        return (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Paste)
        )

    def _open_menu(self, field: QLineEdit, place: QPoint, answers: bool) -> None:  # noqa: FBT001 - the same
        """Open the field's own menu, for which Qt looks at the clipboard."""
        if not answers:
            self._show_message(ClipboardQuestion.no_answer_text())
            return
        menu = field.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def choose_files(self) -> None:
        """Open the file dialog, and emit the files that are chosen."""
        self._desktop.choose_files(self._window, self._emit_chosen)

    def choose_folder(self) -> None:
        """Open the folder dialog, and emit the folder that is chosen."""
        self._desktop.choose_folder(self._window, self._emit_chosen)

    def _emit_files(self, addresses: bytes, start_now: bool) -> None:  # noqa: FBT001 - the same
        """Convert the URLs in small chunks of work, so that ten thousand do not block the window."""
        reading: ChunkedTask[tuple[list[Path], int]] = ChunkedTask(self)

        def done(found: tuple[list[Path], int]) -> None:
            reading.deleteLater()
            paths, elsewhere = found
            if paths:
                self.filesDropped.emit(paths, start_now)
            if elsewhere:
                self._show_message(elsewhere_text(elsewhere))

        reading.start(local_paths(addresses), done)

    def _emit_chosen(self, paths: list[Path]) -> None:
        if paths:
            self.filesDropped.emit(paths, False)  # noqa: FBT003 - a Qt signal has no keywords
