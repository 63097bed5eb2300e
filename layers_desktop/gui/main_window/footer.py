"""The lower band: what the files wait for, how far they are, and what became of them."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.project import Account, Project
from layers_desktop.gui.clipboard.copier import format_button
from layers_desktop.gui.formatting import speed_text, time_left_text
from layers_desktop.gui.style.fonts import width_in_chars
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.style.theme import set_style_property
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.inputs import FOCUS_MARGIN, Switch
from layers_desktop.gui.widgets.labels import TextLabel
from layers_desktop.transfer.progress import OverallProgress

_LONGEST_NAME = 32


def upload_text(ready: Mapping[Project, int], current: Project | None) -> str:
    """Return what the main button says: how many files go where."""
    count = sum(ready.values())
    if not count:
        return tr("Upload")
    if len(ready) > 1:
        return tr_plural(
            "Upload {n} file to {m} projects", "Upload {n} files to {m} projects", count, m=len(ready)
        )
    project = next(iter(ready), current)
    name = shortened(project.name) if project else ""
    return tr_plural("Upload {n} file to {project}", "Upload {n} files to {project}", count, project=name)


def upload_obstacle(counts: StatusCounts, project: Project | None) -> str:
    """Return why the main button cannot be pressed; empty where it can."""
    if counts[CountGroup.STARTABLE]:
        return ""
    if counts[CountGroup.WITHOUT_PROJECT] and project is None:
        return tr("Choose a project first.")
    if counts[CountGroup.ACTIVE]:
        return tr("Everything that is ready is under way.")
    return tr("Add files first.") if not counts[CountGroup.ALL] else tr("No file is ready to be uploaded.")


def fixing_text(counts: StatusCounts) -> str:
    """Return how many files need a hand before they can be sent; empty for none."""
    count = counts[CountGroup.FIXING]
    return tr_plural("{n} needs fixing first", "{n} need fixing first", count) if count else ""


def total_text(total: OverallProgress) -> str:
    """Return where all of it stands, with what is not known left out."""
    fields = {
        "done": size_text(total.bytes_done),
        "size": size_text(total.bytes_total),
        "files": tr_plural(
            "{done} of {n} file", "{done} of {n} files", total.files_total, done=total.files_done
        ),
    }
    speed = speed_text(total.speed) if total.speed else ""
    left = "" if total.seconds_left is None else time_left_text(total.seconds_left)
    match bool(speed), bool(left):
        case False, False:
            return tr("{done} of {size} · {files}", **fields)
        case True, False:
            return tr("{done} of {size} · {files} · {speed}", speed=speed, **fields)
        case False, True:
            return tr("{done} of {size} · {files} · {left} left", left=left, **fields)
    return tr("{done} of {size} · {files} · {speed} · {left} left", speed=speed, left=left, **fields)


def finished_text(done: Mapping[Project, int], problems: int) -> str:
    """Return what became of it all: how many files are where, and how many need a person."""
    count = sum(done.values())
    rest = tr_plural("{n} needs you.", "{n} need you.", problems) if problems else ""
    if not count:
        return rest
    if len(done) > 1:
        text = tr_plural("{n} file is in {m} projects.", "{n} files are in {m} projects.", count, m=len(done))
    else:
        project = shortened(next(iter(done)).name)
        text = tr_plural("{n} file is in {project}.", "{n} files are in {project}.", count, project=project)
    return tr("{sentence} {next_sentence}", sentence=text, next_sentence=rest) if rest else text


def shortened(name: str) -> str:
    """Return a project's name, shortened in the middle where it is very long."""
    if len(name) <= _LONGEST_NAME:
        return name
    half = _LONGEST_NAME // 2
    return f"{name[: half - 1]}…{name[-half:]}"


_FINE = 1000
# No line of what is in the way becomes narrower than so many letters.
_OBSTACLE_LETTERS = 12


class ProgressRow(QWidget):
    """How far all of it is, or what became of it.

    Signals:
        pauseToggled: Whether a person wants the whole queue to stand still.
        cancelAllRequested: All that is under way shall stop.
        retryAllRequested: All that failed and may be helped shall be tried again.
        clearRequested: What is finished shall leave the list.
    """

    pauseToggled = Signal(bool)
    cancelAllRequested = Signal()
    retryAllRequested = Signal()
    clearRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_paused = False
        self.bar = QProgressBar(maximum=_FINE, textVisible=False)
        self.bar.setAccessibleName(tr("Total progress"))
        self.text = TextLabel()
        self.pause = QPushButton(tr("Pause"))
        self.cancel = QPushButton(tr("Cancel all"))
        self.cancel.setAccessibleName(tr("Cancel all uploads"))
        self.retry = QPushButton()
        self.clear = QPushButton(tr("Clear finished"))
        self.clear.setAccessibleName(tr("Clear finished files from the list"))
        self.pause.clicked.connect(lambda: self.pauseToggled.emit(not self._is_paused))
        self.cancel.clicked.connect(self.cancelAllRequested)
        self.retry.clicked.connect(self.retryAllRequested)
        self.clear.clicked.connect(self.clearRequested)
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
        for button in (self.pause, self.cancel, self.retry, self.clear):
            layout.addWidget(button)

    def show_state(self, counts: StatusCounts, total: OverallProgress, *, is_paused: bool) -> None:
        """Show the total while anything is under way, else what became of it, else nothing."""
        is_busy = counts[CountGroup.ACTIVE] > 0
        retries = counts[CountGroup.RETRYABLE]
        self._is_paused = is_paused
        self.setVisible(is_busy or counts[CountGroup.DONE] > 0 or retries > 0)
        for widget in (self.bar, self.pause, self.cancel):
            widget.setVisible(is_busy)
        self.retry.setVisible(retries > 0)
        self.retry.setText(tr_plural("Retry {n}", "Retry {n}", retries))
        self.retry.setAccessibleName(tr_plural("Retry {n} failed file", "Retry {n} failed files", retries))
        self.clear.setVisible(not is_busy and counts[CountGroup.CLEARABLE] > 0)
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
        text = tr("Paused · {total}", total=total_text(total)) if self._is_paused else total_text(total)
        self._say(text, "muted" if self._is_paused else "")

    def _show_end(self, counts: StatusCounts) -> None:
        done, problems = counts.projects(CountGroup.DONE), counts[CountGroup.PROBLEMS]
        text = finished_text(done, problems)
        self._say(f"✓ {text}" if done else text, "caution" if problems else "success")

    def _say(self, text: str, tone: str) -> None:
        self.text.setText(text)
        self.text.setToolTip(text)
        set_style_property(self.text, "tone", tone)


def _pause_tooltip() -> str:
    return tr(
        "Files that are nearly there are finished. "
        "The others start again from the beginning when you resume: Layers takes a file only in one piece."
    )


class StartRow(QWidget):
    """The switches, the copy button, and the one button that sends.

    The button that matters most stands out: the one that sends, and once nothing is left to send the one
    that copies, which then takes its place.

    Signals:
        startRequested: What is ready shall be sent.
        startOnDropToggled: Whether files shall be sent as soon as they are dropped.
        copyRequested: All IDs are wanted, in this CopyFormat or, with None, in the usual one.
    """

    startRequested = Signal()
    startOnDropToggled = Signal(bool)
    copyRequested = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = Switch(tr("Start as soon as files are dropped"))
        self.switch.toggled.connect(self.startOnDropToggled)
        self.auto_copy = Switch(tr("Copy IDs automatically next time"))
        self.auto_copy.setToolTip(tr("Never when you have copied something else meanwhile."))
        self._obstacle = TextLabel(is_trailing=True)
        self._obstacle.setProperty("tone", "caution")
        self._icons = icons
        self.copy = PrimaryButton()
        self.copy.clicked.connect(lambda: self.copyRequested.emit(None))
        self._formats = format_button(icons, self.copyRequested.emit)
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
        layout.addWidget(self._obstacle, 1000)
        layout.addSpacing(8)
        layout.addLayout(copying)
        layout.addWidget(self.upload)
        layout.addSpacing(FOCUS_MARGIN)

    def show_state(self, counts: StatusCounts, project: Project | None) -> None:
        """Name what would be sent and where, and how many IDs there are to copy."""
        text, hindrance = (
            upload_text(counts.projects(CountGroup.STARTABLE), project),
            upload_obstacle(counts, project),
        )
        self.upload.setText(text.replace("&", "&&"))
        self.upload.setAccessibleName(text)
        self.upload.setEnabled(not hindrance)
        self.upload.setToolTip(hindrance or tr("Ctrl+Return"))
        self._obstacle.setText(hindrance if counts[CountGroup.WITHOUT_PROJECT] else fixing_text(counts))
        self._obstacle.setVisible(bool(self._obstacle.text()))
        self._obstacle.setMinimumWidth(width_in_chars(self, _OBSTACLE_LETTERS))
        ids, is_busy = counts[CountGroup.DONE], counts[CountGroup.ACTIVE] > 0
        is_main = not hindrance or counts[CountGroup.WITHOUT_PROJECT] > 0 or not (ids or is_busy)
        self.upload.setVisible(is_main)
        self._show_copying(ids, is_main=not is_main and not is_busy)
        self.auto_copy.setVisible(ids > 0 and not is_busy)

    def _show_copying(self, ids: int, *, is_main: bool) -> None:
        """Offer the IDs that are there, as the main thing where there is no other."""
        self.copy.setText(tr_plural("Copy {n} ID", "Copy {n} IDs", ids))
        self.copy.setIcon(self._icons.icon(Glyph.COPY, is_on_primary=is_main))
        set_style_property(self.copy, "look", "primary" if is_main else "")
        self.copy.setVisible(ids > 0)
        self._formats.setVisible(ids > 0)


class Footer(QWidget):
    """Both rows, one above the other."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressRow()
        self.start = StartRow(icons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16 - FOCUS_MARGIN, 12, 16 - FOCUS_MARGIN, 12)
        layout.setSpacing(12)
        layout.addWidget(self.progress)
        layout.addWidget(self.start)

    def show_state(
        self, counts: StatusCounts, total: OverallProgress, project: Project | None, *, is_paused: bool
    ) -> None:
        """Show how things stand."""
        self.progress.show_state(counts, total, is_paused=is_paused)
        self.start.show_state(counts, project)


class StatusBar(QWidget):
    """Two quiet sentences, one at each end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = TextLabel(is_wrapped=False)
        self.awake = QLabel(tr("Keeping this computer awake"))
        self.awake.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 10)
        layout.addWidget(self.account, 1)
        layout.addWidget(self.awake)
        for label in (self.account, self.awake):
            label.setProperty("tone", "muted")

    def show_account(self, account: Account | None) -> None:
        """Say whose key is in use."""
        name = account.organization_name if account else ""
        self.account.setText(tr("{name} · connected", name=name) if account else tr("Not connected"))

    def show_awake(self, *, is_awake: bool) -> None:
        """Say whether the computer is being kept from going to sleep."""
        self.awake.setVisible(is_awake)
