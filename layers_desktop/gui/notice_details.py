"""What else is known of a trouble, for those who must ask support."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from layers_desktop.domain.language import tr
from layers_desktop.domain.redaction import redact
from layers_desktop.gui.moments import moment_text
from layers_desktop.gui.notice_bar import Notice
from layers_desktop.gui.question import Question


def show_notice_details(copy: Callable[[str], None], parent: QWidget, notice: Notice) -> None:
    """Open a box with the details of this notice, without secrets, to be read or copied; return at once."""
    text = redact(notice.text)
    details = redact("\n".join([notice.details, tr("Time: {time}", time=moment_text(time.time()))]))
    box = Question(tr("Details"), f"{text}\n\n{details}", tr("Close"), parent)
    box.setWindowTitle(tr("Details"))
    box.offer(tr("Copy details")).clicked.connect(lambda: copy(f"{text}\n{details}"))
    box.open()
