"""Copies asset IDs to the clipboard: on request, or when a batch ends."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QClipboard, QDrag
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard.formats import copied_links_text, copied_of_text, copied_text
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.widgets.buttons import ButtonSpec, close_on_choice
from layers_desktop.gui.widgets.labels import literal_action
from layers_desktop.transfer.id_formats import CopyFormat, Template, can_be_copied, csv_text, format_ids
from layers_desktop.transfer.upload_recorder import BatchResult


class Copier(QObject):
    """Puts asset IDs on the clipboard and shows a message that says how many.

    Attributes:
        format: The default format; setting it emits no signal.
        template: The template of `CopyFormat.OWN`.

    Signals:
        formatChanged: The CopyFormat that a person made the default.
    """

    formatChanged = Signal(object)

    def __init__(
        self, clipboard: QClipboard, show_message: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._show_message = show_message
        self.format = CopyFormat.LINES
        self.template = Template()

    def choose_format(self, chosen: CopyFormat) -> None:
        """Make this the default format, as a person asked for."""
        if chosen is not self.format:
            self.format = chosen
            self.formatChanged.emit(chosen)

    def copy(
        self,
        uploads: Sequence[Upload],
        copy_format: CopyFormat | None = None,
        *,
        names_project: bool = False,
        show_message: Callable[[str], None] | None = None,
    ) -> None:
        """Put the IDs, or links, of these uploads on the clipboard; without any it stays as it is.

        Args:
            uploads: In the order of the IDs; those without one are counted in the message.
            copy_format: None for the default format.
            names_project: Whether the message says which project they are of, or of how many.
            show_message: Shows the message in another window than usual.
        """
        tell = show_message or self._show_message
        chosen = copy_format or self.format
        done = [upload for upload in uploads if can_be_copied(upload, chosen)]
        if not uploads:
            return
        if done:
            text = format_ids(done, chosen, self.template)
            self._clipboard.setMimeData(_mime(text, done))
            if self._clipboard.text() != text:
                tell(tr("Another program is holding the clipboard. Try again, or export from History."))
                return
        if chosen is CopyFormat.LINKS:
            tell(copied_links_text(len(done), len(uploads) - len(done)))
        elif names_project and done:
            tell(copied_of_text(Counter(each.project for each in done if each.project)))
        else:
            tell(copied_text(len(done), len(uploads) - len(done)))

    def drag(self, uploads: Sequence[Upload], source: QWidget) -> None:
        """Drag the IDs or links of these uploads, in the default format, until they are dropped somewhere."""
        done = [upload for upload in uploads if can_be_copied(upload, self.format)]
        if done:
            drag = QDrag(source)
            drag.setMimeData(_mime(format_ids(done, self.format, self.template), done))
            if self.format is CopyFormat.LINKS:
                drag.mimeData().setUrls([QUrl(upload.asset_url or "") for upload in done])
            drag.exec(Qt.DropAction.CopyAction)

    def copy_text(self, text: str) -> None:
        """Put this text on the clipboard."""
        self._clipboard.setText(text)
        self._show_message(tr("Copied."))


def _mime(text: str, uploads: Sequence[Upload]) -> QMimeData:
    """Return the text, with a CSV table beside it for programs that prefer one."""
    mime = QMimeData()
    mime.setText(text)
    mime.setData("text/csv", csv_text(uploads).encode())
    return mime


class AutoCopy(QObject):
    """Copies the IDs of a batch when it ends, unless the clipboard has changed since it began.

    Attributes:
        is_on: Whether it copies.

    Args:
        copy_batch: Copies the IDs of the batch that ran last.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        copy_batch: Callable[[], object],
        signals: QueueEvents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._copy_batch = copy_batch
        self._has_changed = False
        self.is_on = False
        clipboard.dataChanged.connect(self._note_clipboard_change)
        signals.batchFinished.connect(self._batch_finished)

    def watch_clipboard(self) -> None:
        """Watch for changes of the clipboard from now on: a batch begins."""
        self._has_changed = False

    def _note_clipboard_change(self) -> None:
        self._has_changed = True

    def _batch_finished(self, result: BatchResult) -> None:
        if self.is_on and not self._has_changed and result.done:
            self._copy_batch()


def format_button(
    icons: Icons,
    on_choice: Callable[[CopyFormat], object],
    name: str = "",
    scopes: Callable[[], Sequence[ButtonSpec]] = tuple,
) -> QPushButton:
    """Return a button with a menu of all formats; `on_choice` is called with the chosen one.

    It is called by `name`, or after the formats. Each time the menu opens, it offers above the formats what
    `scopes` returns.
    """
    name = name or tr("Formats for copying")
    button = QPushButton(icons.icon(Glyph.CHEVRON), "", autoDefault=False)
    button.setProperty("look", "join")
    button.setAccessibleName(name)
    button.setToolTip(name)
    menu = QMenu(button)
    menu.setAccessibleName(name)
    first = menu.addSeparator()
    for each in CopyFormat:
        menu.addAction(each.label).triggered.connect(lambda _=False, each=each: on_choice(each))

    def show_scopes() -> None:
        for action in menu.actions()[: menu.actions().index(first)]:
            menu.removeAction(action)
            action.deleteLater()
        for text, copy in scopes():
            action = literal_action(text, menu)
            action.triggered.connect(lambda _=False, copy=copy: copy())
            menu.insertAction(first, action)

    menu.aboutToShow.connect(show_scopes)
    close_on_choice(menu)
    button.setMenu(menu)
    return button
