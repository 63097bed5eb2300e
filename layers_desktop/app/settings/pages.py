"""The pages of the settings: each setting reads one preference and changes it at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from layers_desktop.app.auto_clear import ClearAfter
from layers_desktop.app.history import HistoryRetention
from layers_desktop.app.preferences import DEFAULTS, PreferencesController
from layers_desktop.app.settings.advanced_page import AdvancedSettings
from layers_desktop.app.settings.copy_page import bool_setting, copy_settings, setter
from layers_desktop.app.settings.network_page import NetworkSettings
from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.i18n import tr
from layers_desktop.gui.main_window.speed_limit import OWN, limit_choices
from layers_desktop.gui.main_window.window import MainWindow
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    BoolSetting,
    ChoiceSetting,
    Deed,
    IntSetting,
    PageSpec,
    Setting,
)
from layers_desktop.gui.system.application import bring_to_front
from layers_desktop.local.autostart import autostart
from layers_desktop.local.language import LANGUAGES

_MOST_AT_ONCE = 6
_FASTEST_OWN_LIMIT = 1_000_000


def history_settings(preferences: PreferencesController, retention: HistoryRetention) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    retention.result = ""
    return _keep(preferences, retention), _actions(retention)


def _keep(preferences: PreferencesController, retention: HistoryRetention) -> ChoiceSetting:
    times = (
        ("30", tr("30 days")),
        ("90", tr("90 days")),
        ("365", tr("1 year")),
        ("1095", tr("3 years")),
        ("0", tr("Forever")),
    )
    return ChoiceSetting(
        tr("Keep past uploads"),
        str(preferences.current.history_days),
        str(DEFAULTS.history_days),
        retention.keep_for,
        times,
        tr("Files no longer in the history are not recognised as duplicates."),
    )


def _actions(retention: HistoryRetention) -> ActionsSetting:
    def buttons() -> Sequence[Deed]:
        # Translators: A button: empty the history.
        clear = (tr("Clear"), retention.clear)
        if retention.can_undo_clear:
            clear = (tr("Undo clearing"), retention.undo_clear)
        return (tr("Export…"), retention.export), clear

    return ActionsSetting(
        # Translators: The label of the buttons that clear and export it.
        tr("Entire history"),
        buttons,
        tr("Clearing can be undone for ten seconds. The assets themselves stay in Layers."),
        retention.changed,
        lambda: retention.result,
    )


def upload_settings(preferences: PreferencesController) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _start_on_drop(preferences),
        _at_once(preferences),
        _speed_limit(preferences),
        _own_speed_limit(preferences),
        _guessing(preferences),
        _hidden(preferences),
        _helpers(preferences),
        _clear_after(preferences),
        _resume(preferences),
        _last_batch(preferences),
        _awake(preferences),
    )


def _start_on_drop(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(preferences, "start_on_drop", tr("Start as soon as files are dropped"))


def _at_once(preferences: PreferencesController) -> IntSetting:
    return IntSetting(
        tr("Files at once"),
        preferences.current.files_at_once,
        DEFAULTS.files_at_once,
        setter(preferences, "files_at_once"),
        1,
        _MOST_AT_ONCE,
        tr("May go higher by itself when that is faster."),
    )


def _speed_limit(preferences: PreferencesController) -> ChoiceSetting:
    choices = tuple(limit_choices(preferences.current.own_speed_limit)[:-1])
    return ChoiceSetting(
        tr("Limit the speed"),
        preferences.current.speed_limit,
        DEFAULTS.speed_limit,
        setter(preferences, "speed_limit"),
        (*choices, (OWN, tr("Custom limit"))),
        tr("Shared by all files. Applies at once, also to files that are uploading."),
    )


def _own_speed_limit(preferences: PreferencesController) -> IntSetting:
    return IntSetting(
        tr("Custom limit, in kB per second"),
        preferences.current.own_speed_limit,
        DEFAULTS.own_speed_limit,
        setter(preferences, "own_speed_limit"),
        1,
        _FASTEST_OWN_LIMIT,
        is_used=lambda: preferences.current.speed_limit == OWN,
    )


def _resume(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "resume_on_start",
        tr("Resume unfinished files at startup"),
        tr("Otherwise they stay paused until you resume them."),
    )


def _last_batch(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "show_last_batch",
        tr("Show the last batch again at startup"),
        tr("Its finished files, to copy their IDs."),
    )


def _awake(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "keep_awake",
        tr("Keep computer awake while uploading"),
        tr("It may still sleep while everything is paused or waiting, and the screen may turn off."),
    )


def _guessing(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "guess_kinds",
        tr("Guess the kind from file and folder names"),
        # Translators: An example: files are sorted by words in their names, in English.
        tr("“acme-logo.png” becomes a logo. Otherwise only the type of the file decides."),
    )


def _hidden(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(preferences, "skip_hidden", tr("Skip hidden files in folders"))


def _helpers(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences, "skip_helpers", tr("Skip folders of other programs, such as thumbnails and recycle bins")
    )


def _clear_after(preferences: PreferencesController) -> ChoiceSetting:
    return ChoiceSetting(
        tr("Remove finished files from the list"),
        preferences.current.finished_leave,
        DEFAULTS.finished_leave,
        setter(preferences, "finished_leave"),
        tuple((each.value, each.label) for each in ClearAfter),
        tr("Their IDs stay in the history."),
    )


def settings_pages(
    preferences: PreferencesController,
    tray_obstacle: str,
    retention: HistoryRetention,
    accounts: Callable[[], QWidget],
    network: NetworkSettings,
    advanced: AdvancedSettings,
) -> list[PageSpec]:
    """Return the pages with their present values; `tray_obstacle` says why there is no tray, if so.

    `accounts` returns the Accounts page.
    """
    general = (
        _language(preferences),
        _restart(preferences),
        _appearance(preferences),
        _ask_before_quit(preferences),
        _tray(preferences, tray_obstacle),
        *_autostart(preferences, tray_obstacle),
    )
    return [
        PageSpec(tr("General"), general),
        # Translators: Several uploads: the list of them, a menu, a page of the settings.
        PageSpec(tr("Uploads"), upload_settings(preferences)),
        PageSpec(tr("Copying"), copy_settings(preferences)),
        PageSpec(
            tr("Notifications"), (_at_end(preferences), _problems_only(preferences), _sound(preferences))
        ),
        PageSpec(
            tr("Accounts"),
            create_content=accounts,
            search_words=tr("Account, API key, organisation, keyring"),
        ),
        PageSpec(tr("History"), history_settings(preferences, retention)),
        PageSpec(tr("Network"), network.settings()),
        PageSpec(tr("Advanced"), advanced.settings()),
    ]


def _appearance(preferences: PreferencesController) -> ChoiceSetting:
    # Translators: The appearance: light or dark colours.
    looks = (("", tr("System default")), ("light", tr("Light")), ("dark", tr("Dark")))
    return ChoiceSetting(
        tr("Appearance"),
        preferences.current.appearance,
        DEFAULTS.appearance,
        setter(preferences, "appearance"),
        looks,
    )


def _language(preferences: PreferencesController) -> ChoiceSetting:
    languages = (("", tr("System default")), *LANGUAGES.items())
    change = setter(preferences, "language")
    return ChoiceSetting(tr("Language"), preferences.current.language, DEFAULTS.language, change, languages)


def _restart(preferences: PreferencesController) -> ActionsSetting:
    """Return the button that is there while another language is chosen than the one that is shown."""

    def buttons() -> Sequence[Deed]:
        return ((tr("Restart now"), preferences.restartRequested.emit),)

    return ActionsSetting(
        tr("The language changes after a restart."),
        buttons,
        tr("Nothing is lost. A file that is uploading starts again from its beginning."),
        is_shown=lambda: preferences.needs_restart,
    )


def _ask_before_quit(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(preferences, "ask_before_quit", tr("Ask before quitting while files are uploading"))


def _tray(preferences: PreferencesController, obstacle: str) -> BoolSetting:
    setting = bool_setting(preferences, "keep_in_tray", tr("Keep running in the tray when closed"))
    return replace(setting, disabled_reason=obstacle)


def _autostart(preferences: PreferencesController, obstacle: str) -> tuple[Setting, ...]:
    """Return the switch for what the system starts by itself, where a program may be that."""
    entry = autostart()
    if entry is None:
        return ()

    def change(is_on: bool) -> None:  # noqa: FBT001 - a callback
        try:
            entry.set_on(is_on=is_on)
        except ConfigurationError as error:
            preferences.saveFailed.emit(error.problem)

    is_on = entry.is_on()
    return (
        BoolSetting(
            tr("Start with the computer, in the tray"),
            is_on,
            default=False,
            change=change,
            disabled_reason="" if is_on else obstacle,
            is_used=lambda: preferences.current.keep_in_tray or is_on,
        ),
    )


def _at_end(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "notice_at_end",
        tr("Notify me when a batch finishes"),
        tr("Only while another program is in front."),
    )


def _problems_only(preferences: PreferencesController) -> BoolSetting:
    setting = bool_setting(preferences, "notice_problems_only", tr("Only when a file needs attention"))
    return replace(setting, is_used=lambda: preferences.current.notice_at_end)


def _sound(preferences: PreferencesController) -> BoolSetting:
    setting = bool_setting(preferences, "notice_sound", tr("Play a sound"))
    return replace(setting, is_used=lambda: preferences.current.notice_at_end)


def open_settings(window: MainWindow, pages: "Callable[[], list[PageSpec]]", first: str = "") -> None:
    """Open the settings over this window; one that is open comes to the front.

    Args:
        window: The window that the settings belong to.
        pages: Returns the pages as things stand when they are opened.
        first: The title of the page to show; empty for the first.
    """
    from layers_desktop.gui.settings.dialog import SettingsDialog

    for shown in window.findChildren(SettingsDialog):
        if shown.isVisible():
            shown.show_page(first)
            bring_to_front(shown)
            return
    SettingsDialog(pages(), window, first).show()
