"""The licences of everything in a bundle, collected for `layers-desktop --licenses`."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from layers_desktop.local.licences import INDEX, Component, installed_components
from release.build_config import PACKAGING
from release.trimming import Entry

_OWN_TEXTS = PACKAGING / "licences"
# Their wheels have no licence texts; the LGPL is written as additions to the GPL, so both are included.
_QT = ("pyside6_essentials", "shiboken6")
_SYSTEM_FOLDERS = ("/lib/", "/usr/lib/", "/lib64/")


def collect(binaries: Iterable[Entry], folder: Path) -> list[tuple[str, str, str]]:
    """Write index and texts into the folder; return them as entries of PyInstaller's data table.

    Raises:
        SystemExit: A component has no licence text.
    """
    shutil.rmtree(folder, ignore_errors=True)
    included = [*installed_components(), _python(), *_system_packages(binaries)]
    rows = [
        _copy_texts(component, folder) for component in sorted(included, key=lambda each: each.name.lower())
    ]
    index = folder / Path(INDEX).name
    index.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    target = Path("layers_desktop/resources") / Path(INDEX).parent
    return [(str(target / path.relative_to(folder)), str(path), "DATA") for path in files]


def _copy_texts(component: Component, folder: Path) -> dict[str, object]:
    """Copy the texts; return the component's entry in the index."""
    texts = list(component.texts)
    if component.name.lower() in _QT:
        texts += sorted(_OWN_TEXTS.glob("*.txt"))
    if not texts:
        sys.exit(f"There is no text of the licence of {component.name} {component.version}")
    target = folder / component.name
    target.mkdir(parents=True)
    for text in texts:
        shutil.copyfile(text, target / text.name)
    return asdict(component) | {"texts": [f"{component.name}/{text.name}" for text in texts]}


def _python() -> Component:
    version = sys.version_info
    folders = (Path(sys.base_prefix, "lib", f"python{version.major}.{version.minor}"), Path(sys.base_prefix))
    texts = [each for folder in folders for each in folder.glob("LICENSE*")][:1]
    return Component("Python", f"{version.major}.{version.minor}.{version.micro}", "PSF-2.0", tuple(texts))


def _system_packages(binaries: Iterable[Entry]) -> Iterator[Component]:
    """Yield the Debian packages whose libraries the bundle contains."""
    sources = [Path(source) for _target, source, _kind in binaries if source.startswith(_SYSTEM_FOLDERS)]
    if not sources or shutil.which("dpkg-query") is None:
        return
    for package in sorted({_package_of(source) for source in sources}):
        show = ["dpkg-query", "-W", "-f", "${Package} ${Version}", package]
        name, version = subprocess.check_output(show, text=True).split()
        text = Path("/usr/share/doc", name, "copyright")
        yield Component(name, version, "", (text,))


def _package_of(library: Path) -> str:
    """Return the package of a library, by whichever of its paths the package lists."""
    for name in (library, library.resolve(), Path("/usr", *library.parts[1:])):
        done = subprocess.run(["dpkg-query", "-S", str(name)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(": ")[0]
    sys.exit(f"No package brought {library}, so its terms are not known")
