"""The menu of selected rows: computed as data, shown elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.gui.copy_formats import CopyFormat
from layers_desktop.gui.uploads.affordances import Action, offers_id

Value = MediaKind | CopyFormat | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Attributes:
        action: What it does.
        text: What it says.
        value: Which of several (a kind, a format).
        children: The lines of its submenu.
        is_checked: Whether it is the present choice.
        starts_group: Whether a separator stands before it.
    """

    action: Action
    text: str
    value: Value = None
    children: tuple["Entry", ...] = ()
    is_checked: bool = False
    starts_group: bool = False


def entries_for(uploads: Sequence[Upload]) -> tuple[Entry, ...]:
    """Return what can be done with these uploads; what cannot be done is left out."""
    groups = [
        copy_entries(uploads),
        _changing(uploads),
        _running(uploads),
        _looking(uploads),
        _leaving(uploads),
    ]
    return tuple(
        Entry(
            entry.action, entry.text, entry.value, entry.children, entry.is_checked, starts_group=place == 0
        )
        for group in groups
        for place, entry in enumerate(group)
    )


def kind_entries(uploads: Sequence[Upload]) -> tuple[Entry, ...]:
    """Return the kinds to choose from for these uploads; none where it is too late for all of them."""
    kinds = {upload.kind for upload in uploads if upload.can_change and upload.kind}
    if not kinds:
        return ()
    return tuple(Entry(Action.KIND, kind.label, kind, is_checked=kinds == {kind}) for kind in MediaKind)


def menu_of(entries: Sequence[Entry], chosen: Callable[[Action, Value], None], parent: QWidget) -> QMenu:
    """Return a menu of these entries that calls `chosen` and then goes away by itself."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    _fill(menu, entries, chosen)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _fill(menu: QMenu, entries: Sequence[Entry], chosen: Callable[[Action, Value], None]) -> None:
    group = QActionGroup(menu)
    for place, entry in enumerate(entries):
        if entry.starts_group and place:
            menu.addSeparator()
        if entry.children:
            _fill(menu.addMenu(entry.text), entry.children, chosen)
            continue
        action = QAction(entry.text, menu)
        if entry.action is Action.KIND:
            action.setCheckable(True)
            action.setChecked(entry.is_checked)
            group.addAction(action)
        action.triggered.connect(lambda _=False, entry=entry: chosen(entry.action, entry.value))
        menu.addAction(action)


def copy_entries(uploads: Sequence[Upload]) -> list[Entry]:
    """Return the ways to copy the IDs of these uploads; none where none has one."""
    count = sum(upload.is_done for upload in uploads)
    if not count:
        return []
    formats = tuple(Entry(Action.COPY_AS, each.label, each) for each in CopyFormat)
    copy = tr_plural("Copy ID", "Copy {n} IDs", count)
    return [Entry(Action.COPY, copy), Entry(Action.COPY_AS, tr("Copy as"), children=formats)]


def _changing(uploads: Sequence[Upload]) -> list[Entry]:
    kinds = kind_entries(uploads)
    return [Entry(Action.KIND, tr("Kind"), children=kinds)] if kinds else []


def _running(uploads: Sequence[Upload]) -> list[Entry]:
    entries = []
    if any(offers_id(upload) for upload in uploads):
        entries += [
            Entry(Action.USE_EXISTING, tr("Use the ID that exists")),
            Entry(Action.UPLOAD_AGAIN, tr("Upload again as new")),
        ]
    if any(upload.needs_person and upload.can_change and not offers_id(upload) for upload in uploads):
        entries.append(Entry(Action.CHECK_AGAIN, tr("Check again")))
    if any(upload.can_pause for upload in uploads):
        entries.append(Entry(Action.PAUSE, tr("Pause")))
    if any(upload.can_resume for upload in uploads):
        entries.append(Entry(Action.RESUME, tr("Resume")))
    retries = sum(upload.can_retry for upload in uploads)
    if retries:
        entries.append(Entry(Action.RETRY, tr_plural("Retry", "Retry {n}", retries)))
    return entries


def _looking(uploads: Sequence[Upload]) -> list[Entry]:
    if len(uploads) != 1:
        return []
    return [
        Entry(Action.SHOW_IN_FOLDER, tr("Show in folder")),
        Entry(Action.OPEN, tr("Open file")),
        Entry(Action.DETAILS, tr("Details")),
    ]


def _leaving(uploads: Sequence[Upload]) -> list[Entry]:
    entries = []
    if any(upload.can_cancel for upload in uploads):
        entries.append(Entry(Action.CANCEL, tr("Cancel")))
    removals = sum(upload.can_remove for upload in uploads)
    if removals:
        entries.append(Entry(Action.REMOVE, tr_plural("Remove from list", "Remove {n} from list", removals)))
    return entries
