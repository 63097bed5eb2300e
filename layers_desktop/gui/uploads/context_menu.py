"""The menus of rows: their entries, computed from the uploads, and the QMenus that show them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from layers_desktop.domain.i18n import tr, tr_context, tr_plural
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload, can_change_kind, can_change_project
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.uploads.file_info import KindsThatFit, no_kinds
from layers_desktop.gui.uploads.problems import have_same_reason, remedies_for
from layers_desktop.gui.uploads.row_actions import ActionValue, MenuEntry, RowAction
from layers_desktop.gui.widgets.buttons import close_on_choice
from layers_desktop.gui.widgets.labels import literal_action, literal_text
from layers_desktop.transfer.id_formats import CopyFormat

# The remedies that the menu lists for a problem; its other entries cover the rest.
_REMEDY_ACTIONS = frozenset(
    {
        RowAction.LOCATE,
        RowAction.PROJECT,
        RowAction.KIND,
        RowAction.CHECK_AGAIN,
        RowAction.USE_EXISTING,
        RowAction.UPLOAD_AGAIN,
        RowAction.UPLOAD_ANYWAY,
    }
)
_RECENT_PROJECTS = 6
RunAction = Callable[[RowAction, ActionValue, list[Upload]], object]


def menu_entries(
    uploads: Sequence[Upload], kinds_that_fit: KindsThatFit = no_kinds, projects: Sequence[Project] = ()
) -> tuple[MenuEntry, ...]:
    """Return the entries for these uploads; what is possible for none of them is left out.

    `projects` are those that they can be moved to, last used first.
    """
    groups = [
        copy_entries(uploads),
        list(_remedy_entries(uploads, kinds_that_fit)),
        _change_entries(uploads, projects),
        _transfer_entries(uploads),
        _view_entries(uploads),
        _remove_entries(uploads),
    ]
    return tuple(
        entry._replace(starts_group=index == 0) for group in groups for index, entry in enumerate(group)
    )


def kind_entries(uploads: Sequence[Upload]) -> tuple[MenuEntry, ...]:
    """Return an entry for each kind; none if no upload's kind can be changed any more."""
    kinds = {upload.kind for upload in uploads if can_change_kind(upload) and upload.kind}
    if not kinds:
        return ()
    return tuple(
        MenuEntry(RowAction.KIND, kind.label, kind, is_checked=kinds == {kind}) for kind in MediaKind
    )


def project_entries(uploads: Sequence[Upload], projects: Sequence[Project]) -> tuple[MenuEntry, ...]:
    """Return an entry for each of the projects used last, and one to search; none where none can be moved."""
    movable = tuple(upload for upload in uploads if can_change_project(upload))
    current = {upload.project for upload in movable}
    if not movable or current >= set(projects):
        return ()
    recent = [
        MenuEntry(RowAction.PROJECT, each.name, each, is_checked=current == {each}, uploads=movable)
        for each in projects[:_RECENT_PROJECTS]
    ]
    # Translators: At the end of a list of projects: look for another project.
    search = MenuEntry(RowAction.PROJECT, tr("Search…"), starts_group=True, uploads=movable)
    return (*recent, search)


def create_menu(
    entries: Sequence[MenuEntry], on_choice: Callable[[MenuEntry], None], parent: QWidget
) -> QMenu:
    """Return a menu of these entries that calls `on_choice`, and deletes itself after it is closed."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    fill_menu(menu, entries, on_choice)
    close_on_choice(menu)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def fill_menu(menu: QMenu, entries: Sequence[MenuEntry], on_choice: Callable[[MenuEntry], None]) -> None:
    """Add these entries to the menu; each calls `on_choice`."""
    group = QActionGroup(menu)
    for index, entry in enumerate(entries):
        if entry.starts_group and index:
            menu.addSeparator()
        if entry.children:
            submenu = menu.addMenu(literal_text(entry.text))
            submenu.setAccessibleName(entry.text)
            fill_menu(submenu, entry.children, on_choice)
            continue
        action = literal_action(entry.text, menu)
        if entry.is_checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_checked)
            group.addAction(action)
        action.triggered.connect(lambda _=False, entry=entry: on_choice(entry))
        menu.addAction(action)


def copy_entries(uploads: Sequence[Upload]) -> list[MenuEntry]:
    """Return the entries that copy IDs and links of these uploads, or open a link."""
    count = sum(upload.is_done for upload in uploads)
    if not count:
        return []
    formats = tuple(MenuEntry(RowAction.COPY_AS, each.label, each) for each in CopyFormat)
    copy = tr_plural("Copy ID", "Copy {n} IDs", count)
    entries = [MenuEntry(RowAction.COPY, copy), MenuEntry(RowAction.COPY_AS, tr("Copy as"), children=formats)]
    links = sum(upload.is_done and upload.asset_url is not None for upload in uploads)
    if links:
        text = tr_plural("Copy link", "Copy {n} links", links)
        entries.append(MenuEntry(RowAction.COPY_AS, text, CopyFormat.LINKS))
    if links == len(uploads) == 1:
        entries.append(MenuEntry(RowAction.OPEN_LINK, tr("Open link")))
    return entries


def _remedy_entries(uploads: Sequence[Upload], kinds_that_fit: KindsThatFit) -> Iterable[MenuEntry]:
    """Return what may solve the problems: by their common reason, or else what each upload allows."""
    if have_same_reason(uploads):
        yield from (each for each in remedies_for(uploads, kinds_that_fit) if each.action in _REMEDY_ACTIONS)
        return
    if any(upload.can_reuse for upload in uploads):
        # Translators: A command for files that were uploaded before.
        yield MenuEntry(RowAction.USE_EXISTING, tr("Use the IDs that exist"))
    if any(upload.can_reuse or upload.is_duplicate_in_batch for upload in uploads):
        yield MenuEntry(RowAction.UPLOAD_AGAIN, tr_context("no count", "Upload again as new"))
    if any(upload.is_rejected for upload in uploads):
        yield MenuEntry(RowAction.CHECK_AGAIN, tr_context("no count", "Check again"))
    if any(upload.can_upload_anyway for upload in uploads):
        yield MenuEntry(RowAction.UPLOAD_ANYWAY, tr_context("no count", "Upload anyway"))


def _change_entries(uploads: Sequence[Upload], projects: Sequence[Project]) -> list[MenuEntry]:
    kinds, places = kind_entries(uploads), project_entries(uploads, projects)
    entries = [MenuEntry(RowAction.KIND, tr("Kind"), children=kinds)] if kinds else []
    return [*entries, MenuEntry(RowAction.PROJECT, tr("Project"), children=places)] if places else entries


def _transfer_entries(uploads: Sequence[Upload]) -> list[MenuEntry]:
    entries = []
    if any(upload.can_pause for upload in uploads):
        entries.append(MenuEntry(RowAction.PAUSE, tr("Pause")))
    if any(upload.can_unpause for upload in uploads):
        entries.append(MenuEntry(RowAction.RESUME, tr("Resume")))
    retries = sum(upload.can_retry for upload in uploads)
    if retries:
        entries.append(MenuEntry(RowAction.RETRY, tr_plural("Retry", "Retry {n}", retries)))
    if any(upload.state is UploadState.QUEUED for upload in uploads):
        entries.append(MenuEntry(RowAction.MOVE_UP, tr("Move up")))
        entries.append(MenuEntry(RowAction.MOVE_TO_TOP, tr("Move to top")))
    return entries


def _view_entries(uploads: Sequence[Upload]) -> list[MenuEntry]:
    if len(uploads) != 1:
        return []
    return [
        MenuEntry(RowAction.SHOW_IN_FOLDER, tr("Show in folder")),
        MenuEntry(RowAction.OPEN, tr("Open file")),
        MenuEntry(RowAction.DETAILS, tr("Details")),
    ]


def _remove_entries(uploads: Sequence[Upload]) -> list[MenuEntry]:
    entries = []
    again = sum(upload.is_done for upload in uploads)
    if again:
        text = tr_plural("Upload again as new", "Upload {n} again as new", again)
        entries.append(MenuEntry(RowAction.UPLOAD_AGAIN, text))
    if any(upload.can_cancel for upload in uploads):
        entries.append(MenuEntry(RowAction.CANCEL, tr("Cancel")))
    removals = sum(upload.can_remove for upload in uploads)
    if removals:
        entries.append(
            MenuEntry(RowAction.REMOVE, tr_plural("Remove from list", "Remove {n} from list", removals))
        )
    return entries


class RowMenus:
    """Opens the menus of the table; `run` is called with the chosen action, its value and its uploads.

    Attributes:
        projects: Those that rows can be moved to, last used first.
    """

    def __init__(self, table: QAbstractItemView, kinds_that_fit: KindsThatFit, run: RunAction) -> None:
        self._table = table
        self._kinds_that_fit = kinds_that_fit
        self._run = run
        self.projects: Sequence[Project] = ()

    def open_menu(self, uploads: Sequence[Upload], position: QPoint) -> None:
        """Open the menu of these uploads at this position of the viewport."""
        self._open(tr("Selected files"), self._entries(uploads), uploads, position)

    def open_kind_menu(self, uploads: Sequence[Upload], position: QPoint) -> None:
        """Open the menu of kinds at this position of the viewport."""
        self._open(tr("Kind"), kind_entries(uploads), uploads, position)

    def open_remedy_menu(self, upload: Upload, selected: Sequence[Upload], position: QPoint) -> None:
        """Open the menu of remedies, for the whole selection if it has the upload and one reason only."""
        uploads = selected if upload in selected and have_same_reason(selected) else [upload]
        self._open(tr("Ways to fix it"), remedies_for(uploads, self._kinds_that_fit), uploads, position)

    def fill(self, menu: QMenu, uploads: Sequence[Upload]) -> None:
        """Add the entries for these uploads to a menu; without uploads, an entry that says so."""
        if uploads:
            fill_menu(menu, self._entries(uploads), partial(self._run_entry, uploads))
        else:
            menu.addAction(tr("No file is selected")).setEnabled(False)

    def _entries(self, uploads: Sequence[Upload]) -> tuple[MenuEntry, ...]:
        return menu_entries(uploads, self._kinds_that_fit, self.projects)

    def _open(
        self, name: str, entries: Sequence[MenuEntry], uploads: Sequence[Upload], position: QPoint
    ) -> None:
        if entries and uploads:
            menu = create_menu(entries, partial(self._run_entry, uploads), self._table)
            menu.setAccessibleName(name)
            menu.popup(self._table.viewport().mapToGlobal(position))

    def _run_entry(self, uploads: Sequence[Upload], entry: MenuEntry) -> None:
        self._run(entry.action, entry.value, list(uploads if entry.uploads is None else entry.uploads))
