"""Copies IDs of the whole list: of the last batch, of everything, or of one project."""

from collections.abc import Callable
from functools import partial

from layers_desktop.domain.i18n import tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.clipboard.copier import Copier
from layers_desktop.gui.clipboard.last_batch import LastBatch
from layers_desktop.gui.formatting import shortened
from layers_desktop.gui.uploads.counts import CountGroup, StatusCounts
from layers_desktop.gui.widgets.buttons import ButtonSpec
from layers_desktop.transfer.id_formats import CopyFormat


class ListCopier:
    """Copies the IDs of finished uploads in the order of the list.

    Args:
        list_uploads: Returns every upload in the order of the list.
    """

    def __init__(
        self,
        copier: Copier,
        last_batch: LastBatch,
        counts: StatusCounts,
        list_uploads: Callable[[], list[Upload]],
    ) -> None:
        self._copier = copier
        self._last_batch = last_batch
        self._counts = counts
        self._list_uploads = list_uploads

    @property
    def has_batch(self) -> bool:
        """Whether the list has finished files of a batch that ran since the program was started."""
        return bool(self._last_batch.projects)

    def copy_batch(self, wanted: CopyFormat | None = None) -> None:
        """Copy the last batch, in this format or the usual one; a format that is given becomes the usual."""
        if wanted:
            self._copier.choose_format(wanted)
        projects = self._last_batch.projects
        has_others = sum(projects.values()) < self._counts[CountGroup.DONE]
        self._copy(self._last_batch.includes, wanted, names_project=has_others or len(projects) > 1)

    def copy_all(self) -> None:
        """Copy every ID of the list."""
        has_several = len(self._counts.projects(CountGroup.DONE)) > 1
        self._copy(lambda upload: upload.is_done, names_project=has_several)

    def scopes(self) -> list[ButtonSpec]:
        """Return what else can be copied than the last batch: everything, and each of several projects."""
        projects = self._counts.projects(CountGroup.DONE)
        count = sum(projects.values())
        has_several = len(projects) > 1
        if count == sum(self._last_batch.projects.values()) and not has_several:
            return []
        # Translators: {n} is 1 or more.
        everything = tr_plural("Copy the {n} ID of the list", "Copy all {n} IDs of the list", count)
        scopes: list[ButtonSpec] = [(everything, self.copy_all)]
        if has_several:
            scopes += [
                (_project_text(*each), partial(self._copy_project, each[0])) for each in projects.items()
            ]
        return scopes

    def _copy_project(self, project: Project) -> None:
        self._copy(lambda upload: upload.is_done and upload.project == project, names_project=True)

    def _copy(
        self, belongs: Callable[[Upload], bool], wanted: CopyFormat | None = None, *, names_project: bool
    ) -> None:
        uploads = [upload for upload in self._list_uploads() if belongs(upload)]
        self._copier.copy(uploads, wanted, names_project=names_project)


def _project_text(project: Project, count: int) -> str:
    return tr_plural(
        "Copy {n} ID of {project}", "Copy {n} IDs of {project}", count, project=shortened(project.name)
    )
