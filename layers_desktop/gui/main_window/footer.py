"""The footer: progress of the whole batch, the switches, and the buttons that upload and copy."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.clipboard.copier import format_button
from layers_desktop.gui.clipboard.messages import copy_text
from layers_desktop.gui.main_window.footer_texts import (
    Wanted,
    are_all_paused,
    attention_text,
    finished_text,
    most_wanted,
    total_text,
    upload_obstacle,
    upload_text,
)
from layers_desktop.gui.main_window.speed_limit import SpeedLimitButton
from layers_desktop.gui.override import override
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.style.theme import set_style_property, width_in_chars
from layers_desktop.gui.system.platform_factory import key_text
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.widgets.buttons import ButtonSpec, PrimaryButton, WrappedButton
from layers_desktop.gui.widgets.inputs import FOCUS_MARGIN, Switch
from layers_desktop.gui.widgets.labels import TextLabel, literal_text, literal_tooltip
from layers_desktop.transfer.progress import OverallProgress

_FINE = 1000
# With less room than for so many letters no project stands on the copy button.
_ROOM_FOR_NAMES = 104


class ProgressRow(QWidget):
    """Progress of the batch with its buttons, and its result once it has ended.

    Signals:
        pauseToggled: Whether the whole queue is to be paused.
        cancelAllRequested: All active uploads are to be cancelled.
        retryAllRequested: All failed and cancelled uploads that can be retried are to be retried.
        clearRequested: Finished uploads are to be removed from the list.
        clearCancelledRequested: Cancelled uploads are to be removed from the list.
    """

    pauseToggled = Signal(bool)
    cancelAllRequested = Signal()
    retryAllRequested = Signal()
    clearRequested = Signal()
    clearCancelledRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_paused = False
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setAccessibleName(tr("Total progress"))
        self.text = TextLabel()
        self.limit = SpeedLimitButton()
        self.pause = PrimaryButton(tr("Pause"))
        self.cancel = QPushButton(tr("Cancel all"))
        self.cancel.setAccessibleName(tr("Cancel all uploads"))
        self.retry = PrimaryButton()
        self.clear = QPushButton(tr("Clear finished"))
        self.clear.setAccessibleName(tr("Clear finished files from the list"))
        self.clear_cancelled = QPushButton()
        self.pause.clicked.connect(lambda: self.pauseToggled.emit(not self._is_paused))
        self.cancel.clicked.connect(self.cancelAllRequested)
        self.retry.clicked.connect(self.retryAllRequested)
        self.clear.clicked.connect(self.clearRequested)
        self.clear_cancelled.clicked.connect(self.clearCancelledRequested)
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addStretch()
        words.addWidget(self.bar)
        words.addWidget(self.text)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(FOCUS_MARGIN, 0, FOCUS_MARGIN, 0)
        layout.setSpacing(8)
        layout.addLayout(words, 1)
        layout.addSpacing(8)
        for button in (self.limit, self.pause, self.cancel, self.clear_cancelled, self.clear, self.retry):
            layout.addWidget(button)

    def show_state(self, counts: StatusCounts, total: OverallProgress, *, is_paused: bool) -> None:
        """Show the progress while uploads are active, the result after they ended, and nothing before."""
        is_busy = counts[CountGroup.ACTIVE] > 0
        retries, cancelled = counts[CountGroup.RETRYABLE], counts[CountGroup.CANCELLED]
        self._is_paused = are_all_paused(counts, is_paused=is_paused)
        wanted = most_wanted(counts, is_paused=self._is_paused)
        set_style_property(self.pause, "look", "primary" if wanted is Wanted.RESUME else "")
        set_style_property(self.retry, "look", "primary" if wanted is Wanted.RETRY else "")
        self.setVisible(is_busy or counts[CountGroup.DONE] > 0 or retries > 0)
        for widget in (self.bar, self.limit, self.pause, self.cancel):
            widget.setVisible(is_busy)
        self.retry.setVisible(retries > 0)
        # Translators: On a button; {n} counts failed and cancelled files.
        self.retry.setText(tr_plural("Retry {n}", "Retry {n}", retries))
        self.retry.setAccessibleName(_retry_name(retries, cancelled))
        self.clear.setVisible(not is_busy and counts[CountGroup.DONE] > 0)
        # Translators: On a button: take the cancelled files off the list.
        self.clear_cancelled.setText(tr_plural("Clear {n} cancelled", "Clear {n} cancelled", cancelled))
        self.clear_cancelled.setVisible(not is_busy and cancelled > 0)
        if is_busy:
            self._show_total(total)
        else:
            self._show_end(counts)

    def _show_total(self, total: OverallProgress) -> None:
        self.pause.setText(tr("Resume") if self._is_paused else tr("Pause"))
        self.pause.setToolTip("" if self._is_paused else _pause_tooltip())
        self.pause.setAccessibleName(tr("Resume all uploads") if self._is_paused else tr("Pause all uploads"))
        # A bar paints itself, and the window with it, at once when it is told; with the rest is soon enough.
        self.bar.setUpdatesEnabled(False)
        self.bar.setValue(min(int(total.fraction * _FINE), _FINE - 1))
        self.bar.setUpdatesEnabled(True)
        set_style_property(self.bar, "tone", "muted" if self._is_paused else "")
        # Translators: {total} is such as "3 of 10 files".
        text = tr("Paused · {total}", total=total_text(total)) if self._is_paused else total_text(total)
        self._show_text(text, "muted" if self._is_paused else "")

    def _show_end(self, counts: StatusCounts) -> None:
        done, cancelled = counts.projects(CountGroup.DONE), counts[CountGroup.CANCELLED]
        text = finished_text(done, cancelled)
        is_whole = done and not (cancelled or counts[CountGroup.PROBLEMS])
        self._show_text(f"✓ {text}" if done else text, "success" if is_whole else "")

    def _show_text(self, text: str, tone: str) -> None:
        self.text.setText(text)
        self.text.setToolTip(literal_tooltip(text))
        set_style_property(self.text, "tone", tone)


def _retry_name(retries: int, cancelled: int) -> str:
    if not cancelled:
        return tr_plural("Retry {n} failed file", "Retry {n} failed files", retries)
    if retries == cancelled:
        return tr_plural("Retry {n} cancelled file", "Retry {n} cancelled files", retries)
    # Translators: A tooltip; {cancelled} is a number.
    return tr_plural(
        "Retry {n} file, {cancelled} of them cancelled",
        "Retry {n} files, {cancelled} of them cancelled",
        retries,
        cancelled=cancelled,
    )


def _pause_tooltip() -> str:
    return tr(
        "Files that are almost done will finish. The others start over when you resume, because "
        "Layers takes a file only in one piece."
    )


class StartRow(QWidget):
    """The switches, the copy button and the upload button, which is gone while nothing is left to send.

    Signals:
        startRequested: All uploads that are ready are to be started.
        startOnDropToggled: Whether files are to be started as soon as they are dropped.
        projectRequested: A project is to be chosen.
        problemsRequested: The files that need a person are to be shown.
        copyRequested: The IDs of the last batch are to be copied, in this CopyFormat or, with None, in the
            usual one.
    """

    startRequested = Signal()
    startOnDropToggled = Signal(bool)
    projectRequested = Signal()
    problemsRequested = Signal()
    copyRequested = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = Switch(tr("Start as soon as files are dropped"))
        self.switch.toggled.connect(self.startOnDropToggled)
        self.auto_copy = Switch(tr("Copy IDs automatically next time"))
        self.auto_copy.setToolTip(tr("Skipped if you have copied something else since."))
        self.attention = WrappedButton()
        self.attention.clicked.connect(self._help)
        self._has_no_project = False
        self._icons = icons
        self._copy_text = self._short_copy_text = ""
        self._is_low = False
        self.copy = PrimaryButton()
        self.copy.setIcon(icons.icon(Glyph.COPY, is_on_primary=True))
        self.copy.clicked.connect(lambda: self.copyRequested.emit(None))
        self._scopes: Callable[[], Sequence[ButtonSpec]] = tuple
        self._formats = format_button(
            icons, self.copyRequested.emit, tr("More ways to copy"), self._other_scopes
        )
        self.upload = PrimaryButton(tr("Upload"))
        self.upload.clicked.connect(self.startRequested)
        self._lay_out()

    def _lay_out(self) -> None:
        copying = QHBoxLayout()
        copying.setSpacing(2)
        copying.addWidget(self.copy)
        copying.addWidget(self._formats)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.switch)
        layout.addWidget(self.auto_copy)
        layout.addStretch(1)
        layout.addWidget(self.attention)
        layout.addSpacing(8)
        layout.addLayout(copying)
        layout.addWidget(self.upload)
        layout.addSpacing(FOCUS_MARGIN)

    def set_low(self, *, is_low: bool) -> None:
        """Leave out, from the next `show_state` on, what the settings have as well."""
        self._is_low = is_low

    def offer_copying(self, scopes: Callable[[], Sequence[ButtonSpec]]) -> None:
        """Offer these in the menu beside the copy button, each time that it opens."""
        self._scopes = scopes

    def _help(self) -> None:
        """Lead to what the text of the button is about."""
        (self.projectRequested if self._has_no_project else self.problemsRequested).emit()

    def _other_scopes(self) -> Sequence[ButtonSpec]:
        return self._scopes()

    def show_state(self, counts: StatusCounts, project: Project | None, batch: Mapping[Project, int]) -> None:
        """Show how many files would be sent where, and how many IDs of the last batch can be copied."""
        text, hindrance = (
            upload_text(counts.projects(CountGroup.STARTABLE), project),
            upload_obstacle(counts, project),
        )
        self.upload.setText(literal_text(text))
        self.upload.setAccessibleName(text)
        self.upload.setEnabled(not hindrance)
        self.upload.setToolTip(hindrance or key_text("Ctrl+Return"))
        self._has_no_project = counts[CountGroup.WITHOUT_PROJECT] > 0 and project is None
        missing = tr("Choose a project first.") if self._has_no_project else ""
        self.attention.setText(missing or attention_text(counts[CountGroup.PROBLEMS]))
        self.attention.setVisible(bool(self.attention.text()))
        ids, is_busy = counts[CountGroup.DONE], counts[CountGroup.ACTIVE] > 0
        wanted = most_wanted(counts, is_paused=False)
        is_main = wanted is Wanted.UPLOAD
        self.upload.setVisible(is_main)
        self._copy_text = copy_text(batch, names_project=sum(batch.values()) < ids)
        self._short_copy_text = tr_plural("Copy {n} ID", "Copy {n} IDs", sum(batch.values()))
        self._show_copying(is_main=wanted is Wanted.COPY)
        for button in (self.copy, self._formats):
            button.setVisible(ids > 0)
        self.auto_copy.setVisible(ids > 0 and not is_busy and not is_main and not self._is_low)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_copy_text()

    def _show_copy_text(self) -> None:
        """Say whose IDs the copy button copies, in its tooltip alone where there is no room."""
        has_room = self.width() >= width_in_chars(self, _ROOM_FOR_NAMES)
        self.copy.setText(literal_text(self._copy_text if has_room else self._short_copy_text))
        self.copy.setToolTip("" if has_room else literal_tooltip(self._copy_text))
        self.copy.setAccessibleName(self._copy_text)

    def _show_copying(self, *, is_main: bool) -> None:
        """Show what the copy button copies; it is the primary button where the upload button is not."""
        self._show_copy_text()
        look = "primary" if is_main else ""
        if look != self.copy.property("look"):  # another icon has the whole row laid out anew
            self.copy.setIcon(self._icons.icon(Glyph.COPY, is_on_primary=is_main))
            set_style_property(self.copy, "look", look)


class Footer(QWidget):
    """The progress row above the start row."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressRow()
        self.start = StartRow(icons)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.progress)
        self._layout.addWidget(self.start)
        self.set_low(is_low=False)

    def set_low(self, *, is_low: bool) -> None:
        """Use little room, for a window that is low."""
        gap = 4 if is_low else 12
        self._layout.setContentsMargins(16 - FOCUS_MARGIN, gap, 16 - FOCUS_MARGIN, gap)
        self._layout.setSpacing(gap)
        self.start.set_low(is_low=is_low)
