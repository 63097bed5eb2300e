"""The settings that a person sees: each reads one field of the preferences and changes it at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.domain.language import tr
from layers_desktop.gui.copy_formats import CopyFormat
from layers_desktop.gui.settings import Choice, Number, OnOff, Page, Words

_MOST_AT_ONCE = 6


def settings_pages(choices: Choices, tray_obstacle: str) -> list[Page]:
    """Return the pages as things stand now; `tray_obstacle` says why there is no tray, if so."""
    return [
        Page(tr("General"), (_appearance(choices), _ask_before_quit(choices), _tray(choices, tray_obstacle))),
        Page(tr("Uploads"), (_start_on_drop(choices), _at_once(choices), _resume(choices), _awake(choices))),
        Page(tr("Copying"), (_format(choices), _template(choices), _separator(choices), _auto_copy(choices))),
        Page(tr("Notices"), (_at_end(choices), _problems_only(choices), _sound(choices))),
    ]


def _changing(choices: Choices, name: str) -> Callable[[Any], None]:
    return lambda value: choices.choose(**{name: value})


def _appearance(choices: Choices) -> Choice:
    looks = (("", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark")))
    return Choice(
        tr("Appearance"), choices.now.appearance, DEFAULTS.appearance, _changing(choices, "appearance"), looks
    )


def _ask_before_quit(choices: Choices) -> OnOff:
    return _on_off(choices, "ask_before_quit", tr("Ask before quitting while files are uploading"))


def _start_on_drop(choices: Choices) -> OnOff:
    return _on_off(choices, "start_on_drop", tr("Start as soon as files are dropped"))


def _resume(choices: Choices) -> OnOff:
    return _on_off(
        choices,
        "resume_on_start",
        tr("Go on with unfinished files at the next start"),
        tr("Otherwise they wait, paused, until you resume them."),
    )


def _awake(choices: Choices) -> OnOff:
    return _on_off(
        choices,
        "keep_awake",
        tr("Keep computer awake while uploading"),
        tr("It may sleep while everything is paused or waiting. The screen may go dark in any case."),
    )


def _tray(choices: Choices, obstacle: str) -> OnOff:
    setting = _on_off(choices, "keep_in_tray", tr("Keep running in the tray when closed"))
    return replace(setting, obstacle=obstacle)


def _at_end(choices: Choices) -> OnOff:
    return _on_off(
        choices,
        "notice_at_end",
        tr("Tell me when a batch has ended"),
        tr("By a notification of the desktop, and only while you are in another program."),
    )


def _problems_only(choices: Choices) -> OnOff:
    return _on_off(choices, "notice_problems_only", tr("Only when a file needs me"))


def _sound(choices: Choices) -> OnOff:
    return _on_off(choices, "notice_sound", tr("With a sound"))


def _at_once(choices: Choices) -> Number:
    return Number(
        tr("Files at once"),
        choices.now.files_at_once,
        DEFAULTS.files_at_once,
        _changing(choices, "files_at_once"),
        1,
        _MOST_AT_ONCE,
        tr("More are tried by themselves while that makes it faster."),
    )


def _format(choices: Choices) -> Choice:
    formats = tuple((each.value, each.label) for each in CopyFormat)
    chosen = choices.now.copy_format or CopyFormat.LINES.value
    return Choice(
        tr("Copy IDs as"), chosen, CopyFormat.LINES.value, _changing(choices, "copy_format"), formats
    )


def _template(choices: Choices) -> Words:
    return Words(
        tr("Your own format"),
        choices.now.copy_template,
        DEFAULTS.copy_template,
        _changing(choices, "copy_template"),
        tr("Fields: {fields}", fields="{id} {name} {stem} {kind} {project} {path} {sha256}"),
    )


def _separator(choices: Choices) -> Choice:
    between = (
        ("\n", tr("A new line")),
        (", ", tr("A comma")),
        ("; ", tr("A semicolon")),
        (" ", tr("A space")),
    )
    change = _changing(choices, "copy_separator")
    return Choice(
        tr("Between two files"), choices.now.copy_separator, DEFAULTS.copy_separator, change, between
    )


def _auto_copy(choices: Choices) -> OnOff:
    return _on_off(
        choices,
        "auto_copy",
        tr("Copy the IDs by itself when a batch has ended"),
        tr("Never when you have copied something else meanwhile."),
    )


def _on_off(choices: Choices, name: str, text: str, explanation: str = "") -> OnOff:
    value, default = getattr(choices.now, name), getattr(DEFAULTS, name)
    return OnOff(text, value, default, _changing(choices, name), explanation)
