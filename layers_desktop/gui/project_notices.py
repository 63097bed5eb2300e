"""What is told of projects: none there, not refreshed, or files that wait for another one."""

from collections.abc import Callable, Mapping

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.gate_notices import problem_details
from layers_desktop.gui.notice_bar import Notice, NoticeButton, Severity

PROJECTS_KEY = "projects"
GUARD_KEY = "project-guard"
GONE_KEY = "project-gone"


def no_projects_notice(organisation: str, refresh: Callable[[], None]) -> Notice:
    """Return what is told where the key sees no project."""
    text = tr("No projects yet. Create one in Layers, then refresh.")
    if organisation:
        text = tr("No projects yet in {name}. Create one in Layers, then refresh.", name=organisation)
    return Notice(PROJECTS_KEY, Severity.INFO, text, (NoticeButton(tr("Refresh"), refresh),))


def stale_projects_notice(problem: Problem, cached_since: str | None, refresh: Callable[[], None]) -> Notice:
    """Return what is told where the projects could not be fetched; `cached_since` is a time of day."""
    text = problem.text
    if cached_since:
        text = tr("Could not refresh the list. Showing projects from {time}.", time=cached_since)
    button = NoticeButton(tr("Refresh"), refresh)
    return Notice(PROJECTS_KEY, Severity.CAUTION, text, (button,), problem_details(problem))


def gone_notice(homeless: Mapping[Project, int], choose: Callable[[], None]) -> Notice | None:
    """Return what is told where projects are gone to which so many files were to go."""
    if not homeless:
        return None
    count = sum(homeless.values())
    if len(homeless) == 1:
        text = tr_plural(
            "{project} is gone or no longer open to this key. Choose where this file should go.",
            "{project} is gone or no longer open to this key. Choose where these {n} files should go.",
            count,
            project=next(iter(homeless)).name,
        )
    else:
        text = tr(
            "Some projects are gone or no longer open to this key. Choose where {n} files should go.", n=count
        )
    button = NoticeButton(tr("Choose a project…"), choose)
    return Notice(GONE_KEY, Severity.PROBLEM, text, (button,), can_close=False)


def guard_notice(
    waiting: Mapping[Project, int], chosen: Project, move: Callable[[], None], leave: Callable[[], None]
) -> Notice | None:
    """Return what is told where files wait for another project than the one just chosen.

    Files of another account are left out: choosing a project here says nothing about those.
    """
    others = {
        project: count
        for project, count in waiting.items()
        if project.id != chosen.id and project.account == chosen.account
    }
    if not others:
        return None
    count = sum(others.values())
    if len(others) == 1:
        text = tr_plural(
            "{n} waiting file still goes to {project}.",
            "{n} waiting files still go to {project}.",
            count,
            project=next(iter(others)).name,
        )
    else:
        text = tr_plural(
            "{n} waiting file still goes to another project.",
            "{n} waiting files still go to other projects.",
            count,
        )
    move_text = tr_plural("Move it to {project}", "Move them to {project}", count, project=chosen.name)
    leave_text = tr_plural("Leave it", "Leave them", count)
    buttons = NoticeButton(move_text, move), NoticeButton(leave_text, leave)
    return Notice(GUARD_KEY, Severity.CAUTION, text, buttons)
