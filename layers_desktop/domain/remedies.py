"""What may still be chosen anew for an upload, so that it goes on."""

from layers_desktop.domain.errors import Remedy
from layers_desktop.domain.upload import Upload


def can_locate(upload: Upload) -> bool:
    """Whether it stands still because its file is not where it was."""
    return is_helped_by(upload, Remedy.FILE)


def can_change_kind(upload: Upload) -> bool:
    """Whether its kind may be chosen: before it is sent, or once it was refused as this kind."""
    return upload.can_change or is_helped_by(upload, Remedy.KIND)


def can_change_project(upload: Upload) -> bool:
    """Whether its project may be chosen: before it is sent, or once its project is gone."""
    return upload.can_change or is_helped_by(upload, Remedy.PROJECT)


def is_helped_by(upload: Upload, remedy: Remedy) -> bool:
    """Whether it stands still until this is chosen anew."""
    return upload.needs_person and upload.problem is not None and upload.problem.remedy == remedy
