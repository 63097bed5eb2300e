"""The sentences of the lower band."""

from collections.abc import Mapping

from layers_desktop.domain.language import size_text, tr, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.durations import left_text, speed_text
from layers_desktop.gui.engine import Total
from layers_desktop.gui.uploads.tally import Group, Tally

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


def upload_hindrance(tally: Tally, project: Project | None) -> str:
    """Return why the main button cannot be pressed; empty where it can."""
    if tally[Group.STARTABLE]:
        return ""
    if tally[Group.WITHOUT_PROJECT] and project is None:
        return tr("Choose a project first.")
    if tally[Group.ACTIVE]:
        return tr("Everything that is ready is under way.")
    return tr("Add files first.") if not tally[Group.ALL] else tr("No file is ready to be uploaded.")


def fixing_text(tally: Tally) -> str:
    """Return how many files need a hand before they can be sent; empty for none."""
    count = tally[Group.FIXING]
    return tr_plural("{n} needs fixing first", "{n} need fixing first", count) if count else ""


def total_text(total: Total) -> str:
    """Return where all of it stands, with what is not known left out."""
    fields = {
        "done": size_text(total.bytes_done),
        "size": size_text(total.bytes_total),
        "files": tr_plural(
            "{done} of {n} file", "{done} of {n} files", total.files_total, done=total.files_done
        ),
    }
    speed = speed_text(total.speed) if total.speed else ""
    left = "" if total.seconds_left is None else left_text(total.seconds_left)
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
