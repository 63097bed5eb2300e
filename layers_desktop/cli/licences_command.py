"""`layers-desktop --licenses`: what the program is made of, and where the terms stand."""

import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from layers_desktop.cli.arguments import plain_parser
from layers_desktop.domain.language import tr
from layers_desktop.local.components import Component, components


def list_licences(arguments: Sequence[str]) -> int:
    """Write the list to stdout; return the exit code."""
    about = "List what the program is made of, with licences and where their texts are."
    plain_parser("--licenses", about).parse_args(arguments)
    paragraphs = [tr("Layers Desktop is free software under the MIT licence. It comes with:")]
    paragraphs += ("\n".join(_lines(component)) for component in components())
    paragraphs.append(_about_qt())
    sys.stdout.write("\n\n".join(paragraphs) + "\n")
    return 0


def _lines(component: Component) -> Iterator[str]:
    name, licence = f"{component.name} {component.version}".strip(), component.licence or tr("see its text")
    yield tr("{name}: {licence}", name=name, licence=licence)
    yield from (f"  {text}" for text in component.texts)


def _about_qt() -> str:
    return tr(
        "Qt, PySide6 and Shiboken are used, unchanged, under the GNU Lesser General Public License 3.\n"
        "Their libraries are files of their own, which you may replace by your own builds:\n  {folder}",
        folder=_qt_folder(),
    )


def _qt_folder() -> Path:
    """Return where the libraries of Qt lie, without loading them."""
    found = find_spec("PySide6")
    return Path(found.origin).parent if found and found.origin else Path()
