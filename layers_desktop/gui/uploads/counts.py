"""How many uploads there are of each group, counted as they change and never by walking the list."""

from collections import Counter
from collections.abc import Callable
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

    def includes(self, upload: Upload) -> bool:
        """Return whether the upload is in the group now."""
        return _CONDITIONS[self](upload)


_CONDITIONS: dict[CountGroup, Callable[[Upload], bool]] = {
    CountGroup.ALL: lambda _upload: True,
    CountGroup.ACTIVE: lambda upload: upload.is_unfinished,
    CountGroup.DONE: lambda upload: upload.is_done,
    CountGroup.PROBLEMS: lambda upload: upload.needs_attention,
    CountGroup.STARTABLE: lambda upload: upload.can_start,
    CountGroup.WITHOUT_PROJECT: lambda upload: upload.is_ready and upload.project is None,
    CountGroup.FIXING: lambda upload: upload.needs_attention and upload.can_change,
    CountGroup.RETRYABLE: lambda upload: upload.needs_attention and upload.can_retry,
    CountGroup.PROJECT_GONE: lambda upload: has_remedy(upload, Remedy.PROJECT),
    CountGroup.CLEARABLE: lambda upload: upload.is_finished and not upload.needs_attention,
}
# The groups that a person can have the list filtered by.
FILTER_GROUPS = (CountGroup.ALL, CountGroup.ACTIVE, CountGroup.DONE, CountGroup.PROBLEMS)


class StatusCounts:
    """Counts uploads by group, and by group and project.

    Attributes:
        problems: The uploads that need a person.
        revision: Counts the changes of those.
    """

    def __init__(self) -> None:
        self.problems: dict[UploadId, Upload] = {}
        self.revision = 0
        self._memberships: dict[UploadId, tuple[Project | None, tuple[CountGroup, ...]]] = {}
        self._counts: Counter[CountGroup] = Counter()
        self._project_counts: dict[CountGroup, Counter[Project | None]] = {
            group: Counter() for group in CountGroup
        }

    def __getitem__(self, group: CountGroup) -> int:
        return self._counts[group]

    def projects(self, group: CountGroup) -> dict[Project, int]:
        """Return how many uploads of the group each project has; those without a project are left out."""
        return {project: count for project, count in self._project_counts[group].items() if project}

    def update(self, upload: Upload) -> None:
        """Count this upload as it is now."""
        self.forget(upload)
        groups = tuple(group for group, is_in in _CONDITIONS.items() if is_in(upload))
        self._memberships[upload.id] = upload.project, groups
        for group in groups:
            self._counts[group] += 1
            self._project_counts[group][upload.project] += 1
        if upload.needs_attention:
            self.problems[upload.id] = upload
            self.revision += 1

    def forget(self, upload: Upload) -> None:
        """Count this upload no more."""
        project, groups = self._memberships.pop(upload.id, (None, ()))
        for group in groups:
            self._counts[group] -= 1
            self._project_counts[group][project] -= 1
            if not self._project_counts[group][project]:  # else a project keeps the name that it had at first
                del self._project_counts[group][project]
        if self.problems.pop(upload.id, None):
            self.revision += 1
