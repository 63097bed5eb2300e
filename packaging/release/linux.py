"""The desktop file, the AppStream metadata and the entries in file managers, for Linux desktops."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from layers_desktop import APP_ID
from release.build_config import HOMEPAGE, PACKAGING, RESOURCES, ROOT, VERSION, epoch
from release.media_types import mime_types

FOLDER = PACKAGING / "linux"
# Captions of the screenshots in software centres, which show the first one first.
_CAPTIONS = {
    "finished-light.png": "Every file has its asset ID, and one button copies them all",
    "busy-dark.png": "Several files at once, each with its speed and its time left",
    "problems-light.png": "What cannot be sent says why, and offers the way out",
    "history-light.png": "Every asset ID is found again in the history",
}
_RELEASE = re.compile(r"^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def desktop_entry(program: str = "layers-desktop") -> str:
    """Return the desktop file of the program with this name or path."""
    text = _with_mime_types(_template(".desktop.in"))
    return re.sub(r"^((?:Try)?Exec=)layers-desktop", rf"\1{program}", text, flags=re.MULTILINE)


def metainfo() -> str:
    """Return the metadata for software centres.

    Source: https://www.freedesktop.org/software/appstream/docs/
    """
    parts = {
        "HOMEPAGE": HOMEPAGE,
        "SCREENSHOTS": "\n".join(_screenshots()),
        "MEDIA_TYPES": "\n".join(f"    <mediatype>{each}</mediatype>" for each in mime_types()),
        "RELEASES": "\n".join(
            f'    <release version="{version}" date="{date}"/>' for version, date in releases()
        ),
    }
    text = _template(".metainfo.xml.in")
    for name, value in parts.items():
        text = text.replace(f"@{name}@", value)
    return text


def releases() -> list[tuple[str, str]]:
    """Return version and date of every release, newest first; the current version is one of them."""
    released: list[tuple[str, str]] = _RELEASE.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    if VERSION in dict(released):
        return released
    today = dt.datetime.fromtimestamp(epoch(), dt.UTC).date()
    return [(VERSION, today.isoformat()), *released]


def write_file_manager_entries(folder: Path) -> None:
    """Write the menu entries of KDE's, GNOME's and Cinnamon's file managers, where these look for them."""
    for source, target in (
        ("kde.desktop.in", f"share/kio/servicemenus/{APP_ID}.desktop"),
        ("nemo.nemo_action.in", f"share/nemo/actions/{APP_ID}.nemo_action"),
        ("nautilus.py", "share/nautilus-python/extensions/layers_desktop.py"),
    ):
        text = (FOLDER / "file_managers" / source).read_text(encoding="utf-8")
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_with_mime_types(text), encoding="utf-8")


def write(folder: Path, program: str = "layers-desktop") -> None:
    """Write both below this folder, where desktops and software centres look for them."""
    for name, text in (
        (f"share/applications/{APP_ID}.desktop", desktop_entry(program)),
        (f"share/metainfo/{APP_ID}.metainfo.xml", metainfo()),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _with_mime_types(text: str) -> str:
    return text.replace("@MIME_TYPES@", "".join(f"{each};" for each in mime_types()))


def _template(ending: str) -> str:
    return (FOLDER / f"{APP_ID}{ending}").read_text(encoding="utf-8")


def _screenshots() -> Iterator[str]:
    existing = [name for name in _CAPTIONS if (RESOURCES / "screenshots" / name).is_file()]
    for name in existing:
        yield '    <screenshot type="default">' if name == existing[0] else "    <screenshot>"
        yield f"      <caption>{escape(_CAPTIONS[name])}</caption>"
        yield f'      <image type="source">{HOMEPAGE}/screenshots/{name}</image>'
        yield "    </screenshot>"
