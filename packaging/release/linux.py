"""The desktop file, the AppStream metadata and the entries in file managers, for Linux desktops."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from layers_desktop import APP_ID
from layers_desktop.domain.i18n import tr
from release.build_config import HOMEPAGE, PACKAGING, RESOURCES, ROOT, VERSION, epoch
from release.languages import in_every_language
from release.media_types import mime_types

Words = Callable[[], str]

FOLDER = PACKAGING / "linux"
# The entry of the program in menus, by the keys of its desktop file.
_ENTRY: dict[str, Words] = {
    # Translators: What kind of program this is: shown in menus beside its name or instead of it.
    "GenericName": lambda: tr("Media Uploader"),
    # Translators: What the program is for, in one line: shown in menus, and at the top of the manual.
    "Comment": lambda: tr("Drop media files on a window, get Layers asset IDs"),
    # Translators: Words by which people search for such a program, each with a semicolon behind it.
    "Keywords": lambda: tr("upload;image;picture;video;audio;logo;asset;"),
}
_FILE_MANAGER_ENTRY: dict[str, Words] = {
    # Translators: A command in the file manager's menu of a file.
    "Name": lambda: tr("Upload with Layers Desktop"),
    # Translators: A tooltip in the file manager.
    "Comment": lambda: tr("Add these files to the window of Layers Desktop"),
}
# What software centres say of the program: paragraphs, then the points of a list, then the last paragraph.
_DESCRIPTION: tuple[tuple[str, Words], ...] = (
    (
        "p",
        lambda: tr(
            "Layers Desktop takes the images, videos, sounds, logos and reference images that you drop on "
            "its window, finds out what each of them is, sends it to the Layers project of your choice, and "
            "puts the asset IDs on the clipboard, ready to paste."
        ),
    ),
    # Translators: Three points of a list follow, which have no full stop.
    ("p", lambda: tr("What you can rely on:")),
    (
        "li",
        lambda: tr(
            "An ID for every file, and one only: a dead network, a crash or a power cut loses nothing and "
            "uploads nothing twice"
        ),
    ),
    ("li", lambda: tr("A window that always answers, with ten thousand files as with one")),
    ("li", lambda: tr("An API key that lives in your keyring, and is told to Layers only")),
    (
        "p",
        lambda: tr("You need a Layers account; without one you can try everything on a built-in sandbox."),
    ),
)
# Captions of the screenshots in software centres, which show the first one first.
_CAPTIONS: dict[str, Words] = {
    # Translators: The caption of a picture of the program, as are the next three.
    "finished-light.png": lambda: tr("Every file has its asset ID, and one button copies them all"),
    "busy-dark.png": lambda: tr("Several files at once, each with its speed and its time left"),
    "problems-light.png": lambda: tr("What cannot be sent says why, and offers the way out"),
    "history-light.png": lambda: tr("Every asset ID is found again in the history"),
}
_RELEASE = re.compile(r"^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def desktop_entry(program: str = "layers-desktop") -> str:
    """Return the desktop file of the program with this name or path."""
    text = _with_mime_types(_with_words(_template(".desktop.in"), _ENTRY))
    return re.sub(r"^((?:Try)?Exec=)layers-desktop", rf"\1{program}", text, flags=re.MULTILINE)


def metainfo() -> str:
    """Return the metadata for software centres.

    Source: https://www.freedesktop.org/software/appstream/docs/
    """
    parts = {
        "HOMEPAGE": HOMEPAGE,
        # Translators: What software centres say below the program's name; keep it short.
        "SUMMARY": "\n".join(_elements("summary", lambda: tr("Drop media files on a window, get asset IDs"))),
        "DESCRIPTION": "\n".join(_description()),
        "KEYWORDS": "\n".join(_keywords()),
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
    entry = _FILE_MANAGER_ENTRY
    for source, words, target in (
        ("kde.desktop.in", {"Name": entry["Name"]}, f"share/kio/servicemenus/{APP_ID}.desktop"),
        ("nemo.nemo_action.in", entry, f"share/nemo/actions/{APP_ID}.nemo_action"),
        ("nautilus.py", {}, "share/nautilus-python/extensions/layers_desktop.py"),
    ):
        text = (FOLDER / "file_managers" / source).read_text(encoding="utf-8")
        labels = f"_LABELS = {in_every_language(entry['Name'])}"
        text = re.sub("^_LABELS = .*$", labels, text, flags=re.MULTILINE)
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_with_mime_types(_with_words(text, words)), encoding="utf-8")


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


def _with_words(text: str, words: Mapping[str, Words]) -> str:
    """Return the desktop file with its words in every language.

    Source: https://specifications.freedesktop.org/desktop-entry-spec/latest/localized-keys.html
    """
    lines = [
        f"{key}={said}" if language == "en" else f"{key}[{language}]={said}"
        for key, say in words.items()
        for language, said in in_every_language(say).items()
    ]
    return text.replace("@WORDS@", "\n".join(lines))


def _elements(tag: str, say: Words) -> list[str]:
    """Return an element of the metadata in every language."""
    return [_element(tag, language, said) for language, said in in_every_language(say).items()]


def _element(tag: str, language: str, text: str) -> str:
    attribute = "" if language == "en" else f' xml:lang="{language.replace("_", "-")}"'
    return f"<{tag}{attribute}>{escape(text)}</{tag}>"


def _description() -> Iterator[str]:
    for tag, parts in groupby(_DESCRIPTION, lambda part: part[0]):
        lines = [line for _, say in parts for line in _elements(tag, say)]
        yield from ["<ul>", *lines, "</ul>"] if tag == "li" else lines


def _keywords() -> list[str]:
    return [
        _element("keyword", language, word)
        for language, words in in_every_language(_ENTRY["Keywords"]).items()
        for word in filter(None, words.split(";"))
    ]


def _template(ending: str) -> str:
    return (FOLDER / f"{APP_ID}{ending}").read_text(encoding="utf-8")


def _screenshots() -> Iterator[str]:
    existing = [name for name in _CAPTIONS if (RESOURCES / "screenshots" / name).is_file()]
    for name in existing:
        yield '    <screenshot type="default">' if name == existing[0] else "    <screenshot>"
        yield from _elements("caption", _CAPTIONS[name])
        yield f'      <image type="source">{HOMEPAGE}/screenshots/{name}</image>'
        yield "    </screenshot>"
