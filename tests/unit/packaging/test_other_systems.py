"""What can be held against the truth here of what macOS and Windows are told."""

import plistlib
from pathlib import Path

import pytest
from release import macos, windows
from release.build_config import PACKAGING

from layers_desktop import APP_ID
from layers_desktop.local.language import LANGUAGES


def test_macos_learns_name_version_and_what_may_be_dropped_on_the_dock() -> None:
    properties = plistlib.loads(plistlib.dumps(macos.info_plist("1.2.3")))
    assert properties["CFBundleIdentifier"] == APP_ID
    assert properties["CFBundleShortVersionString"] == "1.2.3"
    assert {"de", "ja", "pt_BR"} < set(properties["CFBundleLocalizations"])
    documents = {each["CFBundleTypeName"]: each for each in properties["CFBundleDocumentTypes"]}
    assert set(documents) == {"Image", "Video", "Audio", "Folder"}
    assert "heic" in documents["Image"]["CFBundleTypeExtensions"]
    # A program that only looks at files must not become what a double click opens.
    assert {each["LSHandlerRank"] for each in documents.values()} == {"None"}


def test_what_macos_says_of_the_program_is_there_in_every_language(tmp_path: Path) -> None:
    macos.write_words(tmp_path)
    said: dict[str, dict[str, dict[str, str]]] = {}
    for path in tmp_path.rglob("*.strings"):
        said.setdefault(path.name, {})[path.parent.stem] = plistlib.loads(path.read_bytes())
    assert said.keys() == {"InfoPlist.strings", "ServicesMenu.strings"}
    for table in said.values():
        assert table.keys() == LANGUAGES.keys()
        assert len({tuple(words.values()) for words in table.values()}) == len(LANGUAGES)
    assert [*said["ServicesMenu.strings"]["de"].values()] == ["Mit Layers Desktop hochladen"]
    assert said["InfoPlist.strings"]["en"].items() < macos.info_plist("1.0").items()
    (action,) = tmp_path.glob("*.workflow")
    assert (action / "Contents" / "document.wflow").is_file()


def test_macos_lets_the_program_do_only_what_python_needs() -> None:
    entitlements = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("1.2.3", (1, 2, 3, 0)),
        ("0.1", (0, 1, 0, 0)),
        ("1.2.3rc1", (1, 2, 3, 0)),
        ("2.0.0.dev1", (2, 0, 0, 0)),
    ],
)
def test_windows_compares_four_numbers(version: str, numbers: tuple[int, int, int, int]) -> None:
    assert windows.version_numbers(version) == numbers
    assert f"filevers={numbers}" in windows.version_info(version)


def test_the_quick_action_of_macos_opens_files_and_folders_with_the_program() -> None:
    contents = PACKAGING / "macos" / "Upload with Layers Desktop.workflow" / "Contents"
    (service,) = plistlib.loads((contents / "Info.plist").read_bytes())["NSServices"]
    assert service["NSMenuItem"]["default"] == "Upload with Layers Desktop"
    assert "public.folder" in service["NSSendFileTypes"]
    (step,) = plistlib.loads((contents / "document.wflow").read_bytes())["actions"]
    assert step["action"]["ActionParameters"]["COMMAND_STRING"] == f'open -b {APP_ID} "$@"'
