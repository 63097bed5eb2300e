"""Actions on rows: their names, the buttons in cells, the entries of menus, and the keys."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from layers_desktop.domain.file_errors import FolderEmptyError, FolderNotReadError, NotMediaError
from layers_desktop.domain.i18n import tr, tr_context
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, can_change_kind
from layers_desktop.gui.formatting import display_name
from layers_desktop.gui.style.icons import Glyph
from layers_desktop.gui.system.platform_factory import system_key
from layers_desktop.gui.uploads.columns import Column
from layers_desktop.transfer.id_formats import CopyFormat

ActionValue = MediaKind | CopyFormat | Project | None
_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class RowAction(StrEnum):
    """An action on uploads."""

    CANCEL = "cancel"
    CHECK_AGAIN = "check_again"
    COPY = "copy"
    COPY_AS = "copy_as"
    COPY_BATCH = "copy_batch"
    DETAILS = "details"
    FIX = "fix"
    KIND = "kind"
    LOCATE = "locate"
    MOVE_TO_TOP = "move_to_top"
    MOVE_UP = "move_up"
    OPEN = "open"
    OPEN_LINK = "open_link"
    PAUSE = "pause"
    PROJECT = "project"
    REMOVE = "remove"
    RESUME = "resume"
    RETRY = "retry"
    SELECT_BATCH = "select_batch"
    SHOW_IN_FOLDER = "show_in_folder"
    UPLOAD_AGAIN = "upload_again"
    UPLOAD_ANYWAY = "upload_anyway"
    USE_EXISTING = "use_existing"


class CellButton(NamedTuple):
    """A button at the end of a cell.

    Attributes:
        action: What a click does.
        tooltip: What a click does, with the name of the file.
        icon: Its icon; None for a button with text.
        text: The text that it shows in place of an icon.
    """

    action: RowAction
    tooltip: str
    icon: Glyph | None = None
    text: str = ""


def cell_buttons(upload: Upload, column: Column) -> tuple[CellButton, ...]:
    """Return the buttons of this cell; Status holds those of the whole row."""
    if column is Column.ASSET_ID and upload.is_done:
        text = tr("Copy the ID of {name}", name=display_name(upload))
        return (CellButton(RowAction.COPY, text, Glyph.COPY),)
    if column is Column.KIND and can_change_kind(upload) and upload.kind:
        text = tr("Choose the kind of {name}", name=display_name(upload))
        return (CellButton(RowAction.KIND, text, Glyph.CHEVRON),)
    return _row_buttons(upload) if column is Column.STATUS else ()


def _row_buttons(upload: Upload) -> tuple[CellButton, ...]:
    """Return what helps this upload most: retry, fix or cancel; where nothing helps, find and remove."""
    name = display_name(upload)
    has_remedy = upload.problem is not None and upload.problem.remedy is not None
    if upload.can_retry and not has_remedy:
        return (CellButton(RowAction.RETRY, tr("Retry {name}", name=name), Glyph.RETRY),)
    if is_fixable(upload):
        return (CellButton(RowAction.FIX, tr("Fix {name}", name=name), text=tr("Fix…")),)
    if upload.needs_attention:
        return (
            CellButton(RowAction.SHOW_IN_FOLDER, tr("Show {name} in its folder", name=name), Glyph.FOLDER),
            CellButton(
                RowAction.REMOVE,
                tr("Remove {name} from the list", name=name),
                text=tr_context("no count", "Remove"),
            ),
        )
    if upload.can_cancel:
        return (CellButton(RowAction.CANCEL, tr("Cancel {name}", name=name), Glyph.CANCEL),)
    return ()


# Looking at the file again cannot change these.
UNCHANGEABLE = frozenset({NotMediaError.code, FolderEmptyError.code, FolderNotReadError.code})


def is_fixable(upload: Upload) -> bool:
    """Whether something else can be done about its problem than to remove it."""
    if not upload.needs_attention:
        return False
    has_remedy = upload.problem is not None and upload.problem.remedy is not None
    is_unchangeable = upload.problem is not None and upload.problem.code in UNCHANGEABLE
    return (
        has_remedy
        or upload.can_retry
        or (upload.is_rejected and not is_unchangeable)
        or upload.can_reuse
        or upload.is_duplicate_in_batch
    )


class MenuEntry(NamedTuple):
    """One entry of a menu.

    Attributes:
        action: What it does.
        text: The text that it shows.
        value: The kind, format or project that the action is done with, if it takes one.
        children: The entries of its submenu.
        is_checked: Whether it is the current one of several values; None if it is none of several.
        starts_group: Whether a separator precedes it.
        uploads: Those of the selected uploads that it is for; None for all.
    """

    action: RowAction
    text: str
    value: ActionValue = None
    children: tuple["MenuEntry", ...] = ()
    is_checked: bool | None = None
    starts_group: bool = False
    uploads: tuple[Upload, ...] | None = None


_KEY_ACTIONS: dict[QKeyCombination, tuple[RowAction, ActionValue]] = {
    QKeyCombination(_CONTROL, Qt.Key.Key_C): (RowAction.COPY, None),
    QKeyCombination(_CONTROL, Qt.Key.Key_R): (RowAction.RETRY, None),
    QKeyCombination(Qt.Key.Key_F2): (RowAction.KIND, None),
    QKeyCombination(Qt.Key.Key_Return): (RowAction.DETAILS, None),
    QKeyCombination(_ALT, Qt.Key.Key_Return): (RowAction.DETAILS, None),
    QKeyCombination(Qt.KeyboardModifier.KeypadModifier, Qt.Key.Key_Enter): (RowAction.DETAILS, None),
    QKeyCombination(_ALT, Qt.Key.Key_1): (RowAction.KIND, MediaKind.IMAGE),
    QKeyCombination(_ALT, Qt.Key.Key_2): (RowAction.KIND, MediaKind.VIDEO),
    QKeyCombination(_ALT, Qt.Key.Key_3): (RowAction.KIND, MediaKind.AUDIO),
    QKeyCombination(_ALT, Qt.Key.Key_4): (RowAction.KIND, MediaKind.LOGO),
    QKeyCombination(_ALT, Qt.Key.Key_5): (RowAction.KIND, MediaKind.REFERENCE_IMAGE),
}


def action_for_key(keys: QKeyCombination, uploads: Sequence[Upload]) -> tuple[RowAction | None, ActionValue]:
    """Return what this key does to these uploads."""
    if keys == QKeyCombination(Qt.Key.Key_Delete) or QKeySequence(keys) == system_key("Del"):
        return RowAction.REMOVE if any(each.can_remove for each in uploads) else RowAction.CANCEL, None
    if keys == QKeyCombination(Qt.Key.Key_Space):
        return RowAction.RESUME if all(each.can_unpause for each in uploads) else RowAction.PAUSE, None
    return _KEY_ACTIONS.get(keys, (None, None))
