"""The catalogues of translations: made from the code, held against it, and compiled.

`make messages` runs `update`, which writes the template and gives each language its new sentences, empty. The
environment's set-up runs `compile`.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

DOMAIN = "layers-desktop"
# The rules of gettext's manual, "Plural forms"; Unicode's have one more, for millions, in four languages.
PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
    ),
    "de": "nplurals=2; plural=(n != 1)",
    "es": "nplurals=2; plural=(n != 1)",
    "fr": "nplurals=2; plural=(n > 1)",
    "it": "nplurals=2; plural=(n != 1)",
    "ja": "nplurals=1; plural=0",
    "ko": "nplurals=1; plural=0",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "pt_BR": "nplurals=2; plural=(n > 1)",
    "zh_CN": "nplurals=1; plural=0",
}
_ROOT = Path(__file__).resolve().parent.parent
LOCALE = _ROOT / "resources" / "locale"
# The program, and what is said around it: in menus, software centres, the manual and the installer.
_SOURCES = ("layers_desktop", "packaging/release")
_KEYWORDS = {"tr": None, "tr_plural": (1, 2), "tr_context": ((1, "c"), 2)}
_WIDTH = 100
# Written here rather than by Babel, whose header changes with the day and with its version.
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Layers Desktop\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def extract(root: Path = _ROOT) -> Catalog:
    """Return every message of the code, with its comments for translators."""
    template = Catalog()
    for folder in _SOURCES:
        found = extract_from_dir(
            root / folder,
            [("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=["Translators:"],
            strip_comment_tags=True,
        )
        for name, line, message, comments, context in found:
            location = f"{folder}/{name}", line
            template.add(message, None, [location], auto_comments=comments, context=context)
    return template


def update(locale: Path = LOCALE) -> None:
    """Write the template and bring each language up to date with it; what is new there is empty."""
    template = extract()
    _write(locale / f"{DOMAIN}.pot", template, "en", PLURALS["de"])
    for language, plurals in PLURALS.items():
        path = po_path(language, locale)
        header = io.StringIO(_HEADER.format(language=language, plurals=plurals))
        catalogue = read(path) if path.is_file() else read_po(header, locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        _write(path, catalogue, language, plurals)


def compile_all(locale: Path = LOCALE) -> None:
    """Write the compiled catalogue beside each language's text."""
    for language in PLURALS:
        path = po_path(language, locale)
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read(path))


def read(path: Path) -> Catalog:
    """Return the catalogue in this file."""
    with path.open("rb") as text:
        return read_po(text, abort_invalid=True)


def po_path(language: str, locale: Path = LOCALE) -> Path:
    """Return where the sentences of a language are."""
    return locale / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _write(path: Path, catalogue: Catalog, language: str, plurals: str) -> None:
    body = io.BytesIO()
    write_po(body, catalogue, _WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _HEADER.format(language=language, plurals=plurals) + body.getvalue().decode()
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
