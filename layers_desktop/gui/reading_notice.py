"""What is told while dropped folders are read."""

from collections.abc import Callable

from PySide6.QtCore import QLocale

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity

READING_KEY = "reading"


def reading_notice(count: int, stop: Callable[[], None]) -> Notice:
    """Return the notice that tells how many files have been found so far."""
    shown = QLocale().toString(count)
    text = tr_plural("Reading… {shown} file found", "Reading… {shown} files found", count, shown=shown)
    return Notice(READING_KEY, Severity.INFO, text, (NoticeButton(tr("Stop"), stop),), can_close=False)
