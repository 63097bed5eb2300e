"""What the papers name is there, and the map of the house has every folder."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from release.build_config import ROOT

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PAPERS = [
    ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        ".github/SECURITY.md",
        "packaging/RELEASE.md",
        "tests/benchmarks/README.md",
    )
]
PATH = re.compile(r"\.?\w[\w./-]*")
SUFFIXES = (".py", ".md", ".toml", ".yml", ".sh")
MADE = ("build/", "dist/")


def quoted(text: str) -> list[str]:
    """Everything that stands as code, but for whole blocks of it."""
    return re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def named_paths(text: str) -> Iterator[str]:
    """The files, folders and modules that are named, as paths from the top."""
    for name in quoted(text):
        if re.fullmatch(r"layers_desktop(\.\w+)+", name) and not name.endswith(SUFFIXES):
            yield name.replace(".", "/")
        elif PATH.fullmatch(name) and ("/" in name or name.endswith(SUFFIXES)):
            yield name


def is_there(name: str) -> bool:
    if name.startswith(MADE):
        return True
    if name.endswith("/"):
        return (ROOT / name).is_dir()
    return (ROOT / name).exists() or (ROOT / f"{name}.py").is_file()


def the_map() -> dict[str, str]:
    """What is said of each folder."""
    section = CONTRIBUTING.read_text(encoding="utf-8").partition("## The map")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(layers_desktop/[\w/]*)` \| (.+) \|$", section, re.MULTILINE))


def test_every_folder_of_the_package_is_on_the_map_with_a_line_of_its_own() -> None:
    modules = (path.relative_to(ROOT) for path in (ROOT / "layers_desktop").rglob("*.py"))
    folders = {f"{module.parent.as_posix()}/" for module in modules}
    assert len(folders) > 10
    assert set(the_map()) == folders
    assert len(set(the_map().values())) == len(folders)


def test_everything_that_is_named_for_who_works_on_the_program_is_there() -> None:
    names = list(named_paths(CONTRIBUTING.read_text(encoding="utf-8")))
    assert len(names) > 80
    assert [name for name in names if not is_there(name)] == []


def test_a_name_that_leads_nowhere_is_seen() -> None:
    text = "`layers_desktop/nowhere.py` `layers_desktop.nowhere` `gone.md` `build/any` `is_active` `make run`"
    names = list(named_paths(text))
    assert names == ["layers_desktop/nowhere.py", "layers_desktop/nowhere", "gone.md", "build/any"]
    assert [name for name in names if not is_there(name)] == names[:3]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(paper: Path) -> None:
    targets = re.findall(r'(?:\]\(|srcset="|src=")([^)"#]+)', paper.read_text(encoding="utf-8"))
    here = [target for target in targets if "://" not in target]
    assert [target for target in here if not (paper.parent / target).exists()] == []


def test_every_command_of_the_makefile_is_explained_and_no_other_is_named() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    explained = set(
        re.findall(r"^\| `make ([a-z-]+)`", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert explained == targets
    for paper in PAPERS:
        named = re.findall(r"(?:^|`)make ([a-z-]+)", paper.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, paper


def test_the_two_commands_to_begin_with_stand_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake run " in text
    assert "\nmake test " in text


def test_the_unit_tests_mirror_the_package() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests" / "unit") for path in (ROOT / "tests/unit").rglob("test_*.py")
    }
    mirrored = [folder for folder in folders if folder.parts[0] != "packaging"]
    assert len(mirrored) > 10
    assert [folder for folder in mirrored if not (ROOT / "layers_desktop" / folder).is_dir()] == []
