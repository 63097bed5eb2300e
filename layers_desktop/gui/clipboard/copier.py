"""Copies asset IDs to the clipboard: on request, or when a batch ends."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QMenu, QPushButton

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.gui.clipboard.formats import CopyFormat, Template, copied_text, csv_text, format_ids
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.widgets.buttons import close_on_choice
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

    def copy(self, uploads: Sequence[Upload], copy_format: CopyFormat | None = None) -> None:
        """Put the IDs of these uploads on the clipboard; without any ID it stays as it is.

        Args:
            uploads: In the order of the IDs; those without an ID are counted in the message.
            copy_format: None for the default format.
        """
        done = [upload for upload in uploads if upload.is_done]
        if not uploads:
            return
        if done:
            text = format_ids(done, copy_format or self.format, self.template)
            self._clipboard.setMimeData(_mime(text, done))
            if self._clipboard.text() != text:
                self._show_message(
                    tr("Another program is holding the clipboard. Try again, or export from History.")
                )
                return
        self._show_message(copied_text(len(done), len(uploads) - len(done)))

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
    """

    def __init__(
        self,
        clipboard: QClipboard,
        copier: Copier,
        uploads: Mapping[UploadId, Upload],
        signals: QueueEvents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._copier = copier
        self._uploads = uploads
        self._has_changed = False
        self.is_on = False
        clipboard.dataChanged.connect(self._note_clipboard_change)
        signals.batchFinished.connect(self._copy_batch)

    def watch_clipboard(self) -> None:
        """Watch for changes of the clipboard from now on: a batch begins."""
        self._has_changed = False

    def _note_clipboard_change(self) -> None:
        self._has_changed = True

    def _copy_batch(self, result: BatchResult) -> None:
        if self.is_on and not self._has_changed:
            uploads = [self._uploads[each] for each in result.upload_ids if each in self._uploads]
            self._copier.copy([upload for upload in uploads if upload.is_done])


def format_button(icons: Icons, on_choice: Callable[[CopyFormat], object]) -> QPushButton:
    """Return a button with a menu of all formats; `on_choice` is called with the chosen one."""
    button = QPushButton(icons.icon(Glyph.CHEVRON), "", autoDefault=False)
    button.setProperty("look", "join")
    button.setAccessibleName(tr("Formats for copying"))
    button.setToolTip(tr("Formats for copying"))
    menu = QMenu(button)
    menu.setAccessibleName(button.accessibleName())
    for each in CopyFormat:
        menu.addAction(each.label).triggered.connect(lambda _=False, each=each: on_choice(each))
    close_on_choice(menu)
    button.setMenu(menu)
    return button
