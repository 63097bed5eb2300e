"""Which project is meant by an ID, a name, or nothing at all."""

from collections.abc import Sequence

from layers_desktop.domain.errors import UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.domain.project import Project

# More names than this help nobody.
_SHOWN = 10


class NoSuchProjectError(UploaderError):
    """No project, or more than one, is what was asked for."""

    code = "NO_SUCH_PROJECT"


def choose_project(projects: Sequence[Project], asked: str | None, last_used: str | None) -> Project:
    """Return the project with this ID, external ID or name; without a word the last used or the only one.

    Raises:
        NoSuchProjectError: None or several fit; the next step names what there is.
    """
    if asked is None:
        return _unasked(projects, last_used)
    asked = asked.strip()
    for found in (
        [project for project in projects if asked in {project.id, project.external_id}],
        [project for project in projects if asked == project.name],
        [project for project in projects if asked.casefold() == project.name.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(project.id for project in found)
            raise NoSuchProjectError(
                tr("More than one project is called {name}.", name=asked),
                tr("Give its ID instead: {ids}.", ids=ids),
            )
    raise NoSuchProjectError(tr("There is no project “{name}”.", name=asked), _there_are(projects))


def _unasked(projects: Sequence[Project], last_used: str | None) -> Project:
    remembered = [project for project in projects if project.id == last_used]
    candidates = remembered or projects
    if len(candidates) == 1:
        return candidates[0]
    if not projects:
        raise NoSuchProjectError(
            tr("There are no projects yet."), tr("Create one in Layers, then try again.")
        )
    raise NoSuchProjectError(tr("Which project? Name one with --project."), _there_are(projects))


def _there_are(projects: Sequence[Project]) -> str:
    if not projects:
        return tr("There are no projects yet; create one in Layers.")
    names = ", ".join(project.name for project in projects[:_SHOWN])
    if len(projects) > _SHOWN:
        return tr("There are {names} and {n} more.", names=names, n=len(projects) - _SHOWN)
    return tr("There are: {names}.", names=names)
