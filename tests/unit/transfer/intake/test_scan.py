import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from layers_desktop.domain.file_errors import FileUnreadableError, FolderEmptyError, NotMediaError
from layers_desktop.transfer.intake import scan
from layers_desktop.transfer.intake.scan import FolderScan, ScanEntry
from tests.unit.transfer.conftest import put_file


def names(found: list[ScanEntry]) -> list[str]:
    return [f"{each.subfolder}/{each.path.name}" if each.subfolder else each.path.name for each in found]


def walked(*paths: Path) -> list[ScanEntry]:
    return list(FolderScan().files(list(paths)))


def test_folders_are_walked_in_the_order_of_their_names_down_to_the_last_file(files: Path) -> None:
    for name in ("b.png", "a/z.png", "a/b/c.png", "c/d.png", "A.png"):
        put_file(files / "shoot" / name)
    found = walked(files / "shoot")
    assert names(found) == ["shoot/a/b/c.png", "shoot/a/z.png", "shoot/A.png", "shoot/b.png", "shoot/c/d.png"]


def test_a_folder_is_read_as_people_see_it_by_numbers_case_and_accents_aside(files: Path) -> None:
    seen = ["ähre.png", "Beta", "shot 2.png", "Shot 9.png", "shot 10.png", "Zeile.png"]
    for name in seen:
        put_file(files / "shoot" / (name if name.endswith("png") else f"{name}/1.png"))
    assert [each.path.name for each in walked(files / "shoot")] == [
        "1.png" if name == "Beta" else name for name in seen
    ]


def test_what_was_dropped_keeps_its_order_and_a_file_has_no_folder(files: Path) -> None:
    one, two = put_file(files / "2.png"), put_file(files / "folder" / "1.png")
    assert names(walked(one, two.parent, two)) == ["2.png", "folder/1.png", "1.png"]


@pytest.mark.unix("a name with a control character")
def test_hidden_files_and_litter_are_counted_and_left_out(files: Path) -> None:
    litter = [".DS_Store", ".git/config", "Thumbs.db", "desktop.ini", "Icon\r", "._a.png"]
    for name in ("a.png", *litter):
        put_file(files / "shoot" / name)
    walk = FolderScan()
    assert names(list(walk.files([files / "shoot"]))) == ["shoot/a.png"]
    assert walk.skipped == len(litter)


def test_hidden_files_come_where_they_are_wanted_and_litter_never(files: Path) -> None:
    for name in (".cover.png", ".DS_Store", "Thumbs.db", "._a.png", "a.png"):
        put_file(files / "shoot" / name)
    walk = FolderScan(with_hidden=True)
    assert names(list(walk.files([files / "shoot"]))) == ["shoot/.cover.png", "shoot/a.png"]
    assert walk.skipped == 3


@pytest.mark.parametrize(
    ("system", "noted"),
    [("win32", {"st_file_attributes": stat.FILE_ATTRIBUTE_HIDDEN}), ("darwin", {"st_flags": stat.UF_HIDDEN})],
)
def test_what_windows_or_the_finder_hides_is_hidden(
    monkeypatch: pytest.MonkeyPatch, system: str, noted: dict[str, int]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    usual = {"st_file_attributes": stat.FILE_ATTRIBUTE_ARCHIVE, "st_flags": stat.UF_NODUMP}
    for flags, is_hidden in ((usual, False), (noted, True)):
        status = SimpleNamespace(**flags)
        entry = SimpleNamespace(name="a.png", stat=lambda status=status, **_: status)
        assert scan._is_hidden(entry) is is_hidden  # type: ignore[arg-type]  # as the other systems answer


_HELPERS = (
    "@eaDir", "#recycle", "@Recycle", ".@__thumb", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    "__MACOSX", ".thumbnails",
)  # fmt: skip
_BUNDLES = ("Trip.photoslibrary", "Previews.lrdata", "Deck.key", "Letter.pages", "Tool.app", "Cut.fcpbundle")


def test_folders_of_systems_and_programs_are_left_out_and_named(files: Path) -> None:
    for name in ("a.png", "sub/b.png", *(f"sub/{each}/a.png/thumb.jpg" for each in (*_HELPERS, *_BUNDLES))):
        put_file(files / "shoot" / name)
    walk = FolderScan(with_hidden=True)
    assert names(list(walk.files([files / "shoot"]))) == ["shoot/a.png", "shoot/sub/b.png"]
    assert sorted(walk.left_out) == sorted((*_HELPERS, *_BUNDLES))
    assert walk.skipped == 0
    walk = FolderScan(with_hidden=True, with_helpers=True)
    assert len(list(walk.files([files / "shoot"]))) == 2 + len(_HELPERS) + len(_BUNDLES)
    assert walk.left_out == []


def test_a_file_that_is_called_like_a_bundle_is_a_file(files: Path) -> None:
    put_file(files / "shoot" / "deck.key")
    assert names(walked(files / "shoot")) == ["shoot/deck.key"]


def test_a_bundle_that_is_dropped_by_itself_is_refused_as_one_thing(files: Path) -> None:
    put_file(files / "Deck.key" / "preview.jpg")
    (found,) = walked(files / "Deck.key")
    assert isinstance(found.error, NotMediaError)
    assert found.path.name == "Deck.key"
    assert names(list(FolderScan(with_helpers=True).files([files / "Deck.key"]))) == ["Deck.key/preview.jpg"]


def test_what_a_person_drops_by_itself_counts_even_if_it_is_hidden(files: Path) -> None:
    hidden = put_file(files / ".hidden.png")
    inside = put_file(files / ".folder" / "a.png")
    assert names(walked(hidden, inside.parent)) == [".hidden.png", ".folder/a.png"]


@pytest.mark.parametrize("content", ["nothing", "litter", "empty folders"])
def test_a_folder_without_any_file_says_so(files: Path, content: str) -> None:
    folder = files / "folder"
    folder.mkdir()
    if content == "litter":
        put_file(folder / ".DS_Store")
    elif content == "empty folders":
        (folder / "a" / "b").mkdir(parents=True)
    (found,) = walked(folder)
    assert found.path == folder
    assert isinstance(found.error, FolderEmptyError)


@pytest.mark.unix("links, which Windows keeps from most people")
def test_a_loop_of_links_ends_and_no_file_comes_twice(files: Path) -> None:
    put_file(files / "shoot" / "a.png")
    (files / "shoot" / "back").symlink_to(files / "shoot")
    (files / "shoot" / "up").symlink_to("..")
    (files / "shoot" / "self").symlink_to("self")
    found = names(walked(files / "shoot"))
    assert sorted(found) == ["shoot/a.png", "shoot/self"]


@pytest.mark.unix("links, which Windows keeps from most people")
def test_a_link_to_a_folder_elsewhere_is_followed(files: Path) -> None:
    put_file(files / "elsewhere" / "a.png")
    (files / "shoot").mkdir()
    (files / "shoot" / "link").symlink_to(files / "elsewhere")
    assert names(walked(files / "shoot")) == ["shoot/link/a.png"]


def test_a_folder_that_lies_in_another_of_the_same_drop_is_not_called_empty(files: Path) -> None:
    put_file(files / "shoot" / "raw" / "a.png")
    assert names(walked(files / "shoot", files / "shoot" / "raw", files / "shoot")) == ["shoot/raw/a.png"]


@pytest.mark.unix("pipes")
def test_pipes_and_sockets_are_found_without_being_opened(files: Path) -> None:
    (files / "shoot").mkdir()
    os.mkfifo(files / "shoot" / "pipe")
    assert names(walked(files / "shoot")) == ["shoot/pipe"]
    assert names(walked(files / "shoot" / "pipe")) == ["pipe"]


@pytest.mark.unix("names that are bytes")
def test_names_may_be_anything_that_a_disk_holds(files: Path) -> None:
    raw = [b"caf\xe9.png", "é.png".encode(), b"-rf.png", b"a\nb.png", "😀.png".encode(), b"x" * 255]
    for name in raw:
        put_file(Path(os.fsdecode(os.fsencode(files / "shoot") + b"/" + name)))
    found = walked(files / "shoot")
    assert {os.fsencode(each.path.name) for each in found} == set(raw)


def test_what_is_not_there_is_found_as_a_path_to_look_at(files: Path) -> None:
    for name in ("none.png", "a\0b", "\ud800"):
        assert walked(files / name) == [ScanEntry(files / name)]


@pytest.mark.unix("folders that are opened by descriptors")
def test_folders_may_lie_deeper_in_each_other_than_pythons_stack(files: Path) -> None:
    depth = 1500
    handle = os.open(files, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=handle)
        below = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(os.open("a.png", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    os.close(handle)
    try:
        (found,) = walked(files / "d")
    finally:
        subprocess.run(["rm", "-rf", files / "d"], check=True)  # pytest would try it by recursion
    assert found.subfolder.count("/") == depth - 1


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder in reach of everybody; on the way, this process has nobody's rights if it had root's."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        user = os.geteuid()
        os.seteuid(65_534 if user == 0 else user)
        try:
            yield Path(folder)
        finally:
            os.seteuid(user)


@pytest.mark.unix("modes")
def test_a_folder_without_rights_is_named_and_its_neighbours_are_found(as_nobody: Path) -> None:
    put_file(as_nobody / "shoot" / "closed" / "b.png")
    put_file(as_nobody / "shoot" / "z.png")
    (as_nobody / "shoot" / "closed").chmod(0)
    closed, neighbour = walked(as_nobody / "shoot")
    assert isinstance(closed.error, FileUnreadableError)
    assert (closed.path.name, neighbour.path.name) == ("closed", "z.png")
    assert walked(as_nobody / "shoot" / "closed" / "b.png")[0].path.name == "b.png"
    (as_nobody / "shoot" / "closed").chmod(0o700)
