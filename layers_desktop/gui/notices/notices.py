"""The notices of the main window: their texts, buttons and severity.

Which of several holds is told is decided in `transfer/limits/holds.py`, which of several notices is shown in
`notice_bar.py`, and what is told while a key is signed in with in `app/accounts/sign_in.py`.
"""

import time
from collections.abc import Callable, Mapping
from math import ceil
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import list_text, tr, tr_context, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.redaction import redact
from layers_desktop.gui.formatting import date_time_text
from layers_desktop.gui.notices.notice_bar import Notice, NoticeButton, Severity
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.transfer.limits.holds import Hold, HoldReason

HOLD_KEY = "gate"
# A key that is known, but may not do this: entering it once more helps nobody.
_NO_RIGHT = "FORBIDDEN_SCOPE"
LIMITED_KEY = frozenset({_NO_RIGHT, "KILL_SWITCH"})


class HoldActions(NamedTuple):
    """What the buttons of the notices about holds do."""

    enter_key: Callable[[], None]
    try_now: Callable[[], None]
    try_day_now: Callable[[], None]
    copy_request: Callable[[], None]
    show_folder: Callable[[], None]
    set_up_network: Callable[[], None]
    save_again: Callable[[], None]
    go_on_unrecorded: Callable[[], None]


def hold_notice(hold: Hold, waiting: int, actions: HoldActions) -> Notice | None:
    """Return the notice for this hold while this many files wait; None where the footer says enough."""
    match hold.reason:
        case HoldReason.KEY:
            return _key_notice(hold.problem, waiting, actions)
        case HoldReason.OFFLINE:
            return _offline_notice(hold.problem, actions)
        case HoldReason.DAY:
            return _day_notice(hold, waiting, actions)
        case HoldReason.BUDGET:
            text = hold.sentence(time.monotonic()) or tr("Layers asked this program to slow down.")
            of_layers = hold.problem if hold.problem and hold.problem.request_id else None
            return _notice(Severity.INFO, of_layers, text)
        case HoldReason.NO_JOURNAL | HoldReason.DISK | HoldReason.UNRECORDED if hold.problem:
            return _journal_notice(hold.reason, hold.problem, actions)
    return None


def key_request_text() -> str:
    """Return a message to whoever manages the keys, asking for the right that the present one lacks."""
    # Translators: A letter to a colleague, which is copied.
    return tr(
        "Hello, my Layers API key may look at projects but not upload files. "
        "Could you give me a key with the right projects:write? Thank you."
    )


def problem_details(problem: Problem | None) -> str:
    """Return error code, request ID and the server's own message, one a line."""
    if problem is None:
        return ""
    lines = [tr("Code: {code}", code=problem.code)]
    if problem.request_id:
        lines.append(tr("Request ID: {id}", id=problem.request_id))
    if problem.detail:
        lines.append(tr("Layers replied: {text}", text=problem.detail))
    return "\n".join(lines)


def _key_notice(problem: Problem | None, waiting: int, actions: HoldActions) -> Notice:
    if problem is None:
        button = NoticeButton(tr("Connect…"), actions.enter_key)
        return _notice(Severity.INFO, None, tr("Connect to Layers to upload."), button)
    if problem.code in LIMITED_KEY:
        other = NoticeButton(tr("Use another key…"), actions.enter_key)
        # Translators: A button: copy the letter that asks a colleague for another key.
        ask = NoticeButton(tr("Copy request"), actions.copy_request)
        buttons = (other, ask) if problem.code == _NO_RIGHT else (other,)
        return _notice(Severity.PROBLEM, problem, problem.text, *buttons)
    button = NoticeButton(tr("Enter a new key…"), actions.enter_key)
    if not waiting:
        return _notice(Severity.PROBLEM, problem, problem.text, button)
    # Translators: {problem} is a whole sentence.
    text = tr_plural(
        "{problem} {n} file is waiting, nothing is lost.",
        "{problem} {n} files are waiting, nothing is lost.",
        waiting,
        problem=problem.title,
    )
    return _notice(Severity.PROBLEM, problem, text, button)


def _day_notice(hold: Hold, waiting: int, actions: HoldActions) -> Notice:
    """Tell when the limit ends; nothing is promised to resume where no file waits."""
    left = hold.until - time.monotonic() if hold.until is not None else 0.0
    when = date_time_text(time.time() + left)
    another = NoticeButton(tr("Use another key…"), actions.enter_key)
    if not waiting:
        # Translators: {time} is a date and a time, here and in the next one.
        text = tr("The daily limit of this key is used up until {time}.", time=when)
        return _notice(Severity.CAUTION, hold.problem, text, another)
    text = tr_plural(
        "The daily limit of this key is used up until {time}. "
        "Then {n} file goes on if the program is open, or now when you press Resume.",
        "The daily limit of this key is used up until {time}. "
        "Then {n} files go on if the program is open, or now when you press Resume.",
        waiting,
        time=when,
    )
    resume = NoticeButton(tr("Resume"), actions.try_day_now)
    return _notice(Severity.CAUTION, hold.problem, text, resume, another)


def _journal_notice(reason: HoldReason, problem: Problem, actions: HoldActions) -> Notice:
    """Offer what may mend it, or to go on without."""
    folder = NoticeButton(tr("Show folder"), actions.show_folder)
    if reason is HoldReason.DISK:
        again = NoticeButton(tr("Try again"), actions.save_again)
        return _notice(Severity.CAUTION, problem, problem.text, again, folder)
    if reason is HoldReason.NO_JOURNAL:
        text = tr(
            "{problem} It is not known what was uploaded before, so nothing is sent. Mend that and start "
            "Layers Desktop again, or upload anyway: what is in this list is then lost when you quit.",
            problem=problem.title,
        )
        anyway = NoticeButton(tr_context("no count", "Upload anyway"), actions.go_on_unrecorded)
        return _notice(Severity.PROBLEM, problem, text, anyway, folder)
    text = tr("{problem} Uploads continue, but would be lost after a crash.", problem=problem.title)
    return _notice(Severity.CAUTION, problem, text, folder)


def _offline_notice(problem: Problem | None, actions: HoldActions) -> Notice:
    """Offer the network settings as well, unless plainly the whole network is down."""
    try_now = NoticeButton(tr("Try now"), actions.try_now)
    if problem is None:
        text = tr(
            "No internet connection. "
            "Uploads continue by themselves when it is back; you can keep adding files."
        )
        return _notice(Severity.CAUTION, None, text, try_now)
    # Translators: {problem} is a whole sentence.
    text = tr("{problem} Uploads continue by themselves; you can keep adding files.", problem=problem.title)
    settings = NoticeButton(tr("Network settings…"), actions.set_up_network)
    return _notice(Severity.CAUTION, problem, text, try_now, settings)


def _notice(severity: Severity, problem: Problem | None, text: str, *buttons: NoticeButton) -> Notice:
    return Notice(HOLD_KEY, severity, text, buttons, problem_details(problem), can_close=False)


def show_notice_details(copy: Callable[[str], None], parent: QWidget, notice: Notice) -> None:
    """Open a box with the redacted details of this notice, to be read or copied; returns at once."""
    text = redact(notice.text)
    # Translators: {time} is the date and the time when something happened.
    details = redact("\n".join([notice.details, tr("Time: {time}", time=date_time_text(time.time()))]))
    box = MessageBox(tr("Details"), f"{text}\n\n{details}", tr("Close"), parent)
    box.setWindowTitle(tr("Details"))
    box.add_accept_button(tr("Copy details")).clicked.connect(lambda: copy(f"{text}\n{details}"))
    box.open()


CONNECTION_KEY = "connection"
PROJECTS_KEY = "projects"
PROJECT_CHANGED_KEY = "project-guard"
PROJECT_GONE_KEY = "project-gone"


def first_call_notice(problem: Problem, seconds: float, set_up_network: Callable[[], None] | None) -> Notice:
    """Return the notice for a sign-in that is tried again in so many seconds.

    `set_up_network` is what the button for the network settings does, where those may help.
    """
    # Translators: {problem} is a whole sentence.
    text = tr("{problem} Trying again in {n} s.", problem=problem.title, n=max(1, ceil(seconds)))
    buttons = (NoticeButton(tr("Network settings…"), set_up_network),) if set_up_network else ()
    return Notice(CONNECTION_KEY, Severity.CAUTION, text, buttons, problem_details(problem), can_close=False)


def no_projects_notice(organisation: str, refresh: Callable[[], None]) -> Notice:
    """Return the notice for a key that sees no project."""
    text = tr("No projects yet. Create one in Layers, then refresh.")
    if organisation:
        text = tr("No projects yet in {name}. Create one in Layers, then refresh.", name=organisation)
    return Notice(PROJECTS_KEY, Severity.INFO, text, (NoticeButton(tr("Refresh"), refresh),))


def stale_projects_notice(problem: Problem, cached_since: str | None, refresh: Callable[[], None]) -> Notice:
    """Return the notice for projects that could not be fetched; `cached_since` is a time of day."""
    text = problem.text
    if cached_since:
        # Translators: {time} is a time of day.
        text = tr("Could not refresh the list. Showing projects from {time}.", time=cached_since)
    button = NoticeButton(tr("Refresh"), refresh)
    return Notice(PROJECTS_KEY, Severity.CAUTION, text, (button,), problem_details(problem))


def project_gone_notice(without_project: Mapping[Project, int], choose: Callable[[], None]) -> Notice | None:
    """Return the notice for projects that are gone, with the number of files for each; None for none."""
    if not without_project:
        return None
    count = sum(without_project.values())
    if len(without_project) == 1:
        text = tr_plural(
            "{project} no longer exists, or this key has no access to it. Choose where this file should go.",
            "{project} no longer exists, or this key has no access to it. "
            "Choose where these {n} files should go.",
            count,
            project=next(iter(without_project)).name,
        )
    else:
        text = tr_plural(
            "Some projects no longer exist, or this key has no access to them. "
            "Choose where {n} file should go.",
            "Some projects no longer exist, or this key has no access to them. "
            "Choose where {n} files should go.",
            count,
        )
    button = NoticeButton(tr("Choose a project…"), choose)
    return Notice(PROJECT_GONE_KEY, Severity.PROBLEM, text, (button,), can_close=False)


def project_changed_notice(
    waiting: Mapping[Project, int], chosen: Project, move: Callable[[], None], leave: Callable[[], None]
) -> Notice | None:
    """Return the notice for files that wait for another project than the one just chosen; None for none.

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
    # Translators: Files, in the project that they are in.
    leave_text = tr_plural("Leave it", "Leave them", count)
    buttons = NoticeButton(move_text, move), NoticeButton(leave_text, leave)
    return Notice(PROJECT_CHANGED_KEY, Severity.CAUTION, text, buttons)


FOLDER_PROJECTS_KEY = "folder-projects"


def folder_projects_notice(
    targets: Mapping[Project, int], move: Callable[[], None], leave: Callable[[], None], *, starts: bool
) -> Notice:
    """Return the notice for files in folders with the names of projects, with the number of files for each.

    With `starts`, the files begin to be sent as soon as a button is pressed.
    """
    count, names = sum(targets.values()), list_text(each.name for each in targets)
    if len(targets) == 1:
        text = tr_plural(
            "{n} file is in a folder with the name of another project: {project}.",
            "{n} files are in a folder with the name of another project: {project}.",
            count,
            project=names,
        )
        move_text = tr_plural("Move it to {project}", "Move them to {project}", count, project=names)
        if starts:
            # Translators: Files.
            move_text = tr_plural("Upload it to {project}", "Upload them to {project}", count, project=names)
    else:
        text = tr_plural(
            "{n} file is in folders with the names of other projects: {names}.",
            "{n} files are in folders with the names of other projects: {names}.",
            count,
            names=names,
        )
        move_text = tr("Upload each to its project") if starts else tr("Move each to its project")
    leave_text = tr_plural("Leave it", "Leave them", count)
    if starts:
        # Translators: Files, to the project that was chosen before.
        leave_text = tr_plural("Upload it as planned", "Upload them as planned", count)
    buttons = NoticeButton(move_text, move), NoticeButton(leave_text, leave)
    return Notice(FOLDER_PROJECTS_KEY, Severity.CAUTION, text, buttons, can_close=False)


READING_KEY = "reading"


def reading_notice(count: int, stop: Callable[[], None]) -> Notice:
    """Return the notice that shows how many files have been found so far."""
    text = tr_plural("Reading… {n} file found", "Reading… {n} files found", count)
    return Notice(READING_KEY, Severity.INFO, text, (NoticeButton(tr("Stop"), stop),), can_close=False)


def silent_key(place: str) -> str:
    """Return the key of the notice of a disk or share that does not answer."""
    return f"silent {place}"


def silent_notice(place: str, stop: Callable[[], None]) -> Notice:
    """Return the notice that says which disk or share is waited for, and lets a person wait no longer."""
    text = tr("{place} does not answer.", place=place)
    return Notice(
        silent_key(place), Severity.CAUTION, text, (NoticeButton(tr("Stop"), stop),), can_close=False
    )


RECOVERED_KEY = "recovered"


def recovered_notice(count: int, resume: Callable[[], None], remove: Callable[[], None]) -> Notice:
    """Return the notice that offers to resume or remove this many unfinished uploads of an earlier run."""
    text = tr_plural(
        "{n} file was left unfinished last time. It is below, paused.",
        "{n} files were left unfinished last time. They are below, paused.",
        count,
    )
    buttons = (
        # Translators: On a button; {n} counts files.
        NoticeButton(tr("Resume {n}", n=count), resume),
        NoticeButton(tr_context("no count", "Remove"), remove),
    )
    return Notice(RECOVERED_KEY, Severity.INFO, text, buttons)
