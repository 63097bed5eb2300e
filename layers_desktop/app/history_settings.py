"""The page of the settings on past uploads."""

from collections.abc import Sequence

from layers_desktop.app.choices import DEFAULTS, Choices
from layers_desktop.app.history_keeping import HistoryKeeping
from layers_desktop.domain.language import tr
from layers_desktop.gui.settings.fields import Choice, Deed, Deeds, Setting


def history_settings(choices: Choices, keeping: HistoryKeeping) -> tuple[Setting, ...]:
    """Return the settings as things stand now."""
    return _keep(choices, keeping), _deeds(keeping)


def _keep(choices: Choices, keeping: HistoryKeeping) -> Choice:
    times = (
        ("30", tr("30 days")),
        ("90", tr("90 days")),
        ("365", tr("1 year")),
        ("1095", tr("3 years")),
        ("0", tr("For ever")),
    )
    return Choice(
        tr("Keep past uploads"),
        str(choices.now.history_days),
        str(DEFAULTS.history_days),
        keeping.keep_for,
        times,
        tr("Files that left the history are not noticed when they come again."),
    )


def _deeds(keeping: HistoryKeeping) -> Deeds:
    def buttons() -> Sequence[Deed]:
        clear = (tr("Clear"), keeping.clear)
        if keeping.can_put_back:
            clear = (tr("Undo clearing"), keeping.put_back)
        return (tr("Export…"), keeping.export), clear

    return Deeds(
        tr("All of the history"),
        buttons,
        tr("Clearing can be undone for ten seconds. The assets themselves stay at Layers."),
        keeping.listen,
    )
