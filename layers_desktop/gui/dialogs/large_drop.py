"""The dialog that sums up a large drop before it is added."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.file_errors import NotMediaError
from layers_desktop.domain.i18n import list_text, number_text, size_text, tr, tr_plural
from layers_desktop.domain.media_kind import IMAGE_KINDS, MediaKind
from layers_desktop.gui.formatting import display_extension, least_time_text
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.uploads.problems import Reason, reason_text
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.inputs import ComboBox, Switch
from layers_desktop.gui.widgets.labels import Heading, TextLabel
from layers_desktop.transfer.intake.helper_folders import left_out_text
from layers_desktop.transfer.intake.intake import DropSummary, RejectedGroup


class ImageKindPicker(QWidget):
    """A choice between the detected kind for each image and one kind for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ComboBox()
        # Translators: The kind that was detected for each picture.
        self.choice.addItem(tr("As detected"), None)
        for kind in IMAGE_KINDS:
            self.choice.addItem(kind.label, kind)
        # Translators: A list of kinds follows: image, logo, reference image.
        label = QLabel(tr("&Images go as"))
        label.setBuddy(self.choice)
        self.setFocusProxy(self.choice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.choice, 1)

    @property
    def kind(self) -> MediaKind | None:
        """The kind for all images; None where each keeps the one that was detected."""
        value = self.choice.currentData()
        return None if value is None else MediaKind(value)


_LETTERS = 66
_LIST_HEIGHT = 140
_LIST_MARGIN = 16
_MINUTE = 60
# Files a minute from which on a plan's pace is shown in steps of five.
_EXACT_PACE = 10
_ENDINGS_NAMED = 3


class LargeDropDialog(QDialog):
    """Sums up a drop and asks whether to add it; the default is to add all, Escape adds nothing.

    Signals:
        addWanted: All files are to be added; whether known files reuse the IDs that they have, and
            the MediaKind for all images, None where each keeps the one that was detected.

    Args:
        summary: What the drop amounts to.
        project_name: Where it goes; None while there is no project.
        seconds: How long the rate limit makes it take, in seconds; None where that is not known.
        writes_a_minute: How many calls the plan allows a minute.
        writes_a_day: How many calls the plan allows a day; None where it has no such limit.
    """

    addRequested = Signal(bool, object)

    def __init__(
        self,
        summary: DropSummary,
        project_name: str | None,
        seconds: float | None,
        writes_a_minute: int,
        writes_a_day: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Add these files?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = Heading(title_text(summary, project_name))
        self.reuse = Switch(_known_text(summary.known_count))
        self.reuse.setChecked(True)
        self.reuse.setVisible(summary.known_count > 0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.kinds = ImageKindPicker()
        self.kinds.hide()
        self._add_facts(summary, seconds, writes_a_minute)
        self._add_daily_limit(summary, writes_a_day)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addLayout(self._lines)
        layout.addStretch()
        layout.addLayout(self._buttons(has_images=any(kind in IMAGE_KINDS for kind, _ in summary.kinds)))
        self.setMinimumWidth(width_in_chars(self, _LETTERS))
        self.add.setFocus()

    def _add_facts(self, summary: DropSummary, seconds: float | None, writes_a_minute: int) -> None:
        """Add one line for each fact, and none for what is zero."""
        self._add_text(contents_text(summary))
        self._lines.addWidget(self.kinds)
        self._lines.addWidget(self.reuse)
        if summary.rejected:
            self._lines.addLayout(self._rejected(summary.rejected))
        if summary.left_out:
            self._add_text(left_out_text(summary.left_out), "muted")
        if summary.skipped:
            self._add_text(_skipped_text(summary.skipped), "muted")
        if seconds is not None and seconds >= _MINUTE:
            pace = summary.files * writes_a_minute / summary.calls
            self._add_text(_time_text(pace, seconds), "muted")

    def _add_daily_limit(self, summary: DropSummary, writes_a_day: int | None) -> None:
        if writes_a_day is not None and summary.calls > writes_a_day:
            self._add_text(_day_text(summary, writes_a_day), "caution")

    def _add_text(self, text: str, tone: str = "") -> None:
        label = TextLabel(text)
        label.setProperty("tone", tone)
        self._lines.addWidget(label)

    def _rejected(self, rejected: tuple[RejectedGroup, ...]) -> QVBoxLayout:
        """Return the line with the number of rejected files, and the list that its button opens."""
        text = TextLabel(rejected_text(rejected))
        text.setProperty("tone", "caution")
        # Translators: A button: show what is not accepted.
        self.show_rejected = QPushButton(tr("Show"), autoDefault=False)
        self.show_rejected.setCheckable(True)
        self.show_rejected.setProperty("look", "small")
        self.show_rejected.setAccessibleName(tr("Show what is not accepted"))
        self.rejected_list = _list_of(rejected)
        self.rejected_list.hide()
        self.show_rejected.toggled.connect(self._toggle_rejected)
        line = QHBoxLayout()
        line.addWidget(text, 1)
        line.addWidget(self.show_rejected)
        both = QVBoxLayout()
        both.addLayout(line)
        both.addWidget(self.rejected_list)
        return both

    def _toggle_rejected(self, is_shown: bool) -> None:  # noqa: FBT001 - a Qt signal has no keywords
        self.rejected_list.setVisible(is_shown)
        self.show_rejected.setText(tr("Hide") if is_shown else tr("Show"))
        self.adjustSize()

    def _buttons(self, *, has_images: bool) -> QHBoxLayout:
        self.add = PrimaryButton(tr("Add all"))
        self.add.setDefault(True)
        self.add.clicked.connect(self._accept)
        self.choose_kinds = QPushButton(tr("Choose kinds…"), autoDefault=False)
        self.choose_kinds.setVisible(has_images)
        self.choose_kinds.clicked.connect(self._show_kinds)
        cancel = QPushButton(tr("Cancel"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.choose_kinds)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.add)
        return buttons

    def _show_kinds(self) -> None:
        """Show the choice in place of the button that opened it."""
        self.kinds.show()
        self.choose_kinds.hide()
        self.kinds.setFocus()
        self.adjustSize()

    def _accept(self) -> None:
        self.addRequested.emit(self.reuse.isChecked() and self.reuse.isVisible(), self.kinds.kind)
        self.accept()


def title_text(summary: DropSummary, project_name: str | None) -> str:
    """Return the title: how many files are new or known, and where they go."""
    count = summary.files + summary.known_count
    if project_name is None:
        return tr_plural("Add {n} file?", "Add {n} files?", count)
    return tr_plural(
        "Add {n} file to {project}?",
        "Add {n} files to {project}?",
        count,
        project=project_name,
    )


def contents_text(summary: DropSummary) -> str:
    """Return how many files of each kind would be sent, and their total size."""
    kinds = [_KIND_TEXTS[kind](count) for kind, count in summary.kinds]
    return " · ".join([*kinds, size_text(summary.size)])


def rejected_text(rejected: Iterable[RejectedGroup]) -> str:
    """Return how many files are not accepted, with their most frequent extensions."""
    counts: Counter[str] = Counter()
    for each in rejected:
        counts[each.extension] += each.count
    total = counts.total()
    named = [f"{display_extension(end)} {number_text(n)}" for end, n in counts.most_common() if end]
    endings = list_text([*named[:_ENDINGS_NAMED], *(["…"] if len(named) > _ENDINGS_NAMED else [])])
    if not endings:
        return tr_plural("{n} not accepted", "{n} not accepted", total)
    # Translators: {endings} is a list such as ".pdf 12, .txt 3".
    return tr_plural(
        "{n} not accepted: {endings}",
        "{n} not accepted: {endings}",
        total,
        endings=endings,
    )


def _list_of(rejected: Iterable[RejectedGroup]) -> QListWidget:
    """Return a list of the reasons, which keyboard and screen reader can read line by line."""
    lines = QListWidget()
    lines.setWordWrap(True)
    lines.setAccessibleName(tr("Files that are not accepted"))
    lines.addItems([_rejected_line(each) for each in rejected])
    lines.setFrameShape(QFrame.Shape.NoFrame)
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    lines.setFixedHeight(min(_LIST_HEIGHT, lines.count() * lines.sizeHintForRow(0) + _LIST_MARGIN))
    return lines


def _rejected_line(rejected: RejectedGroup) -> str:
    """Return one line of the list; for files that are not media the extension is the reason."""
    if rejected.code == NotMediaError.code or not rejected.extension:
        return reason_text(Reason(rejected.code, extension=rejected.extension), rejected.count)
    reason = reason_text(Reason(rejected.code), rejected.count)
    # Translators: {reason} is such as "12 × empty".
    return tr("{extension}: {reason}", extension=display_extension(rejected.extension), reason=reason)


def _known_text(count: int) -> str:
    return tr_plural(
        "{n} was uploaded before: reuse its ID",
        "{n} were uploaded before: reuse their IDs",
        count,
    )


def _skipped_text(count: int) -> str:
    return tr_plural("{n} hidden file is left out.", "{n} hidden files are left out.", count)


def _time_text(files_a_minute: float, seconds: float) -> str:
    """Return the rate limit and how long it makes the files take."""
    pace = max(1, round(files_a_minute))
    if pace > _EXACT_PACE:
        pace = 5 * round(pace / 5)
    # Translators: {time} is such as "at least 50 min".
    return tr_plural(
        "Your plan allows about {n} file a minute: {time}.",
        "Your plan allows about {n} files a minute: {time}.",
        pace,
        time=least_time_text(seconds),
    )


def _day_text(summary: DropSummary, writes_a_day: int) -> str:
    """Return for about how many files the daily limit is enough; other programs may use it too."""
    fitting = summary.files * writes_a_day // summary.calls
    rounded = fitting - fitting % 10 ** max(0, len(str(fitting)) - 2)
    return tr_plural(
        "About {n} of these fits into today's limit; the rest wait until tomorrow.",
        "About {n} of these fit into today's limit; the rest wait until tomorrow.",
        rounded,
    )


_KIND_TEXTS = {
    MediaKind.IMAGE: lambda n: tr_plural("{n} image", "{n} images", n),
    MediaKind.VIDEO: lambda n: tr_plural("{n} video", "{n} videos", n),
    MediaKind.AUDIO: lambda n: tr_plural("{n} audio file", "{n} audio files", n),
    MediaKind.LOGO: lambda n: tr_plural("{n} logo", "{n} logos", n),
    MediaKind.REFERENCE_IMAGE: lambda n: tr_plural("{n} reference image", "{n} reference images", n),
}
