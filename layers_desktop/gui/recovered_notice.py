"""What the window says of files that a former run left unfinished."""

from collections.abc import Callable

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity

RECOVERED_KEY = "recovered"


def recovered_notice(count: int, resume: Callable[[], None], remove: Callable[[], None]) -> Notice:
    """Return the notice that says how many there are, and offers to go on with them or to let them go."""
    text = tr_plural(
        "Last time stopped with {n} file unfinished. It is below, paused.",
        "Last time stopped with {n} files unfinished. They are below, paused.",
        count,
    )
    buttons = NoticeButton(tr("Resume {n}", n=count), resume), NoticeButton(tr("Remove"), remove)
    return Notice(RECOVERED_KEY, Severity.INFO, text, buttons)
