"""The limit for the speed of all uploads together: its choices, and the button beside the total."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from layers_desktop.domain.i18n import tr
from layers_desktop.gui.formatting import speed_text
from layers_desktop.gui.widgets.buttons import close_on_choice
from layers_desktop.gui.widgets.inputs import MenuButton

OWN = "own"
_KILOBYTE = 1_000
_PRESETS = (500, 1_000, 2_000, 5_000)


def rate_of(choice: str, own: int) -> int | None:
    """Return the bytes a second of this choice; None for no limit.

    Args:
        choice: The kB a second of a preset, `OWN`, or empty for no limit.
        own: The person's own limit, in kB a second.
    """
    if choice == OWN:
        return max(own, 1) * _KILOBYTE
    return int(choice) * _KILOBYTE if choice in {str(each) for each in _PRESETS} else None


def limit_choices(own: int) -> Sequence[tuple[str, str]]:
    """Return each choice with its name, the person's own limit in kB a second last."""
    presets = [(str(each), speed_text(each * _KILOBYTE)) for each in _PRESETS]
    # Translators: A choice of the speed limit; {speed} is such as "500 kB/s".
    own_name = tr("Custom: {speed}", speed=speed_text(max(own, 1) * _KILOBYTE))
    return [("", tr("No limit")), *presets, (OWN, own_name)]


class SpeedLimitButton(MenuButton):
    """Says which limit holds, and offers the others.

    Signals:
        limitChosen: The choice, as `rate_of` takes it.
    """

    limitChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(tr("Speed limit for all files together"))
        menu = QMenu(self)
        menu.setAccessibleName(tr("Limit the speed"))
        close_on_choice(menu)
        self.setMenu(menu)
        self.show_limit("", 0)

    def show_limit(self, choice: str, own: int) -> None:
        """Show which limit holds, and offer these; `own` is in kB a second."""
        choices = dict(limit_choices(own))
        chosen = choice if choice in choices else ""
        rate = rate_of(chosen, own)
        self.setText(tr("At most {speed}", speed=speed_text(rate)) if rate else tr("No limit"))
        # Translators: {limit} is such as "At most 2 MB/s" or "No limit".
        self.setAccessibleName(tr("Speed limit: {limit}", limit=self.text()))
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for value, name in choices.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, value=value: self.limitChosen.emit(value))
