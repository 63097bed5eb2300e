"""The third-party components that this program includes, and their licences."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from layers_desktop.local.resources import ResourceMissingError, resource_path

INDEX = "licences/index.json"
_OWN_PACKAGE = "layers-desktop"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """One third-party component.

    Attributes:
        licence: Its name, as the component's metadata gives it; may be empty.
        texts: The files with the licence texts.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components() -> list[Component]:
    """Return all components, sorted by name: of a bundle its index, else the packages installed here."""
    try:
        index = resource_path(INDEX)
    except ResourceMissingError:
        return sorted(installed_components(), key=lambda each: each.name.lower())
    return [
        Component(**{**row, "texts": tuple(index.parent / text for text in row["texts"])})
        for row in json.loads(index.read_text(encoding="utf-8"))
    ]


def installed_components() -> Iterator[Component]:
    """Yield this program and its installed requirements, direct and indirect; not those of development."""
    pending, seen = [_OWN_PACKAGE], set[str]()
    while pending:
        name = pending.pop()
        if _normalized_name(name) in seen:
            continue
        seen.add(_normalized_name(name))
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or of an extra that is not installed
        pending += _requirements(found)
        yield _component(found)


def _requirements(found: metadata.Distribution) -> Iterator[str]:
    for requirement in found.requires or ():
        _, _, condition = requirement.partition(";")
        is_for_sandbox = found.metadata["Name"] == _OWN_PACKAGE and "sandbox" in condition
        if "extra ==" not in condition or is_for_sandbox:
            yield from _NAME.findall(requirement)[:1]


def _component(found: metadata.Distribution) -> Component:
    about = found.metadata
    texts = [Path(str(file.locate())) for file in found.files or () if _is_licence_file(file)]
    return Component(about["Name"], found.version, _licence(found), tuple(sorted(texts)))


def _is_licence_file(file: metadata.PackagePath) -> bool:
    return ".dist-info" in str(file) and bool(_LICENCE_FILE.search(str(file)))


def _licence(found: metadata.Distribution) -> str:
    """Return the licence's name from whichever metadata field the packager filled in."""
    about = found.metadata
    lines = [line for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    classified = ", ".join(line.rpartition("::")[2].strip() for line in lines)
    stated = next((about[field] for field in ("License-Expression", "License") if field in about), "")
    # Some packages have the whole text in the field for the name.
    return stated if stated and "\n" not in stated else classified


def _normalized_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
