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


_PLACES = {group: place for place, group in enumerate(_CONDITIONS)}
# Whose upload it is, and for each group in turn whether it is in it.
_Membership = tuple[Project | None, tuple[bool, ...]]


class StatusCounts:
    """Numbers of uploads in each group, and in each group by project."""

    def __init__(self) -> None:
        self._memberships: dict[UploadId, _Membership] = {}
        self._counts: Counter[_Membership] = Counter()

    def __getitem__(self, group: CountGroup) -> int:
        place = _PLACES[group]
        return sum(count for (_, is_in), count in self._counts.items() if is_in[place])

    def projects(self, group: CountGroup) -> dict[Project, int]:
        """Return the number of uploads in the group per project; those without a project are not counted."""
        place, counts = _PLACES[group], Counter[Project]()
        for (project, is_in), count in self._counts.items():
            if project and is_in[place]:
                counts[project] += count
        return counts

    def update(self, upload: Upload) -> None:
        """Count the upload in the groups that it is in now."""
        self.forget(upload)
        membership = upload.project, tuple([is_in(upload) for is_in in _CONDITIONS.values()])
        self._memberships[upload.id] = membership
        self._counts[membership] += 1

    def forget(self, upload: Upload) -> None:
        """Stop counting the upload."""
        membership = self._memberships.pop(upload.id, None)
        if membership:
            self._counts[membership] -= 1
            if not self._counts[membership]:  # a renamed project must not keep its old name as key
                del self._counts[membership]
