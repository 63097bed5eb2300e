"""What `make check` says of sentences and translations, in a small tree with every language."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import catalogues
import pytest

HISTORY = """\
from layers_desktop.domain.i18n import tr, tr_context, tr_plural

tr("&Search")
tr("&When")
tr("&Project")
tr("Open {name}.", name="a")
tr_plural("Retry", "Retry {n} of {total}", 2, total=3)
tr_context("window", " Show…")
"""
HEADER = """\
from layers_desktop.domain.i18n import tr

tr("&Project")
tr("&Filter")
"""
# As good as a translation: it differs, and has all that it must have.
GERMAN = {
    "&Search": "&Suche",
    "&When": "&Wann",
    "&Project": "&Projekt",
    "&Filter": "&Filtern",
    "Open {name}.": "{name} öffnen.",
    "Retry": "Wiederholen",
    "Retry {n} of {total}": "{n} von {total} wiederholen",
    " Show…": " Zeigen…",
}

Edit = Callable[[str], str]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a tree in which every sentence is translated; English stands for all languages but German."""
    for name, code in (("history/window.py", HISTORY), ("main_window/header.py", HEADER)):
        path = tmp_path / "layers_desktop" / "gui" / name
        path.parent.mkdir(parents=True)
        path.write_text(code)
    (tmp_path / "packaging" / "release").mkdir(parents=True)
    catalogues.update(tmp_path)
    for language in catalogues.PLURALS:
        translate(tmp_path, language, GERMAN if language == "de" else {word: word for word in GERMAN})
    return tmp_path


def po_file(tree: Path, language: str = "de") -> Path:
    return catalogues.po_path(language, tree / "resources" / "locale")


def translate(tree: Path, language: str, words: dict[str, str]) -> None:
    """Fill in what is empty; every plural form but the first is that of many."""
    lines = po_file(tree, language).read_text().splitlines()
    said = ""
    for place, line in enumerate(lines):
        if found := re.match(r'msgid(?:_plural)? "(.+)"', line):
            said = found[1]
        if found := re.match(r'(msgstr(?:\[(\d)\])?) ""', line):
            is_one = found[2] == "0" and len(re.findall(r"msgstr\[", "\n".join(lines))) > 1
            text = words.get("Retry" if is_one else said, "")
            lines[place] = f'{found[1]} "{text}"'
    po_file(tree, language).write_text("\n".join(lines) + "\n")


def edit(tree: Path, old: str, new: str, language: str = "de") -> None:
    path = po_file(tree, language)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_tree_whose_sentences_are_all_translated_has_no_fault(tree: Path) -> None:
    assert catalogues.check(tree) == []


def test_bringing_up_to_date_what_is_up_to_date_changes_nothing(tree: Path) -> None:
    before = {path: path.read_text() for path in tree.rglob("*.po*")}
    catalogues.update(tree)
    assert {path: path.read_text() for path in tree.rglob("*.po*")} == before
    assert len(before) == 1 + len(catalogues.PLURALS)


def test_a_new_sentence_is_missing_until_it_is_taken_out_of_the_code_and_then_until_it_is_translated(
    tree: Path,
) -> None:
    with (tree / "layers_desktop/gui/main_window/header.py").open("a") as code:
        code.write('tr("Quite new")\n')
    template, *found = catalogues.check(tree)
    assert template == "resources/locale/layers-desktop.pot: not what the code says. Run: make messages"
    assert len(found) == len(catalogues.PLURALS)
    assert all("“Quite new” is missing. Run make messages, then translate it" in each for each in found)

    catalogues.update(tree)
    found = catalogues.check(tree)
    assert len(found) == len(catalogues.PLURALS)
    place = "resources/locale/de/LC_MESSAGES/layers-desktop.po"
    (german,) = [each for each in found if each.startswith(place)]
    line = int(german.removeprefix(f"{place}:").partition(":")[0])
    assert po_file(tree).read_text().splitlines()[line - 1] == 'msgid "Quite new"'
    assert (
        "“Quite new” is not translated: fill in its msgstr, in the words of resources/locale/GLOSSARY.md"
        in german
    )


def test_a_sentence_that_is_gone_is_told_of(tree: Path) -> None:
    path = tree / "layers_desktop/gui/main_window/header.py"
    path.write_text(path.read_text().replace("&Filter", "Filter"))
    assert any("“&Filter” is used no more. Run: make messages" in each for each in catalogues.check(tree))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "&When"', '#, fuzzy\nmsgid "&When"', "“&When” is marked as fuzzy"),
        ("{name} öffnen.", "{nahme} öffnen.", "other fields in “{nahme} öffnen.”: use {name}"),
        ("{name} öffnen.", "Öffnen.", "other fields in “Öffnen.”: use {name}"),
        ("{name} öffnen.", "{name öffnen.", "other fields in"),
        ("{n} von {total} wied", "{total} wied", "other fields in “{total} wiederholen”: use {n} {total}"),
        (
            "{name} öffnen.",
            "{name} öffnen",
            "has the sign at its end '' in “{name} öffnen”: it should be '.'",
        ),
        (" Zeigen…", "Zeigen…", "has the room before it ''"),
        (" Zeigen…", " Zeigen… ", "has the room behind it ' '"),
        ("&Suche", "Suche", "has a number of keyboard marks (&) 0"),
        ('"{name} öffnen."', '"{name} ö&ffnen."', "has a number of keyboard marks (&) 1"),
        ("&Suche", "S&uche", ""),
        ("&Suche", "S&&uche", "has a number of keyboard marks (&) 0"),
        ("&Wann", "Wann &suche", "“&When” has the keyboard mark of “&Search”, &s"),
        ("&Filtern", "Fil&tern", ""),
        ("&Filtern", "Filter &p", "“&Filter” has the keyboard mark of “&Project”, &p"),
        ("(n != 1)", "(n > 1)", "has another rule for plurals than nplurals=2; plural=(n != 1)"),
        ('msgstr[1] "{n} von {total} wiederholen"', 'msgstr[1] ""', "is not translated"),
        ('msgid "&When"', 'nonsense\nmsgid "&When"', "Run: make messages"),
    ],
)
def test_a_translation_that_cannot_be_right_is_told_of(tree: Path, old: str, new: str, fault: str) -> None:
    edit(tree, old, new)
    found = catalogues.check(tree)
    assert len(found) == bool(fault), found
    assert all(fault in each for each in found)


def test_the_signs_of_other_scripts_end_a_sentence_too(tree: Path) -> None:
    edit(tree, 'msgstr "Open {name}."', 'msgstr "{name} を開きます。"', "ja")
    edit(tree, "&Search", "&Search", "ja")
    assert catalogues.check(tree) == []


def test_arabic_may_leave_out_the_number_of_none_one_and_two_only(tree: Path) -> None:
    edit(tree, 'msgstr[2] "Retry {n} of {total}"', 'msgstr[2] "Retry two"', "ar")
    assert catalogues.check(tree) == []
    edit(tree, 'msgstr[3] "Retry {n} of {total}"', 'msgstr[3] "Retry {total}"', "ar")
    (fault,) = catalogues.check(tree)
    assert "other fields in “Retry {total}”" in fault


def test_a_sentence_within_an_f_string_is_told_of(tree: Path) -> None:
    with (tree / "layers_desktop/gui/main_window/header.py").open("a") as code:
        code.write("f\"{tr('&Filter')}…\"\n")
    (fault,) = catalogues.check(tree)
    assert fault.startswith("layers_desktop/gui/main_window/header.py:5: a sentence within an f-string")


def test_a_sentence_with_a_plural_and_without_is_told_of(tree: Path) -> None:
    with (tree / "layers_desktop/gui/main_window/header.py").open("a") as code:
        code.write('tr("Retry")\n')
    (fault,) = catalogues.check(tree)
    assert fault.startswith("layers_desktop/gui/main_window/header.py:5: “Retry” has a plural elsewhere.")


def test_a_new_sentence_fails_the_check_with_what_to_do(tree: Path) -> None:
    script = tree / "packaging" / "catalogues.py"
    shutil.copy(catalogues.__file__, script)
    command = [sys.executable, script, "check"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("Every")
    with (tree / "layers_desktop/gui/main_window/header.py").open("a") as code:
        code.write('tr("Quite new")\n')
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "ja/LC_MESSAGES/layers-desktop.po:1: “Quite new” is missing." in done.stdout
    assert done.stdout.endswith('CONTRIBUTING.md says more ("A sentence").\n')


def test_a_language_without_a_file_is_told_of(tree: Path) -> None:
    po_file(tree).unlink()
    (fault,) = catalogues.check(tree)
    assert fault.endswith("Run: make messages")
