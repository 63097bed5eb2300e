"""The page of the settings on how files are taken in and sent."""

from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.app.setting_fields import changing, on_off
from layers_desktop.app.tidying import Leaving
from layers_desktop.domain.language import tr
from layers_desktop.gui.settings.fields import Choice, Number, OnOff, Setting

_MOST_AT_ONCE = 6


def upload_settings(choices: Choices) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return (
        _start_on_drop(choices),
        _at_once(choices),
        _guessing(choices),
        _hidden(choices),
        _leaving(choices),
        _resume(choices),
        _awake(choices),
    )


def _start_on_drop(choices: Choices) -> OnOff:
    return on_off(choices, "start_on_drop", tr("Start as soon as files are dropped"))


def _at_once(choices: Choices) -> Number:
    return Number(
        tr("Files at once"),
        choices.now.files_at_once,
        DEFAULTS.files_at_once,
        changing(choices, "files_at_once"),
        1,
        _MOST_AT_ONCE,
        tr("More are tried by themselves while that makes it faster."),
    )


def _resume(choices: Choices) -> OnOff:
    return on_off(
        choices,
        "resume_on_start",
        tr("Go on with unfinished files at the next start"),
        tr("Otherwise they wait, paused, until you resume them."),
    )


def _awake(choices: Choices) -> OnOff:
    return on_off(
        choices,
        "keep_awake",
        tr("Keep computer awake while uploading"),
        tr("It may sleep while everything is paused or waiting. The screen may go dark in any case."),
    )


def _guessing(choices: Choices) -> OnOff:
    return on_off(
        choices,
        "guess_kinds",
        tr("Guess the kind from the names of file and folder"),
        tr("“acme-logo.png” is taken for a logo. Otherwise the type of the file alone decides."),
    )


def _hidden(choices: Choices) -> OnOff:
    return on_off(choices, "skip_hidden", tr("Skip hidden files in folders"))


def _leaving(choices: Choices) -> Choice:
    return Choice(
        tr("Finished rows leave the list"),
        choices.now.finished_leave,
        DEFAULTS.finished_leave,
        changing(choices, "finished_leave"),
        tuple((each.value, each.label) for each in Leaving),
        tr("Their IDs stay in the history."),
    )
