"""Copies asset IDs to the clipboard: on request, or when a batch ends."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QClipboard, QDrag
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from layers_desktop.domain.i18n import tr, tr_plural, without_isolates
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard.messages import copied_links_text, copied_of_text, copied_text
from layers_desktop.gui.queue_events import QueueEvents
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.system.application import is_on_wayland, keeps_clipboard, may_copy, on_state_changed
from layers_desktop.gui.widgets.buttons import ButtonSpec, close_on_choice
from layers_desktop.gui.widgets.labels import literal_action
from layers_desktop.transfer.id_formats import CopyFormat, Template, can_be_copied, csv_text, format_ids
from layers_desktop.transfer.upload_recorder import BatchResult

_CSV = "text/csv"


class Copier(QObject):
    """Puts asset IDs on the clipboard and shows a message that says how many.

    Where the desktop takes them of the window in front alone, both happen once this one is.

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
        self._postponed: Callable[[], None] | None = None
        self._has_warned = False
        self.format = CopyFormat.LINES
        self.template = Template()
        clipboard.changed.connect(self._drop_isolates)
        on_state_changed(self._copy_postponed)

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
        tell, chosen = show_message or self._show_message, copy_format or self.format
        if uploads:
            self._when_taken(partial(self._copy, uploads, chosen, tell, names_project=names_project))

    def copy_text(self, text: str) -> None:
        """Put this text on the clipboard."""
        self._when_taken(partial(self._copy_text, text))

    def offer(self, count: int) -> None:
        """Say that so many IDs can be copied, once the window is in front."""
        text = tr_plural("{n} ID is ready to be copied.", "{n} IDs are ready to be copied.", count)
        self._when_taken(partial(self._show_message, text))

    def _when_taken(self, copy: Callable[[], None]) -> None:
        if may_copy():
            copy()
        else:
            self._postponed = copy

    def _copy_postponed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self._postponed:
            copy, self._postponed = self._postponed, None
            copy()

    def _copy(
        self,
        uploads: Sequence[Upload],
        chosen: CopyFormat,
        tell: Callable[[str], None],
        *,
        names_project: bool,
    ) -> None:
        done = [upload for upload in uploads if can_be_copied(upload, chosen)]
        if done:
            text = format_ids(done, chosen, self.template)
            self._clipboard.setMimeData(_mime(text, done))
            if self._clipboard.text() != text:
                tell(tr("Another program is holding the clipboard. Try again, or export from History."))
                return
        if chosen is CopyFormat.LINKS:
            said = copied_links_text(len(done), len(uploads) - len(done))
        elif names_project and done:
            said = copied_of_text(Counter(each.project for each in done if each.project))
        else:
            said = copied_text(len(done), len(uploads) - len(done))
        if done and not self._has_warned and not keeps_clipboard():
            self._has_warned = True
            # Translators: {copied} is a whole sentence: "Copied 3 IDs."
            said = tr("{copied} Unless a clipboard manager runs, paste before you quit.", copied=said)
        tell(said)

    def drag(self, uploads: Sequence[Upload], source: QWidget) -> None:
        """Drag the IDs or links of these uploads, in the default format, until they are dropped somewhere."""
        done = [upload for upload in uploads if can_be_copied(upload, self.format)]
        if done:
            drag = QDrag(source)
            drag.setMimeData(_mime(format_ids(done, self.format, self.template), done))
            if self.format is CopyFormat.LINKS:
                drag.mimeData().setUrls([QUrl(upload.asset_url or "") for upload in done])
            drag.exec(Qt.DropAction.CopyAction)

    def _drop_isolates(self, mode: QClipboard.Mode) -> None:
        """Take the marks of directions off what a person has selected in a window and copied."""
        clipboard = self._clipboard
        is_selection = mode is QClipboard.Mode.Selection
        if not (clipboard.ownsSelection() if is_selection else clipboard.ownsClipboard()):
            return
        # IDs stay as they are: a file's own name may have such marks.
        text = "" if clipboard.mimeData(mode).hasFormat(_CSV) else clipboard.text(mode)
        plain = without_isolates(text)
        if plain != text:
            clipboard.setText(plain, mode)

    def _copy_text(self, text: str) -> None:
        self._clipboard.setText(without_isolates(text))
        self._show_message(tr("Copied."))


def _mime(text: str, uploads: Sequence[Upload]) -> QMimeData:
    """Return the text, with a CSV table beside it for programs that prefer one."""
    mime = QMimeData()
    mime.setText(text)
    mime.setData(_CSV, csv_text(uploads).encode())
    return mime


class AutoCopy(QObject):
    """Copies the IDs of a batch when it ends, unless the clipboard has changed since it began.

    Where nobody can know that, because on Wayland another window was in front, it offers them instead.

    Attributes:
        is_on: Whether it copies.

    Args:
        copy_batch: Copies the IDs of the batch that ran last.
        offer: Says that so many can be copied.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        copy_batch: Callable[[], object],
        offer: Callable[[int], object],
        signals: QueueEvents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._copy_batch = copy_batch
        self._offer = offer
        self._has_changed = self._was_left = self.is_on = False
        self._has_been_in_front = may_copy()  # the window's frame is there before this
        on_state_changed(self._note_state)
        clipboard.dataChanged.connect(self._note_clipboard_change)
        signals.batchFinished.connect(self._batch_finished)

    def watch_clipboard(self) -> None:
        """Watch for changes of the clipboard from now on: a batch begins."""
        self._has_changed = False
        # A window that has only just been opened is not left: it comes to the front soon.
        self._was_left = self._has_been_in_front and not may_copy()

    def _note_clipboard_change(self) -> None:
        # Wayland tells of the clipboard at each return to the window, changed or not.
        if self._clipboard.ownsClipboard() or not is_on_wayland():
            self._has_changed = True

    def _note_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._has_been_in_front = True
        elif is_on_wayland():
            self._was_left = self._has_been_in_front

    def _batch_finished(self, result: BatchResult) -> None:
        if not self.is_on or self._has_changed or not result.done:
            return
        if self._was_left:
            self._offer(result.done)
        else:
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
