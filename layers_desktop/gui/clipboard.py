"""Putting asset IDs on the clipboard, and saying so."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard

from layers_desktop.domain.language import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.copy_formats import CopyFormat, Template, copied_text, csv_text, format_ids


class Copier:
    """Copies IDs in the format that a person likes.

    Attributes:
        format: The format of a plain Copy.
        template: The person's own format.
    """

    def __init__(self, clipboard: QClipboard, say: Callable[[str], None]) -> None:
        self._clipboard = clipboard
        self._say = say
        self.format = CopyFormat.LINES
        self.template = Template()

    def copy(self, uploads: Sequence[Upload], wanted: CopyFormat | None = None) -> None:
        """Put the IDs of these uploads on the clipboard and tell how many; without any it stays as it is."""
        done = [upload for upload in uploads if upload.is_done]
        if not uploads:
            return
        if done:
            text = format_ids(done, wanted or self.format, self.template)
            self._clipboard.setMimeData(_mime(text, done))
            if self._clipboard.text() != text:
                self._say(tr("Another program is holding the clipboard. Try again, or export from History."))
                return
        self._say(copied_text(len(done), len(uploads) - len(done)))

    def copy_text(self, text: str) -> None:
        """Put this text on the clipboard as it is."""
        self._clipboard.setText(text)
        self._say(tr("Copied."))


def _mime(text: str, uploads: Sequence[Upload]) -> QMimeData:
    """Return the text with a table beside it, which spreadsheets take instead."""
    mime = QMimeData()
    mime.setText(text)
    mime.setData("text/csv", csv_text(uploads).encode())
    return mime
