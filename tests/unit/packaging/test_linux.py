"""What Linux desktops read, held against their own judges and against the program."""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from release import linux, manual
from release.media_types import extensions_by_family, mime_types

import layers_desktop
from layers_desktop import APP_ID
from layers_desktop.cli.arguments import (
    accounts_parser,
    forget_parser,
    history_parser,
    projects_parser,
    upload_parser,
    watch_parser,
    whoami_parser,
    window_parser,
)
from layers_desktop.local.language import LANGUAGES
from layers_desktop.sandbox.settings import build_parser as sandbox_parser

PARSERS = [
    parser()
    for parser in (
        window_parser,
        upload_parser,
        watch_parser,
        projects_parser,
        accounts_parser,
        whoami_parser,
        history_parser,
        forget_parser,
    )
]
ALONE = {"--selftest", "--licenses", "--forget-everything"}
COMPLETIONS = sorted((linux.FOLDER / "completions").iterdir())


def run_linter(*command: object) -> str:
    """Return what a judge says; where it is missing nothing is tested, so that is a failure."""
    name = str(command[0])
    assert shutil.which(name), f"{name} is missing: packaging/system_packages.sh test"
    words, env = [str(word) for word in command], os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def options(*parsers: argparse.ArgumentParser) -> set[str]:
    """Return the long options that the help of these parsers lists, at the beginnings of lines."""
    listed = re.compile(r"^ +(-\S.*?)(?:  |$)", re.MULTILINE)
    return {
        name
        for parser in parsers
        for line in listed.findall(parser.format_help())
        for name in re.findall(r"--[\w-]+", line)
    }


@pytest.fixture
def share(tmp_path: Path) -> Path:
    linux.write(tmp_path)
    return tmp_path / "share"


def test_desktops_accept_the_desktop_file_and_find_nothing_to_hint_at(share: Path) -> None:
    assert run_linter("desktop-file-validate", share / "applications" / f"{APP_ID}.desktop") == ""


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_menus_and_software_centres_read_every_language(share: Path, language: str) -> None:
    entry = (share / "applications" / f"{APP_ID}.desktop").read_text()
    for key in ("GenericName", "Comment", "Keywords"):
        (english,) = re.findall(rf"^{key}=(.+)$", entry, re.MULTILINE)
        (said,) = re.findall(rf"^{key}\[{language}\]=(.+)$", entry, re.MULTILINE)
        assert said != english
    metadata = (share / "metainfo" / f"{APP_ID}.metainfo.xml").read_text()
    parts = re.findall(rf'<(\w+) xml:lang="{language.replace("_", "-")}">', metadata)
    assert {"summary", "p", "li", "caption", "keyword"} <= set(parts)


def test_software_centres_accept_the_metadata(share: Path) -> None:
    said = run_linter("appstreamcli", "validate", "--no-net", share / "metainfo" / f"{APP_ID}.metainfo.xml")
    assert "Validation was successful: pedantic: 1" in said  # capitals in the ID, as in other programs'


def test_the_metadata_and_the_program_name_the_same_version_and_the_same_desktop_file(share: Path) -> None:
    text = (share / "metainfo" / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    assert re.findall(r'<release version="([^"]+)"', text)[0] == layers_desktop.__version__
    assert f'<launchable type="desktop-id">{APP_ID}.desktop</launchable>' in text
    assert "@" not in text


def test_files_are_handed_over_by_path_and_types_are_those_that_the_program_takes(share: Path) -> None:
    text = (share / "applications" / f"{APP_ID}.desktop").read_text(encoding="utf-8")
    assert "\nExec=layers-desktop %F\n" in text
    (types,) = re.findall(r"^MimeType=(.*);$", text, re.MULTILINE)
    assert types.split(";") == mime_types()
    assert {"image/png", "image/svg+xml", "video/mp4", "audio/wav", "audio/x-wav"} <= set(mime_types())
    assert "application/zip" not in mime_types()


def test_an_extension_stands_with_one_family_only() -> None:
    found = extensions_by_family()
    assert set(found) == {"image", "video", "audio"}
    everything = [each for extensions in found.values() for each in extensions]
    assert len(everything) == len(set(everything))
    assert "png" in found["image"]
    assert "asf" in found["video"]


def test_a_release_that_the_changelog_names_bears_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "CHANGELOG.md").write_text(
        "## [Unreleased]\n\n## [0.9.0] - 2025-02-03\n\n## [0.8.0] - 2025-01-02\n", encoding="utf-8"
    )
    monkeypatch.setattr(linux, "ROOT", tmp_path)
    monkeypatch.setattr(linux, "VERSION", "0.9.0")
    assert linux.releases() == [("0.9.0", "2025-02-03"), ("0.8.0", "2025-01-02")]
    monkeypatch.setattr(linux, "VERSION", "1.0.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740000000")
    assert linux.releases()[0] == ("1.0.0", "2025-02-19")


def test_the_man_page_is_well_formed_and_names_every_option_variable_and_exit_code() -> None:
    page = linux.FOLDER / "layers-desktop.1"
    assert run_linter("mandoc", "-T", "lint", page) == ""
    shown = run_linter("mandoc", "-T", "utf8", page)
    shown = re.sub(".\b", "", shown)
    for option in options(*PARSERS) | ALONE:
        assert option in shown
    for word in ("LAYERS_API_KEY", "LAYERS_BASE_URL", "130"):
        assert word in shown


def test_the_man_page_of_every_language_is_well_formed_and_names_every_option(tmp_path: Path) -> None:
    pages = manual.pages()
    assert pages.keys() == LANGUAGES.keys() - {"en"}
    for language, text in pages.items():
        page = tmp_path / f"{language}.1"
        page.write_text(text)
        assert run_linter("mandoc", "-T", "lint", "-W", "warning", page) == ""
        shown = " ".join(re.sub(".\b", "", run_linter("mandoc", "-T", "utf8", page)).split())
        for word in (*options(*PARSERS), "LAYERS_LANGUAGE", "130", "LC_ALL=C man layers-desktop"):
            assert word in shown


def test_each_shell_can_read_its_completion() -> None:
    folder = linux.FOLDER / "completions"
    run_linter("bash", "-n", folder / "layers-desktop.bash")
    run_linter("zsh", "-n", folder / "_layers-desktop")
    run_linter("fish", "-n", folder / "layers-desktop.fish")


@pytest.mark.parametrize("path", COMPLETIONS, ids=lambda path: path.name)
def test_completions_know_every_option_and_none_that_is_not_there(path: Path) -> None:
    named = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", path.read_text(encoding="utf-8")))
    if path.suffix == ".fish":
        lines = [
            line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("complete")
        ]
        named = {f"--{word}" for line in lines for word in re.findall(r" -l ([a-z-]+)", line)}
    own = options(*PARSERS) | ALONE
    assert own <= named
    assert named <= own | options(sandbox_parser())


def completed(*words: str) -> set[str]:
    """Return what bash offers at the end of these words."""
    line = " ".join(f"'{word}'" for word in words)
    script = f"""
        source {linux.FOLDER}/completions/layers-desktop.bash
        COMP_WORDS=({line}) COMP_CWORD={len(words) - 1}
        _layers_desktop
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return set(run_linter("bash", "-c", script).split())


def test_bash_offers_what_fits_where_the_cursor_is() -> None:
    assert completed("layers-desktop", "u") == {"upload"}
    assert completed("layers-desktop", "watch", "--e") == {"--existing"}
    assert completed("layers-desktop", "pro") == {"projects"}
    assert completed("layers-desktop", "history", "--c") == {"--csv"}
    assert completed("layers-desktop", "upload", "--print", "json") == {"json", "json-ids"}
    assert completed("layers-desktop", "--s") == {"--sandbox", "--start", "--selftest"}
    assert completed("layers-desktop", "upload", "--kind", "") == {
        "image", "video", "audio", "logo", "reference_image",
    }  # fmt: skip
    assert completed("layers-desktop", "upload", "--j") == {"--json", "--jsonl"}
    assert completed("layers-desktop", "upload", "hero.png", "") == set()
    assert completed("layers-desktop", "--forget-everything", "--") == {"--yes", "--help"}


def test_fish_offers_what_fits_where_the_cursor_is() -> None:
    path = linux.FOLDER / "completions" / "layers-desktop.fish"

    def offered(line: str) -> set[str]:
        said = run_linter("fish", "--no-config", "-c", f"source {path}; complete -C '{line}'")
        return {row.partition("\t")[0] for row in said.splitlines()}

    assert {"--json", "--project", "--kind"} <= offered("layers-desktop upload --")
    assert "--json" not in offered("layers-desktop --")
    assert offered("layers-desktop upload --kind lo") == {"logo"}
    assert offered("layers-desktop history --") == {"--project", "--since", "--json", "--csv", "--help"}
    assert "--yes" in offered("layers-desktop --forget-everything --")


@pytest.mark.parametrize(
    "name", ['27" wide', 'a" --start "b', "back\\slash", "tick`s", "$HOME", "it's", "\udcff"]
)
def test_nemo_which_puts_quotes_around_names_as_they_are_hands_over_that_file_alone(
    tmp_path: Path, name: str
) -> None:
    linux.write_file_manager_entries(tmp_path)
    action = next(tmp_path.rglob("*.nemo_action")).read_text()
    path = tmp_path / f"{name}.png"
    command = re.findall(r"^Exec=(.*)$", action, re.MULTILINE)[0].replace("%U", f'"{path.as_uri()}"')
    asked = window_parser().parse_args(shlex.split(command)[1:])
    assert (asked.files, asked.start) == ([path], False)


def test_file_managers_offer_to_upload_media_and_folders(tmp_path: Path) -> None:
    linux.write_file_manager_entries(tmp_path)
    share = tmp_path / "share"
    kde = share / "kio" / "servicemenus" / f"{APP_ID}.desktop"
    nemo = share / "nemo" / "actions" / f"{APP_ID}.nemo_action"
    assert "Exec=layers-desktop %F" in kde.read_text(encoding="utf-8")  # which quotes each by itself
    for text in (kde.read_text(encoding="utf-8"), nemo.read_text(encoding="utf-8")):
        (types,) = re.findall(r"^Mime[Tt]ypes?=(.*);$", text, re.MULTILINE)
        assert types.split(";") == [*mime_types(), "inode/directory"]


@pytest.mark.parametrize(
    ("files", "is_offered"),
    [
        ([("/a.png", "image/png"), ("/folder", "inode/directory")], True),
        ([("/a.mxf", "application/mxf")], True),
        ([("/a.png", "image/png"), ("/a.txt", "text/plain")], False),
        ([(None, "image/png")], False),
        ([], False),
    ],
    ids=["media", "media of another family", "a text among them", "not of this computer", "nothing"],
)
@pytest.mark.parametrize("before", [(), ("a window",)], ids=["now", "before 43"])
def test_nautilus_offers_it_for_media_and_folders_of_this_computer(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[str, ...],
    files: list[tuple[str | None, str]],
    is_offered: bool,
) -> None:
    linux.write_file_manager_entries(tmp_path)
    # Stands for what Nautilus gives to its extensions, which is nowhere to be had without it.
    repository = SimpleNamespace(
        GObject=SimpleNamespace(GObject=type("GObject", (), {})),
        GLib=SimpleNamespace(get_language_names=lambda: ["C"]),
        Nautilus=SimpleNamespace(
            MenuProvider=type("MenuProvider", (), {}),
            MenuItem=lambda **values: SimpleNamespace(connect=lambda *_: None, **values),
        ),
    )
    monkeypatch.setitem(sys.modules, "gi", SimpleNamespace(repository=repository))
    monkeypatch.setitem(sys.modules, "gi.repository", repository)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = tmp_path / "share" / "nautilus-python" / "extensions" / "layers_desktop.py"
    module = ModuleType("nautilus_extension")
    SourceFileLoader(module.__name__, str(path)).exec_module(module)
    extension = module.UploadWithLayersDesktop()
    given = [
        SimpleNamespace(
            get_location=lambda path=path: SimpleNamespace(get_path=lambda: path),
            get_mime_type=lambda media_type=media_type: media_type,
        )
        for path, media_type in files
    ]
    labels = [item.label for item in extension.get_file_items(*before, given)]
    assert labels == (["Upload with Layers Desktop"] if is_offered else [])
