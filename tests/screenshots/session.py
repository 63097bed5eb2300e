"""One sitting: all states that are wanted, in all looks that are wanted, into one folder."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.screenshots.contact_sheet import contact_sheets
from tests.screenshots.looks import LANGUAGE_LOOKS, LOOKS
from tests.screenshots.studio import ALL_STATES, Studio


def take_all(folder: Path, home: Path, states: Sequence[str] | None, looks: Sequence[str] | None) -> int:
    """Write a picture for each, and a sheet for each look; return how many pictures there are."""
    studio = Studio(QApplication(sys.argv[:1]), home)
    wanted_looks = [look for look in (*LOOKS, *LANGUAGE_LOOKS) if look.name in looks] if looks else LOOKS
    wanted_states = [name for name in ALL_STATES if not states or name.startswith(tuple(states))]
    sheets: dict[str, dict[str, QImage]] = defaultdict(dict)
    for name in wanted_states:
        for look, _, image in studio.pictures(name, wanted_looks):
            _save(image, folder / look.name / f"{name}.png")
            sheets[look.name][name] = image
    for look_name, pictures in sheets.items():
        for number, sheet in enumerate(contact_sheets(pictures), 1):
            _save(sheet, folder / f"{look_name}-{number}.png")
    return len(wanted_states) * len(wanted_looks)


def _save(image: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert image.save(str(path)), f"{path} could not be written"
