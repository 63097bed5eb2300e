"""How many uploads there are of each group, counted as they change and never by walking the list."""

from collections import Counter
from enum import StrEnum

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, has_remedy


class CountGroup(StrEnum):
    """What is counted; an upload may be in several groups."""

    ALL = "all"
    ACTIVE = "active"
    DONE = "done"
    PROBLEMS = "problems"
    STARTABLE = "startable"
    WITHOUT_PROJECT = "without_project"
    FIXING = "fixing"
    RETRYABLE = "retryable"
    PROJECT_GONE = "project_gone"
    CLEARABLE = "clearable"


class StatusCounts:
    """Counts uploads by group, and by group and project.

    Attributes:
        problems: The uploads that need a person.
        revision: Counts the changes of those.
    """

    def __init__(self) -> None:
        self.problems: dict[UploadId, Upload] = {}
        self.revision = 0
        self._known: dict[UploadId, tuple[Project | None, tuple[CountGroup, ...]]] = {}
        self._counts: Counter[CountGroup] = Counter()
        self._projects: dict[CountGroup, Counter[Project | None]] = {group: Counter() for group in CountGroup}

    def __getitem__(self, group: CountGroup) -> int:
        return self._counts[group]

    def projects(self, group: CountGroup) -> dict[Project, int]:
        """Return how many uploads of the group each project has; those without a project are left out."""
        return {project: count for project, count in self._projects[group].items() if project}

    def update(self, upload: Upload) -> None:
        """Count this upload as it is now."""
        self.forget(upload)
        groups = _groups_of(upload)
        self._known[upload.id] = upload.project, groups
        for group in groups:
            self._counts[group] += 1
            self._projects[group][upload.project] += 1
        if upload.needs_attention:
            self.problems[upload.id] = upload
            self.revision += 1

    def forget(self, upload: Upload) -> None:
        """Count this upload no more."""
        project, groups = self._known.pop(upload.id, (None, ()))
        for group in groups:
            self._counts[group] -= 1
            self._projects[group][project] -= 1
            if not self._projects[group][project]:  # else a project keeps the name that it had at first
                del self._projects[group][project]
        if self.problems.pop(upload.id, None):
            self.revision += 1


def _groups_of(upload: Upload) -> tuple[CountGroup, ...]:
    belongs = {
        CountGroup.ALL: True,
        CountGroup.ACTIVE: upload.is_unfinished,
        CountGroup.DONE: upload.is_done,
        CountGroup.PROBLEMS: upload.needs_attention,
        CountGroup.STARTABLE: upload.can_start,
        CountGroup.WITHOUT_PROJECT: upload.is_ready and upload.project is None,
        CountGroup.FIXING: upload.needs_attention and upload.can_change,
        CountGroup.RETRYABLE: upload.needs_attention and upload.can_retry,
        CountGroup.PROJECT_GONE: has_remedy(upload, Remedy.PROJECT),
        CountGroup.CLEARABLE: upload.is_finished and not upload.needs_attention,
    }
    return tuple(group for group, is_in in belongs.items() if is_in)
