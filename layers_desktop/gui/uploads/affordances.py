"""The small buttons inside cells: what they do, how they look, and what they are called."""

from enum import StrEnum
from typing import NamedTuple

from layers_desktop.domain.language import tr
from layers_desktop.domain.remedies import can_change_kind
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
    FIX = "fix"
    KIND = "kind"
    LOCATE = "locate"
    MOVE_TO_TOP = "move_to_top"
    MOVE_UP = "move_up"
    OPEN = "open"
    PAUSE = "pause"
    PROJECT = "project"
    REMOVE = "remove"
    RESUME = "resume"
    RETRY = "retry"
    SELECT_BATCH = "select_batch"
    SHOW_IN_FOLDER = "show_in_folder"
    UPLOAD_AGAIN = "upload_again"
    USE_EXISTING = "use_existing"


class Words(NamedTuple):
    """The face of a button without a sign."""

    text: str


class Affordance(NamedTuple):
    """A small button at the end of a cell.

    Attributes:
        action: What it does.
        tooltip: What it does, with the name of the file.
        face: Its sign, or its words.
    """

    action: Action
    tooltip: str
    face: Glyph | Words


def affordance(upload: Upload, column: Column) -> Affordance | None:
    """Return the button of this cell, if it has one now; that of the whole row belongs to Progress."""
    if column is Column.ASSET_ID and upload.is_done:
        return Affordance(Action.COPY, tr("Copy the ID of {name}", name=shown_name(upload)), Glyph.COPY)
    if column is Column.KIND and can_change_kind(upload) and upload.kind:
        text = tr("Choose the kind of {name}", name=shown_name(upload))
        return Affordance(Action.KIND, text, Glyph.CHEVRON)
    return _row_button(upload) if column is Column.PROGRESS else None


def _row_button(upload: Upload) -> Affordance | None:
    """Return what helps this row most: trying again, choosing a way out, or stopping it."""
    name = shown_name(upload)
    has_remedy = upload.problem is not None and upload.problem.remedy is not None
    if upload.can_retry and not has_remedy:
        return Affordance(Action.RETRY, tr("Retry {name}", name=name), Glyph.RETRY)
    if upload.needs_person:
        return Affordance(Action.FIX, tr("Fix {name}", name=name), Words(tr("Fix…")))
    if upload.can_cancel:
        return Affordance(Action.CANCEL, tr("Cancel {name}", name=name), Glyph.CANCEL)
    return None
