"""Counts uploads by group and project, updated with each change instead of recounted."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, UploadId, has_remedy


class CountGroup(StrEnum):
    """Groups of uploads; an upload may be in several."""

    ALL = "all"
    ACTIVE = "active"
    DONE = "done"
    PROBLEMS = "problems"
    FAILED = "failed"
    STARTABLE = "startable"
    WITHOUT_PROJECT = "without_project"
    RETRYABLE = "retryable"
    PROJECT_GONE = "project_gone"
    CANCELLED = "cancelled"
    PAUSABLE = "pausable"
    RESUMABLE = "resumable"

    def includes(self, upload: Upload) -> bool:
        """Return whether the upload is in the group now."""
        return _CONDITIONS[self](upload)


_CONDITIONS: dict[CountGroup, Callable[[Upload], bool]] = {
    CountGroup.ALL: lambda _upload: True,
    CountGroup.ACTIVE: lambda upload: upload.is_unfinished,
    CountGroup.DONE: lambda upload: upload.is_done,
    CountGroup.PROBLEMS: lambda upload: upload.needs_attention,
    CountGroup.FAILED: lambda upload: upload.needs_attention and upload.is_finished,
    CountGroup.STARTABLE: lambda upload: upload.can_start,
    CountGroup.WITHOUT_PROJECT: lambda upload: upload.is_ready and upload.project is None,
    CountGroup.RETRYABLE: lambda upload: upload.can_retry,
    CountGroup.PROJECT_GONE: lambda upload: has_remedy(upload, Remedy.PROJECT),
    CountGroup.CANCELLED: lambda upload: upload.is_cancelled,
    CountGroup.PAUSABLE: lambda upload: upload.can_pause,
    CountGroup.RESUMABLE: lambda upload: upload.can_unpause,
}
# The groups that the list can be filtered by.
FILTER_GROUPS = (CountGroup.ALL, CountGroup.ACTIVE, CountGroup.DONE, CountGroup.PROBLEMS)


class StatusCounts:
    """Numbers of uploads in each group, and in each group by project."""

    def __init__(self) -> None:
        self._memberships: dict[UploadId, tuple[Project | None, tuple[CountGroup, ...]]] = {}
        self._counts: Counter[CountGroup] = Counter()
        self._project_counts: dict[CountGroup, Counter[Project | None]] = {
            group: Counter() for group in CountGroup
        }

    def __getitem__(self, group: CountGroup) -> int:
        return self._counts[group]

    def projects(self, group: CountGroup) -> dict[Project, int]:
        """Return the number of uploads in the group per project; those without a project are not counted."""
        return {project: count for project, count in self._project_counts[group].items() if project}

    def update(self, upload: Upload) -> None:
        """Count the upload in the groups that it is in now."""
        self.forget(upload)
        groups = tuple(group for group, is_in in _CONDITIONS.items() if is_in(upload))
        self._memberships[upload.id] = upload.project, groups
        for group in groups:
            self._counts[group] += 1
            self._project_counts[group][upload.project] += 1

    def forget(self, upload: Upload) -> None:
        """Stop counting the upload."""
        project, groups = self._memberships.pop(upload.id, (None, ()))
        for group in groups:
            self._counts[group] -= 1
            self._project_counts[group][project] -= 1
            if not self._project_counts[group][
                project
            ]:  # a renamed project must not keep its old name as key
                del self._project_counts[group][project]
