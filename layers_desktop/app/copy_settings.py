"""The page of the settings on how IDs are copied, with a sample of what that makes."""

from pathlib import Path

from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.app.setting_fields import changing, on_off
from layers_desktop.domain.language import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.gui.copy_formats import CopyFormat, Template, format_ids
from layers_desktop.gui.settings.fields import Choice, OnOff, Preview, Setting, Words


def copy_settings(choices: Choices) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _format(choices),
        Preview(tr("So it looks"), lambda: _sample(choices, choices.now.copy_format)),
        _template(choices),
        _separator(choices),
        Preview(tr("So your own format looks"), lambda: _sample(choices, CopyFormat.OWN)),
        _auto_copy(choices),
    )


def _format(choices: Choices) -> Choice:
    formats = tuple((each.value, each.label) for each in CopyFormat)
    chosen = choices.now.copy_format or CopyFormat.LINES.value
    return Choice(
        tr("Copy IDs as"), chosen, CopyFormat.LINES.value, changing(choices, "copy_format"), formats
    )


def _template(choices: Choices) -> Words:
    return Words(
        tr("Your own format"),
        choices.now.copy_template,
        DEFAULTS.copy_template,
        changing(choices, "copy_template"),
        tr("Fields: {fields}", fields="{id} {name} {stem} {kind} {project} {path} {sha256}"),
    )


def _separator(choices: Choices) -> Choice:
    between = (
        ("\n", tr("A new line")),
        (", ", tr("A comma")),
        ("; ", tr("A semicolon")),
        (" ", tr("A space")),
    )
    change = changing(choices, "copy_separator")
    return Choice(
        tr("Between two files"), choices.now.copy_separator, DEFAULTS.copy_separator, change, between
    )


def _auto_copy(choices: Choices) -> OnOff:
    return on_off(
        choices,
        "auto_copy",
        tr("Copy the IDs by itself when a batch has ended"),
        tr("Never when you have copied something else meanwhile."),
    )


def _sample(choices: Choices, name: str) -> str:
    """Return what two files would be copied as in the format of this name."""
    wanted = next((each for each in CopyFormat if each == name), CopyFormat.LINES)
    template = Template(choices.now.copy_template, choices.now.copy_separator)
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
