"""The formats whose names hold a word of some language."""

from layers_desktop.domain.language import tr
from layers_desktop.media.format import Format


def label_of(row: Format) -> str:
    """Return the format's short name for a person, in the person's language."""
    return row.label or _WORDS[row.key]()


# Functions, because the language may change while the program runs.
_WORDS = {
    "m4a": lambda: tr("MPEG-4 audio"),
    "weba": lambda: tr("WebM audio"),
    "mka": lambda: tr("Matroska audio"),
    "3ga": lambda: tr("3GP audio"),
    "3g2a": lambda: tr("3G2 audio"),
    "qta": lambda: tr("QuickTime audio"),
    "ogv": lambda: tr("Ogg video"),
    "txt": lambda: tr("text"),
    "script": lambda: tr("script"),
    "srt": lambda: tr("subtitle"),
    "vtt": lambda: tr("subtitle"),
    "m3u": lambda: tr("playlist"),
    "elf": lambda: tr("program"),
    "exe": lambda: tr("program"),
    "macho": lambda: tr("program"),
    "class": lambda: tr("program"),
    "lnk": lambda: tr("shortcut"),
    "ttf": lambda: tr("font"),
    "otf": lambda: tr("font"),
    "ttc": lambda: tr("font"),
    "woff": lambda: tr("font"),
    "woff2": lambda: tr("font"),
}
