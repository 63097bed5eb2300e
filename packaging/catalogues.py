"""The catalogues of translations: made from the code, held against it, and compiled.

`make messages` runs `update`, which writes the template and gives each language its new sentences, empty;
`make check` runs `check`. Building the wheel, and so setting up the environment, compiles.
"""

import ast
import io
import re
import string
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

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
_SHOWN = 60  # letters of a sentence that is complained of
_TOLD = 20  # faults of a language
_ADVICE = """
Run make messages, which brings the catalogues up to date with the code. Then translate what is empty in
resources/locale/<language>/LC_MESSAGES/layers-desktop.po, for every language, in the words of
resources/locale/GLOSSARY.md. CONTRIBUTING.md says more ("A sentence")."""
# The first plural forms of a language that stand for one count each, where they are not just the first: "one
# file" may be said without the number.
_SINGULAR_FORMS = {"ar": 3}
# What ends a sentence in English, and in other scripts; and what may stand behind it.
_ENDS = {".": ".。．", "…": "…", "?": "?？؟", "!": "!！", ":": ":：", ";": ";；؛", ",": ",，、،"}
_CLOSING = " \n\u00a0\u202f)）»”“」』\"'"
# What stands in the main window besides its own folder.
_MAIN_WINDOW = "layers_desktop/gui/main_window"
_IN_THE_MAIN_WINDOW = (
    "layers_desktop/gui/uploads/",
    "layers_desktop/gui/notices/",
    "layers_desktop/gui/accounts/key_sheet.py",
)
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
    for place, message, comments, context in _found(root):
        template.add(message, None, [place], auto_comments=comments, context=context)
    return template


def _found(root: Path) -> Iterator[tuple[tuple[str, int], str | tuple[str, ...], list[str], str | None]]:
    """Yield place, message, comments and context of each call that translates."""
    for folder in _SOURCES:
        found = extract_from_dir(
            root / folder,
            [("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=["Translators:"],
            strip_comment_tags=True,
        )
        for name, line, message, comments, context in found:
            yield (f"{folder}/{name}", line), message, comments, context


def update(root: Path = _ROOT) -> None:
    """Write the template and bring each language up to date with it; what is new there is empty."""
    template = extract(root)
    locale = root / LOCALE.relative_to(_ROOT)
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


class WheelHook(BuildHookInterface[Any]):
    """Compiles the catalogues for a checkout, and puts them and all other resources into a wheel.

    Source: https://hatch.pypa.io/latest/plugins/build-hook/custom/
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Do it, before a wheel is built."""
        resources = Path(self.root) / "resources"
        compile_all(resources / "locale")
        if version != "editable":  # which reads them where they are
            for path in sorted(resources.rglob("*")):
                place = path.relative_to(resources)
                if path.is_file() and (place.parts[0] != "locale" or path.suffix == ".mo"):
                    build_data["force_include"][str(path)] = f"layers_desktop/resources/{place.as_posix()}"


def read(path: Path) -> Catalog:
    """Return the catalogue in this file."""
    with path.open("rb") as text:
        return read_po(text, abort_invalid=True)


def po_path(language: str, locale: Path = LOCALE) -> Path:
    """Return where the sentences of a language are."""
    return locale / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def check(root: Path = _ROOT) -> list[str]:
    """Return what is wrong with template and translations, each fault with its place and what to do."""
    wanted = {_key(each): each for each in extract(root) if each.id}
    locale = root / LOCALE.relative_to(_ROOT)
    template = locale / f"{DOMAIN}.pot"
    faults = [*_hidden_messages(root), *_messages_with_and_without_a_plural(root)]
    if {_key(each) for each in read(template) if each.id} != wanted.keys():
        faults.append(f"{template.relative_to(root)}: not what the code says. Run: make messages")
    for language in PLURALS:
        path = po_path(language, locale)
        found = [
            f"{path.relative_to(root)}:{line}: {fault}" for line, fault in _faults_of(language, path, wanted)
        ]
        faults += found[:_TOLD]
        if len(found) > _TOLD:
            faults.append(f"{path.relative_to(root)}: and {len(found) - _TOLD} more")
    return faults


def _faults_of(language: str, path: Path, wanted: Mapping[Any, Message]) -> list[tuple[int, str]]:
    """Return what is wrong with a language, by line."""
    try:
        return sorted(_faults(language, read(path), wanted))
    except (OSError, PoFileError) as error:
        return [(1, f"{error}. Run: make messages")]


def _key(message: Message) -> tuple[str | None, Any]:
    return message.context, message.id


def _hidden_messages(root: Path) -> Iterator[str]:
    """Yield where a sentence stands within an f-string, in which Python before 3.12 hides it from gettext."""
    for path in (each for folder in _SOURCES for each in (root / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and any(map(_is_message, ast.walk(node))):
                where = f"{path.relative_to(root)}:{node.lineno}"
                yield f"{where}: a sentence within an f-string is not found. Give it a name before."


def _messages_with_and_without_a_plural(root: Path) -> Iterator[str]:
    """Yield where a sentence has no plural while another call gives it one: both would get that plural."""
    found = [(place, message, context) for place, message, _comments, context in _found(root)]
    with_plural = {(message[0], context) for _place, message, context in found if isinstance(message, tuple)}
    for (name, line), message, context in found:
        if (message, context) in with_plural:
            yield f"{name}:{line}: {_shown(message)} has a plural elsewhere. Give it a context: tr_context"


def _is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS


def _faults(language: str, catalogue: Catalog, wanted: Mapping[Any, Message]) -> Iterator[tuple[int, str]]:
    if f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr}" != PLURALS[language]:
        yield 1, f"has another rule for plurals than {PLURALS[language]}. Run: make messages"
    there = {_key(each): each for each in catalogue if each.id}
    for key in wanted.keys() - there.keys():
        yield 1, f"{_shown(key[1])} is missing. Run make messages, then translate it"
    for message in (*there.values(), *catalogue.obsolete.values()):
        if _key(message) not in wanted:
            yield message.lineno or 1, f"{_shown(message.id)} is used no more. Run: make messages"
    messages = [there[key] for key in wanted.keys() & there.keys()]
    for message in messages:
        for fault in _message_faults(language, catalogue.num_plurals, message):
            yield message.lineno or 1, f"{_shown(message.id)} {fault}"
    yield from _clashing_marks(messages, wanted)


def _message_faults(language: str, forms: int, message: Message) -> Iterator[str]:
    english, said = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield "is marked as fuzzy: make sure that it says the same, and take the mark away"
    if not all(said):
        yield "is not translated: fill in its msgstr, in the words of resources/locale/GLOSSARY.md"
        return
    if message.pluralizable and len(said) != forms:
        yield f"has {len(said)} plural forms: give it {forms}"
    for form, text in enumerate(said):
        is_singular = message.pluralizable and form < _SINGULAR_FORMS.get(language, 1) < forms
        yield from _text_faults(text, english[-1], english[0], is_singular=is_singular)


def _text_faults(text: str, english: str, singular: str, *, is_singular: bool) -> Iterator[str]:
    """Yield what the translation has otherwise than the English text and should not."""
    fields, all_fields = _fields(text), _fields(english)
    needed = (all_fields & _fields(singular)) - {"{n}"} if is_singular else all_fields
    if not needed <= fields <= all_fields:
        yield f"has other fields in {_shown(text)}: use {' '.join(sorted(all_fields)) or 'none'}"
    for name, part in _PARTS.items():
        if part(text) != part(english):
            yield f"has {name} {part(text)!r} in {_shown(text)}: it should be {part(english)!r}"


def _clashing_marks(messages: list[Message], wanted: Mapping[Any, Message]) -> Iterator[tuple[int, str]]:
    """Yield marks that two sentences of a window share, though the English ones do not."""
    taken: dict[tuple[str, str], Message] = {}
    for message in sorted(messages, key=lambda each: each.lineno or 0):
        for window in {_window(name) for name, _ in wanted[_key(message)].locations}:
            for letter in _marks(_texts(message.string)[-1]):
                other = taken.setdefault((window, letter), message)
                if _marks(_texts(other.id)[-1]) != _marks(_texts(message.id)[-1]):
                    fault = f"{_shown(message.id)} has the keyboard mark of {_shown(other.id)}, &{letter}"
                    yield message.lineno or 1, f"{fault}, in the same window: choose another"


def _window(name: str) -> str:
    """Return the window that a module of the interface is part of: that of its folder."""
    return _MAIN_WINDOW if name.startswith(_IN_THE_MAIN_WINDOW) else name.rpartition("/")[0]


def _marks(text: str) -> list[str]:
    """Return the letters that are pressed with Alt."""
    return [letter.casefold() for letter in re.findall(r"&(\w)", text.replace("&&", ""))]


def _fields(text: str) -> set[str]:
    """Return the fields, with how they are written: {name!r}."""
    try:
        parts = [*string.Formatter().parse(text)]
    except ValueError as error:
        return {f"({error})"}
    return {
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for _, name, spec, conversion in parts
        if name is not None
    }


def _end(text: str) -> str:
    """Return the sign that ends the text, behind which there may be quotation marks, as English has it."""
    last = text.rstrip(_CLOSING)[-1:]
    return next((sign for sign, same in _ENDS.items() if last and last in same), "")


# What a translation has in common with the English text, by what it is called.
_PARTS: Mapping[str, Callable[[str], object]] = {
    "the sign at its end": _end,
    "the room before it": lambda text: text[: len(text) - len(text.lstrip())],
    "the room behind it": lambda text: text[len(text.rstrip()) :],
    "a number of keyboard marks (&)": lambda text: len(_marks(text)),
}


def _texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the forms of a text: of one without a plural there is one."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def _shown(message: str | tuple[str, ...] | list[str]) -> str:
    words = " ".join(_texts(message)[0].split())
    return f"“{words[:_SHOWN]}…”" if len(words) > _SHOWN else f"“{words}”"


def _write(path: Path, catalogue: Catalog, language: str, plurals: str) -> None:
    body = io.BytesIO()
    write_po(body, catalogue, _WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _HEADER.format(language=language, plurals=plurals) + body.getvalue().decode()
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Do what the argument says; return the exit code."""
    if sys.argv[1:] == ["update"]:
        update()
        return 0
    if sys.argv[1:] == ["compile"]:
        compile_all()
        return 0
    faults = check()
    print("\n".join(faults) or "Every sentence is translated.")
    if faults:
        print(_ADVICE)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
