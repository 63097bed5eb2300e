"""The settings of how asset IDs are copied."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers_desktop.app.preferences import DEFAULTS, PreferencesController
from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.settings.fields import (
    BoolSetting,
    ChoiceSetting,
    PreviewSetting,
    Setting,
    TextSetting,
)
from layers_desktop.transfer.id_formats import CopyFormat, Template, format_ids


def setter(preferences: PreferencesController, name: str) -> Callable[[Any], None]:
    """Return a function that sets the preference with this name."""
    return lambda value: preferences.update(**{name: value})


def bool_setting(
    preferences: PreferencesController, name: str, text: str, explanation: str = ""
) -> BoolSetting:
    """Return the preference with this name as a switch."""
    value, default = getattr(preferences.current, name), getattr(DEFAULTS, name)
    return BoolSetting(text, value, default, setter(preferences, name), explanation)


def copy_settings(preferences: PreferencesController) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _format(preferences),
        _template(preferences),
        _separator(preferences),
        PreviewSetting(tr("Preview"), lambda: _sample(preferences, preferences.current.copy_format)),
        _auto_copy(preferences),
    )


def _format(preferences: PreferencesController) -> ChoiceSetting:
    formats = tuple((each.value, each.label) for each in CopyFormat)
    chosen = preferences.current.copy_format or CopyFormat.LINES.value
    return ChoiceSetting(
        tr("Copy IDs as"), chosen, CopyFormat.LINES.value, setter(preferences, "copy_format"), formats
    )


def _template(preferences: PreferencesController) -> TextSetting:
    return TextSetting(
        tr("Your own format"),
        preferences.current.copy_template,
        DEFAULTS.copy_template,
        setter(preferences, "copy_template"),
        # Translators: {fields} lists the fields of a format, in their own spelling: {id}, {name} …
        tr("Fields: {fields}", fields="{id} {name} {stem} {kind} {project} {path} {sha256} {url}"),
        is_used=lambda: preferences.current.copy_format == CopyFormat.OWN,
    )


def _separator(preferences: PreferencesController) -> ChoiceSetting:
    between = (
        ("\n", tr("New line")),
        (", ", tr("Comma")),
        ("; ", tr("Semicolon")),
        # Translators: A separator between IDs: the sign, not room.
        (" ", tr("Space")),
    )
    change = setter(preferences, "copy_separator")
    now, default = preferences.current.copy_separator, DEFAULTS.copy_separator
    return ChoiceSetting(
        tr("Separator"),
        now,
        default,
        change,
        between,
        is_used=lambda: preferences.current.copy_format == CopyFormat.OWN,
    )


def _auto_copy(preferences: PreferencesController) -> BoolSetting:
    return bool_setting(
        preferences,
        "auto_copy",
        tr("Copy IDs automatically when a batch finishes"),
        tr("Skipped if you have copied something else since."),
    )


def _sample(preferences: PreferencesController, name: str) -> str:
    """Return two sample IDs in the format with this name."""
    wanted = next((each for each in CopyFormat if each == name), CopyFormat.LINES)
    template = Template(preferences.current.copy_template, preferences.current.copy_separator)
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
        asset_url=f"https://media.layers.example/{asset_id}",
    )
