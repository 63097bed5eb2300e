"""The notice about files that wait for another project than the one just chosen."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from layers_desktop.domain.project import Project
from layers_desktop.gui.notices.notice_bar import NoticeBar
from layers_desktop.gui.notices.notices import PROJECT_CHANGED_KEY, project_changed_notice
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts


class ProjectGuard(QObject):
    """Shows from the choice of a project on which files still go to another, as long as there are any.

    Args:
        move: Moves every waiting file to a project.
    """

    def __init__(self, notices: NoticeBar, move: Callable[[Project], None], parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._move = move
        self._chosen: Project | None = None
        notices.closed.connect(self._notice_closed)

    def watch(self, chosen: Project) -> None:
        """Look from now on for files that wait for another project than this one, just chosen."""
        self._chosen = chosen

    def update(self, counts: StatusCounts) -> None:
        """Show the notice as things stand now, or nothing once no file waits for another project."""
        chosen = self._chosen
        if chosen is None:
            return
        waiting = counts.projects(CountGroup.STARTABLE)
        notice = project_changed_notice(waiting, chosen, self._move_waiting, self._leave)
        if notice:
            self._notices.show_notice(notice)
        else:
            self._leave()

    def _move_waiting(self) -> None:
        chosen = self._chosen
        self._leave()
        if chosen:
            self._move(chosen)

    def _leave(self) -> None:
        self._chosen = None
        self._notices.hide_notice(PROJECT_CHANGED_KEY)

    def _notice_closed(self, key: str) -> None:
        if key == PROJECT_CHANGED_KEY:
            self._leave()
