"""What this program is made of besides itself, and under which licences."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from layers_desktop.local.resources import ResourceMissingError, resource_path

INDEX = "licences/index.json"
_SELF = "layers-desktop"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_TEXT = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that comes along.

    Attributes:
        licence: As its makers name it.
        texts: The files that hold the terms.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components() -> list[Component]:
    """Return everything that comes along, by name: a bundle's own list, else the packages installed here."""
    try:
        index = resource_path(INDEX)
    except ResourceMissingError:
        return sorted(installed_components(), key=lambda each: each.name.lower())
    return [
        Component(**{**row, "texts": tuple(index.parent / text for text in row["texts"])})
        for row in json.loads(index.read_text(encoding="utf-8"))
    ]


def installed_components() -> Iterator[Component]:
    """Yield this program and what it requires, as far as it is installed; not what only its makers need."""
    waiting, seen = [_SELF], set[str]()
    while waiting:
        name = waiting.pop()
        if _canonical(name) in seen:
            continue
        seen.add(_canonical(name))
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or for an extra that nobody asked for
        waiting += _required_by(found)
        yield _component(found)


def _required_by(found: metadata.Distribution) -> Iterator[str]:
    for requirement in found.requires or ():
        _, _, condition = requirement.partition(";")
        is_for_sandbox = found.metadata["Name"] == _SELF and "sandbox" in condition
        if "extra ==" not in condition or is_for_sandbox:
            yield from _NAME.findall(requirement)[:1]


def _component(found: metadata.Distribution) -> Component:
    about = found.metadata
    texts = [Path(str(file.locate())) for file in found.files or () if _is_text(file)]
    return Component(about["Name"], found.version, _licence(found), tuple(sorted(texts)))


def _is_text(file: metadata.PackagePath) -> bool:
    return ".dist-info" in str(file) and bool(_TEXT.search(str(file)))


def _licence(found: metadata.Distribution) -> str:
    """Return the licence's name from whichever field the packager filled in."""
    about = found.metadata
    lines = [line for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    classified = ", ".join(line.rpartition("::")[2].strip() for line in lines)
    stated = next((about[field] for field in ("License-Expression", "License") if field in about), "")
    # Some put the whole text where the name belongs.
    return stated if stated and "\n" not in stated else classified


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
