"""The settings that a person sees: each reads one field of the preferences and changes it at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from layers_desktop.app.auto_clear import ClearAfter
from layers_desktop.app.history import HistoryRetention
from layers_desktop.app.preferences import DEFAULTS, PreferencesController
from layers_desktop.app.settings.network import NetworkSettings
from layers_desktop.app.settings.support import AdvancedSettings
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.clipboard.formats import CopyFormat, Template, format_ids
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    BoolSetting,
    ChoiceSetting,
    Deed,
    IntSetting,
    PageSpec,
    PreviewSetting,
    Setting,
    TextSetting,
)


def changing(choices: PreferencesController, name: str) -> Callable[[Any], None]:
    """Return what chooses a value for the field of this name."""
    return lambda value: choices.update(**{name: value})


def on_off(choices: PreferencesController, name: str, text: str, explanation: str = "") -> BoolSetting:
    """Return the field of this name as a switch."""
    value, default = getattr(choices.current, name), getattr(DEFAULTS, name)
    return BoolSetting(text, value, default, changing(choices, name), explanation)


def copy_settings(choices: PreferencesController) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _format(choices),
        PreviewSetting(tr("So it looks"), lambda: _sample(choices, choices.current.copy_format)),
        _template(choices),
        _separator(choices),
        PreviewSetting(tr("So your own format looks"), lambda: _sample(choices, CopyFormat.OWN)),
        _auto_copy(choices),
    )


def _format(choices: PreferencesController) -> ChoiceSetting:
    formats = tuple((each.value, each.label) for each in CopyFormat)
    chosen = choices.current.copy_format or CopyFormat.LINES.value
    return ChoiceSetting(
        tr("Copy IDs as"), chosen, CopyFormat.LINES.value, changing(choices, "copy_format"), formats
    )


def _template(choices: PreferencesController) -> TextSetting:
    return TextSetting(
        tr("Your own format"),
        choices.current.copy_template,
        DEFAULTS.copy_template,
        changing(choices, "copy_template"),
        tr("Fields: {fields}", fields="{id} {name} {stem} {kind} {project} {path} {sha256}"),
    )


def _separator(choices: PreferencesController) -> ChoiceSetting:
    between = (
        ("\n", tr("A new line")),
        (", ", tr("A comma")),
        ("; ", tr("A semicolon")),
        (" ", tr("A space")),
    )
    change = changing(choices, "copy_separator")
    return ChoiceSetting(
        tr("Between two files"), choices.current.copy_separator, DEFAULTS.copy_separator, change, between
    )


def _auto_copy(choices: PreferencesController) -> BoolSetting:
    return on_off(
        choices,
        "auto_copy",
        tr("Copy the IDs by itself when a batch has ended"),
        tr("Never when you have copied something else meanwhile."),
    )


def _sample(choices: PreferencesController, name: str) -> str:
    """Return what two files would be copied as in the format of this name."""
    wanted = next((each for each in CopyFormat if each == name), CopyFormat.LINES)
    template = Template(choices.current.copy_template, choices.current.copy_separator)
    uploads = [
        _sample_upload("hero-spring.png", MediaKind.IMAGE, "med_01HX5T2ZC9"),
        _sample_upload("launch-cut-v3.mp4", MediaKind.VIDEO, "med_01HX5T3A4Q"),
    ]
    return format_ids(uploads, wanted, template).replace("\r\n", "\n").rstrip("\n")


def _sample_upload(name: str, kind: MediaKind, asset_id: str) -> Upload:
    return Upload(
        UploadId(name),
        BatchId(""),
        Path.home() / name,
        Project("prj_01HX", "Acme Coffee iOS"),
        added_at=0.0,
        kind=kind,
        sha256="9f86d081884c7d65",
        state=UploadState.DONE,
        asset_id=asset_id,
    )


def history_settings(choices: PreferencesController, retention: HistoryRetention) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return _keep(choices, retention), _actions(retention)


def _keep(choices: PreferencesController, retention: HistoryRetention) -> ChoiceSetting:
    times = (
        ("30", tr("30 days")),
        ("90", tr("90 days")),
        ("365", tr("1 year")),
        ("1095", tr("3 years")),
        ("0", tr("For ever")),
    )
    return ChoiceSetting(
        tr("Keep past uploads"),
        str(choices.current.history_days),
        str(DEFAULTS.history_days),
        retention.keep_for,
        times,
        tr("Files that left the history are not noticed when they come again."),
    )


def _actions(retention: HistoryRetention) -> ActionsSetting:
    def buttons() -> Sequence[Deed]:
        clear = (tr("Clear"), retention.clear)
        if retention.can_put_back:
            clear = (tr("Undo clearing"), retention.put_back)
        return (tr("Export…"), retention.export), clear

    return ActionsSetting(
        tr("All of the history"),
        buttons,
        tr("Clearing can be undone for ten seconds. The assets themselves stay at Layers."),
        retention.changed,
    )


_MOST_AT_ONCE = 6


def upload_settings(choices: PreferencesController) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _start_on_drop(choices),
        _at_once(choices),
        _guessing(choices),
        _hidden(choices),
        _clear_after(choices),
        _resume(choices),
        _awake(choices),
    )


def _start_on_drop(choices: PreferencesController) -> BoolSetting:
    return on_off(choices, "start_on_drop", tr("Start as soon as files are dropped"))


def _at_once(choices: PreferencesController) -> IntSetting:
    return IntSetting(
        tr("Files at once"),
        choices.current.files_at_once,
        DEFAULTS.files_at_once,
        changing(choices, "files_at_once"),
        1,
        _MOST_AT_ONCE,
        tr("More are tried by themselves while that makes it faster."),
    )


def _resume(choices: PreferencesController) -> BoolSetting:
    return on_off(
        choices,
        "resume_on_start",
        tr("Go on with unfinished files at the next start"),
        tr("Otherwise they wait, paused, until you resume them."),
    )


def _awake(choices: PreferencesController) -> BoolSetting:
    return on_off(
        choices,
        "keep_awake",
        tr("Keep computer awake while uploading"),
        tr("It may sleep while everything is paused or waiting. The screen may go dark in any case."),
    )


def _guessing(choices: PreferencesController) -> BoolSetting:
    return on_off(
        choices,
        "guess_kinds",
        tr("Guess the kind from the names of file and folder"),
        tr("“acme-logo.png” is taken for a logo. Otherwise the type of the file alone decides."),
    )


def _hidden(choices: PreferencesController) -> BoolSetting:
    return on_off(choices, "skip_hidden", tr("Skip hidden files in folders"))


def _clear_after(choices: PreferencesController) -> ChoiceSetting:
    return ChoiceSetting(
        tr("Finished rows leave the list"),
        choices.current.finished_leave,
        DEFAULTS.finished_leave,
        changing(choices, "finished_leave"),
        tuple((each.value, each.label) for each in ClearAfter),
        tr("Their IDs stay in the history."),
    )


def settings_pages(
    choices: PreferencesController,
    tray_obstacle: str,
    retention: HistoryRetention,
    accounts: Callable[[], QWidget],
    network: NetworkSettings,
    advanced: AdvancedSettings,
) -> list[PageSpec]:
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
        PageSpec(tr("General"), general),
        PageSpec(tr("Uploads"), upload_settings(choices)),
        PageSpec(tr("Copying"), copy_settings(choices)),
        PageSpec(tr("Notices"), (_at_end(choices), _problems_only(choices), _sound(choices))),
        PageSpec(
            tr("Accounts"),
            create_content=accounts,
            search_words=tr("Account, API key, organisation, keyring"),
        ),
        PageSpec(tr("History"), history_settings(choices, retention)),
        PageSpec(tr("Network"), network.settings()),
        PageSpec(tr("Advanced"), advanced.settings()),
    ]


def _appearance(choices: PreferencesController) -> ChoiceSetting:
    looks = (("", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark")))
    return ChoiceSetting(
        tr("Appearance"),
        choices.current.appearance,
        DEFAULTS.appearance,
        changing(choices, "appearance"),
        looks,
    )


def _language(choices: PreferencesController) -> ChoiceSetting:
    languages = (("", tr("As the system")),)
    change = changing(choices, "language")
    return ChoiceSetting(tr("Language"), choices.current.language, DEFAULTS.language, change, languages)


def _ask_before_quit(choices: PreferencesController) -> BoolSetting:
    return on_off(choices, "ask_before_quit", tr("Ask before quitting while files are uploading"))


def _tray(choices: PreferencesController, obstacle: str) -> BoolSetting:
    setting = on_off(choices, "keep_in_tray", tr("Keep running in the tray when closed"))
    return replace(setting, disabled_reason=obstacle)


def _at_end(choices: PreferencesController) -> BoolSetting:
    return on_off(
        choices,
        "notice_at_end",
        tr("Tell me when a batch has ended"),
        tr("By a notification of the desktop, and only while you are in another program."),
    )


def _problems_only(choices: PreferencesController) -> BoolSetting:
    return on_off(choices, "notice_problems_only", tr("Only when a file needs me"))


def _sound(choices: PreferencesController) -> BoolSetting:
    return on_off(choices, "notice_sound", tr("With a sound"))
