"""The settings that a person sees: each reads one field of the preferences and changes it at once."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from layers_desktop.app.advanced_settings import AdvancedSettings
from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.app.copy_settings import copy_settings
from layers_desktop.app.history_keeping import HistoryKeeping
from layers_desktop.app.history_settings import history_settings
from layers_desktop.app.network_settings import NetworkSettings
from layers_desktop.app.setting_fields import changing, on_off
from layers_desktop.app.upload_settings import upload_settings
from layers_desktop.domain.language import tr
from layers_desktop.gui.settings.fields import Choice, OnOff, Page


def settings_pages(
    choices: Choices,
    tray_obstacle: str,
    keeping: HistoryKeeping,
    accounts: Callable[[], QWidget],
    network: NetworkSettings,
    advanced: AdvancedSettings,
) -> list[Page]:
    """Return the pages as things stand now; `tray_obstacle` says why there is no tray, if so.

    `accounts` makes the page of the accounts.
    """
    general = (
        _language(choices),
        _appearance(choices),
        _ask_before_quit(choices),
        _tray(choices, tray_obstacle),
    )
    return [
        Page(tr("General"), general),
        Page(tr("Uploads"), upload_settings(choices)),
        Page(tr("Copying"), copy_settings(choices)),
        Page(tr("Notices"), (_at_end(choices), _problems_only(choices), _sound(choices))),
        Page(tr("Accounts"), own=accounts, own_words=tr("Account, API key, organisation, keyring")),
        Page(tr("History"), history_settings(choices, keeping)),
        Page(tr("Network"), network.settings()),
        Page(tr("Advanced"), advanced.settings()),
    ]


def _appearance(choices: Choices) -> Choice:
    looks = (("", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark")))
    return Choice(
        tr("Appearance"), choices.now.appearance, DEFAULTS.appearance, changing(choices, "appearance"), looks
    )


def _language(choices: Choices) -> Choice:
    languages = (("", tr("As the system")),)
    change = changing(choices, "language")
    return Choice(tr("Language"), choices.now.language, DEFAULTS.language, change, languages)


def _ask_before_quit(choices: Choices) -> OnOff:
    return on_off(choices, "ask_before_quit", tr("Ask before quitting while files are uploading"))


def _tray(choices: Choices, obstacle: str) -> OnOff:
    setting = on_off(choices, "keep_in_tray", tr("Keep running in the tray when closed"))
    return replace(setting, obstacle=obstacle)


def _at_end(choices: Choices) -> OnOff:
    return on_off(
        choices,
        "notice_at_end",
        tr("Tell me when a batch has ended"),
        tr("By a notification of the desktop, and only while you are in another program."),
    )


def _problems_only(choices: Choices) -> OnOff:
    return on_off(choices, "notice_problems_only", tr("Only when a file needs me"))


def _sound(choices: Choices) -> OnOff:
    return on_off(choices, "notice_sound", tr("With a sound"))
