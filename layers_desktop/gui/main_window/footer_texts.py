"""What the footer says and offers first, from the counts of the list."""

from collections.abc import Mapping
from enum import StrEnum

from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.formatting import shortened, speed_text, time_left_text
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.transfer.progress import OverallProgress


def upload_text(ready: Mapping[Project, int], current: Project | None) -> str:
    """Return the text of the upload button: how many files go to which project."""
    count = sum(ready.values())
    if not count:
        return tr("Upload")
    if len(ready) > 1:
        # Translators: On a button. {m} is the number of projects, 2 or more.
        return tr_plural(
            "Upload {n} file to {m} projects", "Upload {n} files to {m} projects", count, m=len(ready)
        )
    project = next(iter(ready), current)
    name = shortened(project.name) if project else ""
    return tr_plural("Upload {n} file to {project}", "Upload {n} files to {project}", count, project=name)


def upload_obstacle(counts: StatusCounts, project: Project | None) -> str:
    """Return why the upload button is disabled; empty where it is enabled."""
    if counts[CountGroup.STARTABLE]:
        return ""
    if counts[CountGroup.WITHOUT_PROJECT] and project is None:
        return tr("Choose a project first.")
    if counts[CountGroup.ACTIVE]:
        return tr("Everything that is ready is being uploaded.")
    return tr("Add files first.") if not counts[CountGroup.ALL] else tr("No file is ready to be uploaded.")


def attention_text(problems: int) -> str:
    """Return how many files need a person; empty for none."""
    if not problems:
        return ""
    return tr_plural("{n} file needs your attention", "{n} files need your attention", problems)


def total_text(total: OverallProgress) -> str:
    """Return bytes, files, speed and time left of the whole batch, without what is not known."""
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
            # Translators: {left} is such as "about 5 min": the time that is left.
            return tr("{done} of {size} · {files} · {left} left", left=left, **fields)
    # Translators: {done} and {size} are sizes, {files} is "3 of 10 files".
    return tr("{done} of {size} · {files} · {speed} · {left} left", speed=speed, left=left, **fields)


def finished_text(done: Mapping[Project, int], cancelled: int) -> str:
    """Return how many files are done, in which projects, and how many were cancelled."""
    count = sum(done.values())
    if not count:
        return (
            tr_plural("{n} file was cancelled.", "{n} files were cancelled.", cancelled) if cancelled else ""
        )
    project = shortened(next(iter(done)).name)
    if len(done) > 1:
        if cancelled:
            # Translators: {m} is the number of projects, {cancelled} that of the files that were cancelled,
            # both 2 or more or 1: choose words that fit any number.
            return tr_plural(
                "{n} file is in {m} projects, {cancelled} cancelled.",
                "{n} files are in {m} projects, {cancelled} cancelled.",
                count,
                m=len(done),
                cancelled=cancelled,
            )
        return tr_plural("{n} file is in {m} projects.", "{n} files are in {m} projects.", count, m=len(done))
    if cancelled:
        # Translators: {cancelled} is the number of files that were cancelled; choose words that fit any
        # number.
        return tr_plural(
            "{n} file is in {project}, {cancelled} cancelled.",
            "{n} files are in {project}, {cancelled} cancelled.",
            count,
            project=project,
            cancelled=cancelled,
        )
    return tr_plural("{n} file is in {project}.", "{n} files are in {project}.", count, project=project)


class Wanted(StrEnum):
    """What a person most likely wants to do now: its button is the primary one."""

    UPLOAD = "upload"
    RESUME = "resume"
    RETRY = "retry"
    COPY = "copy"
    NOTHING = "nothing"


def most_wanted(counts: StatusCounts, *, is_paused: bool) -> Wanted:
    """Return what is to be done first about these uploads."""
    if counts[CountGroup.STARTABLE] or counts[CountGroup.WITHOUT_PROJECT]:
        return Wanted.UPLOAD
    if counts[CountGroup.ACTIVE]:
        return Wanted.RESUME if is_paused else Wanted.NOTHING
    # What was cancelled is seldom wanted again, unless nothing else is there.
    if counts[CountGroup.RETRYABLE] > counts[CountGroup.CANCELLED]:
        return Wanted.RETRY
    if counts[CountGroup.DONE]:
        return Wanted.COPY
    return Wanted.RETRY if counts[CountGroup.RETRYABLE] else Wanted.UPLOAD


def are_all_paused(counts: StatusCounts, *, is_paused: bool) -> bool:
    """Return whether nothing goes on: the queue is paused, or file by file all that is left is."""
    return is_paused or (counts[CountGroup.RESUMABLE] > 0 and not counts[CountGroup.PAUSABLE])
