"""The small buttons inside cells: what they do, how they look, and what they are called."""

from dataclasses import dataclass
from enum import StrEnum

from layers_desktop.domain.language import tr
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.icons import Glyph
from layers_desktop.gui.names import shown_name
from layers_desktop.gui.uploads.columns import Column


class Action(StrEnum):
    """What can be done to uploads from the table."""

    CANCEL = "cancel"
    CHECK_AGAIN = "check_again"
    COPY = "copy"
    COPY_AS = "copy_as"
    DETAILS = "details"
    KIND = "kind"
    OPEN = "open"
    PAUSE = "pause"
    REMOVE = "remove"
    RESUME = "resume"
    RETRY = "retry"
    SHOW_IN_FOLDER = "show_in_folder"
    UPLOAD_AGAIN = "upload_again"
    USE_EXISTING = "use_existing"


@dataclass(frozen=True, slots=True)
class Affordance:
    """A small button at the end of a cell."""

    action: Action
    glyph: Glyph
    tooltip: str


def offers_id(upload: Upload) -> bool:
    """Whether the project has this content already, so that its ID can be taken."""
    return upload.asset_id is not None and not upload.is_done


def affordance(upload: Upload, column: Column) -> Affordance | None:
    """Return the button of this cell, if it has one now; that of the whole row belongs to Progress."""
    if column is Column.ASSET_ID and upload.is_done:
        return Affordance(Action.COPY, Glyph.COPY, tr("Copy the ID of {name}", name=shown_name(upload)))
    if column is Column.KIND and upload.can_change and upload.kind:
        text = tr("Choose the kind of {name}", name=shown_name(upload))
        return Affordance(Action.KIND, Glyph.CHEVRON, text)
    return _row_button(upload) if column is Column.PROGRESS else None


def _row_button(upload: Upload) -> Affordance | None:
    """Return what helps this row most: trying again, taking the ID that exists, or stopping it."""
    name = shown_name(upload)
    if upload.can_retry:
        return Affordance(Action.RETRY, Glyph.RETRY, tr("Retry {name}", name=name))
    if offers_id(upload):
        return Affordance(Action.USE_EXISTING, Glyph.CHECK, tr("Use the ID that {name} has", name=name))
    if upload.needs_person and upload.can_change:
        return Affordance(Action.CHECK_AGAIN, Glyph.RETRY, tr("Check {name} again", name=name))
    if upload.can_cancel:
        return Affordance(Action.CANCEL, Glyph.CANCEL, tr("Cancel {name}", name=name))
    return None
