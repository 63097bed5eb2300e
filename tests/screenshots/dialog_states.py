"""The window with each of its dialogs, and with menus."""

import tempfile
from dataclasses import fields
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from layers_desktop.app.history import HistoryRetention
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.app.settings.advanced_page import AdvancedSettings
from layers_desktop.app.settings.network_page import NetworkSettings
from layers_desktop.app.settings.pages import settings_pages
from layers_desktop.app.settings.watch_page import WatchSettings
from layers_desktop.cli.run_environment import RunEnvironment
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.project import Account, Project
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.accounts.accounts_page import AccountCommands, AccountRow, AccountsPage
from layers_desktop.gui.accounts.key_sheet import KeySheet, show_keyring_help
from layers_desktop.gui.accounts.removal_dialog import AccountRemovalDialog, Destination
from layers_desktop.gui.details.dialog import DetailsDialog
from layers_desktop.gui.dialogs.help import ShortcutsDialog, show_about
from layers_desktop.gui.dialogs.large_drop import LargeDropDialog
from layers_desktop.gui.dialogs.quit_dialog import QuitDialog
from layers_desktop.gui.history.search_bar import HistoryQuery
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.gui.main_window.actions import ActionId
from layers_desktop.gui.main_window.repair_prompts import ProjectDialog
from layers_desktop.gui.settings.dialog import SettingsDialog
from layers_desktop.gui.widgets.message_box import MessageBox
from layers_desktop.local.paths import Directories
from layers_desktop.local.preferences import PreferencesFile
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.intake.intake import DropSummary, RejectedGroup
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.limits.holds import Hold, HoldReason
from tests.screenshots.camera import GATHERED_MS, settle
from tests.screenshots.cast import NORTHWIND, PROJECTS
from tests.screenshots.list_states import (
    IMAGE,
    REFERENCE,
    VIDEO,
    busy,
    busy_files,
    busy_with_trouble,
    finished_files,
    open_main_menu,
    open_row_menu,
    open_submenu,
    staged_files,
)
from tests.screenshots.registry import STATES, state
from tests.screenshots.stage import Stage

KEY = "lp_live_" + "7f3c" * 8


# --------------------------------------------------------------------------------------- the key
def key_sheet(stage: Stage, keyring: str | None = None, key: str = "") -> KeySheet:
    sheet = KeySheet(stage.window, tr("your desktop's keyring") if keyring is None else keyring)
    sheet.field.setText(key)
    sheet.open()
    return sheet


@state
def key_empty(stage: Stage) -> None:
    key_sheet(stage)


@state
def key_without_keyring(stage: Stage) -> None:
    key_sheet(stage, keyring="")


@state
def key_with_a_new_keyring(stage: Stage) -> None:
    stage.add(*finished_files(stage))
    key_sheet(stage).show_keyring(tr("your desktop's keyring"), is_set_up=False)


@state
def key_of_another_shape(stage: Stage) -> None:
    key_sheet(stage, key="sk_live_123")


@state
def key_typed(stage: Stage) -> None:
    key_sheet(stage, key=KEY)


@state
def key_revealed(stage: Stage) -> None:
    key_sheet(stage, key=KEY).reveal.click()


@state
def key_checking(stage: Stage) -> None:
    key_sheet(stage, key=KEY).show_checking()


@state
def key_accepted(stage: Stage) -> None:
    key_sheet(stage, key=KEY).show_accepted(NORTHWIND, 23)


@state
def key_not_accepted(stage: Stage) -> None:
    key_sheet(stage, key=KEY).show_problem(
        ApiError(401, "UNAUTHENTICATED", "Invalid API key", "req_1").problem
    )


@state
def key_for_looking_only(stage: Stage) -> None:
    reader = Account("org_1", "Northwind Agency", frozenset({"projects:read"}), "standard", "key_8")
    key_sheet(stage, key=KEY).show_accepted(reader, 23)


# ------------------------------------------------------------------------------------- the history
def history(stage: Stage, query: HistoryQuery, *, has_uploads: bool) -> None:
    projects = [(project.id, project.name) for project in PROJECTS]
    window = HistoryWindow(
        projects, stage.window.controller.copier, lambda _url: None, stage.icons, stage.window
    )
    stage.also(window)
    window.bar.field.setText(query.text)
    window.show_uploads(finished_files(stage) if has_uploads else [], query, 8)
    window.show()


@state
def history_empty(stage: Stage) -> None:
    history(stage, HistoryQuery(), has_uploads=False)


@state
def history_full(stage: Stage) -> None:
    history(stage, HistoryQuery(), has_uploads=True)


@state
def history_without_match(stage: Stage) -> None:
    history(stage, HistoryQuery("zebra"), has_uploads=False)


# ------------------------------------------------------------------------------------- the others
@state
def details(stage: Stage) -> None:
    uploads = finished_files(stage)
    stage.add(*uploads)
    uploads[0].sha256, uploads[0].mime_type, uploads[0].attempt = "9f2c41d7" * 8, "image/png", 1
    _details(stage, 0)


@state
def details_of_a_problem(stage: Stage) -> None:
    busy_with_trouble(stage)
    _details(stage, 3)


def _details(stage: Stage, row: int) -> None:
    view = stage.window.upload_list.view
    stage.select(row)
    view.actionChosen.emit("details", None, view.selected_uploads())
    stage.opened(DetailsDialog)


@state
def shortcuts(stage: Stage) -> None:
    _run(stage, ActionId.SHORTCUTS)
    stage.opened(ShortcutsDialog)


@state
def about(stage: Stage) -> None:
    show_about(stage.window)
    stage.opened(MessageBox)


@state
def help_box(stage: Stage) -> None:
    _run(stage, ActionId.HELP)
    stage.opened(MessageBox)


@state
def keyring_help(stage: Stage) -> None:
    show_keyring_help(stage.window)
    stage.opened(MessageBox)


@state
def details_of_a_notice(stage: Stage) -> None:
    problem = ApiError(401, "UNAUTHENTICATED", "unknown key", "req_8Q1").problem
    stage.queue.set_hold(Hold(HoldReason.KEY, problem))
    stage.window.notices.detailsRequested.emit(stage.window.notices.current)
    stage.opened(MessageBox)


@state
def account_removal(stage: Stage) -> None:
    places = [Destination("Fjord & Sons", PROJECTS[1])]
    stage.also(AccountRemovalDialog("Northwind", 12, places, stage.window, in_doubt=2)).open()


@state
def quit_question(stage: Stage) -> None:
    stage.add(*busy_files(stage))
    stage.also(QuitDialog(3, 120.0, stage.window)).open()


@state
def cancel_all_question(stage: Stage) -> None:
    stage.add(*busy_files(stage))
    stage.window.model.ticked.emit()  # the menu offers it once the window has seen that files move
    _run(stage, ActionId.CANCEL_ALL)
    stage.opened(MessageBox)


def preflight(stage: Stage, known: int = 198) -> LargeDropDialog:
    refusals = RejectedGroup("NOT_MEDIA", ".psd", 290), RejectedGroup("NOT_MEDIA", ".zip", 20)
    summary = DropSummary(((IMAGE, 9412), (VIDEO, 80)), 48_000_000_000, known, refusals, 3, 18_984)
    sheet = LargeDropDialog(summary, "Acme Coffee iOS", 18_984.0, 60, 10_000, stage.window)
    stage.also(sheet)
    sheet.open()
    return sheet


@state
def preflight_sheet(stage: Stage) -> None:
    preflight(stage)


@state
def preflight_with_refusals(stage: Stage) -> None:
    preflight(stage).show_rejected.click()


@state
def preflight_with_kinds(stage: Stage) -> None:
    preflight(stage).choose_kinds.click()


@state
def project_question(stage: Stage) -> None:
    question = ProjectDialog(3, PROJECTS, stage.window)
    stage.also(question)
    question.open()


def _run(stage: Stage, name: ActionId) -> None:
    stage.window.window_actions[name].trigger()


# ------------------------------------------------------------------------------------ the menus
@state
def project_menu(stage: Stage) -> None:
    """The kind that new files of the project get."""
    stage.window.header.kind.show_default("Acme Coffee iOS", REFERENCE)
    stage.window.header.kind.show_kind(REFERENCE)
    stage.add(*staged_files(stage))
    open_main_menu(stage, tr("Project"), tr("Kind for its new files"))


@state
def speed_limit_menu(stage: Stage) -> None:
    """The limits for all files together."""
    busy(stage)
    cut, reel = stage.meter.speeds
    stage.meter.speeds = {cut: 1_200_000.0, reel: 790_000.0}
    stage.meter.times_left = {cut: 29.0, reel: 43.0}
    stage.meter.totals.speed, stage.meter.totals.seconds_left = 1_990_000.0, 88.0
    settle(GATHERED_MS)
    limit = stage.window.footer.progress.limit
    limit.show_limit("2000", 750)
    settle()
    height = limit.menu().sizeHint().height()
    limit.menu().popup(limit.mapToGlobal(limit.rect().topLeft() - QPoint(0, height)))


@state
def links_menu(stage: Stage) -> None:
    """What can be done with the ID and the link of a file."""
    files = finished_files(stage)
    for each in files:
        each.asset_url = f"https://media.layers.com/{each.asset_id}"
    stage.add(*files)
    stage.select(1)
    open_row_menu(stage)
    settle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    open_submenu(menu, tr("Copy as"))


# ------------------------------------------------------------------------------------ the settings
SETTINGS = (
    "General",
    "Uploads",
    "Watched folder",
    "Copying",
    "Notifications",
    "Accounts",
    "History",
    "Network",
    "Advanced",
)


def _accounts() -> AccountsPage:
    def do_nothing(*_: object) -> None:
        pass

    page = AccountsPage(AccountCommands(*[do_nothing] * len(fields(AccountCommands))))
    page.show_rows(
        [
            AccountRow("a", "Northwind", "Northwind Agency", tr("Connected, key in the keyring")),
            AccountRow("b", "Fjord", "Fjord & Sons", tr("Not connected")),
        ]
    )
    page.show_keyring("GNOME Keyring")
    return page


def _settings(title: str, stage: Stage, **chosen: object) -> None:
    """Open the settings on the page of this title, with this chosen."""
    kept = Path(tempfile.mkdtemp(dir=stage.home))  # nothing is chosen yet
    choices = PreferencesController(PreferencesFile(kept / "preferences.json"), stage.theme, QueueLimits())
    choices.update(watched_folder="/srv/clients/acme/inbox", watched_project={"id": "prj_1"}, **chosen)
    tasks = OwnedTasks(lambda _: None)
    keeping = HistoryRetention(None, stage.window, choices, tasks, lambda: None)
    network = NetworkSettings(
        SimpleNamespace(queue=stage.queue), choices, stage.window, tasks, "api.layers.com"
    )
    place = RunEnvironment({}, Directories.of_user(), stage.home, stage.home)
    advanced = AdvancedSettings(stage.queue, choices, stage.window, tasks, place, "https://api.layers.com")
    project = Project("prj_1", "Acme Coffee iOS")
    watch = SimpleNamespace(
        folder=SimpleNamespace(project=project), is_missing=False, changed=choices.changed
    )
    watched = WatchSettings(watch, choices, SimpleNamespace(projects=[project]), stage.window).page()
    pages = settings_pages(choices, "", keeping, _accounts, network, advanced)
    pages.insert(2, watched)
    dialog = SettingsDialog(pages, stage.window, tr(title))
    stage.also(dialog)
    dialog.show()


for _title in SETTINGS:
    STATES[f"settings-{_title.lower().replace(' ', '-')}"] = partial(_settings, _title)


@state
def settings_with_another_language(stage: Stage) -> None:
    """It is there after a restart."""
    _settings("General", stage, language="pt_BR")


@state
def settings_changed(stage: Stage) -> None:
    _settings(
        "Uploads", stage, files_at_once=5, skip_hidden=False, finished_leave="with_next", keep_awake=False
    )
