import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.local import private_files
from layers_desktop.local.private_files import (
    make_private_folder,
    quarantine,
    replace_file,
    restrict_to_owner,
)
from tests.secrecy.permissions import accessible_to_others


@pytest.fixture(autouse=True)
def umask_of_zero() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.unix("modes")
def test_a_folder_is_closed_and_so_is_what_had_to_be_made_above_it(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b" / "c")
    assert accessible_to_others(tmp_path / "a") == {}


@pytest.mark.unix("modes")
def test_a_folder_that_was_open_is_closed_and_those_above_it_stay(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    make_private_folder(tmp_path / "a" / "b")
    assert list(accessible_to_others(tmp_path / "a")) == [str(tmp_path / "a")]


@pytest.mark.unix("modes")
def test_a_file_that_is_replaced_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    replace_file(path, b"new")
    assert accessible_to_others(path) == {}


@pytest.mark.unix("modes")
def test_what_was_left_open_is_closed_and_links_are_not_followed(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (ours / "pasted").mkdir(parents=True, mode=0o755)
    for name in ("history.sqlite3", "history.sqlite3-wal", "pasted/one.png"):
        (ours / name).touch(0o644)
    (ours / "program").touch(0o755)
    theirs.touch(0o644)
    (ours / "link").symlink_to(theirs)
    (ours / "lost").symlink_to(tmp_path / "nowhere")
    ours.chmod(0o700)
    restrict_to_owner(ours)
    assert accessible_to_others(ours) == {}
    assert (ours / "program").stat().st_mode & 0o777 == 0o700
    assert list(accessible_to_others(theirs)) == [str(theirs)]


def test_a_folder_that_there_is_not_has_nothing_to_close(tmp_path: Path) -> None:
    restrict_to_owner(tmp_path / "nowhere")


@pytest.mark.windows("other systems move and replace any file")
@pytest.mark.parametrize("change", [quarantine, lambda path: replace_file(path, b"new")])
def test_a_file_that_another_program_has_open_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    held = path.open("rb")
    monkeypatch.setattr(private_files.time, "sleep", lambda _seconds: held.close())
    change(path)
    assert held.closed
    assert not path.exists() or path.read_bytes() == b"new"


@pytest.mark.parametrize("refusals", [0, 3])
def test_where_another_program_has_the_file_open_for_a_moment_it_is_replaced_after_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    replace, left = Path.replace, [PermissionError(13, "sharing violation")] * refusals
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def refuse(source: Path, target: Path) -> Path:
        if left:
            raise left.pop()
        return replace(source, target)

    monkeypatch.setattr(private_files, "_is_sharing_minded", True)
    monkeypatch.setattr(Path, "replace", refuse)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_where_it_stays_open_the_old_file_stays_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "sharing violation")

    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(private_files, "_is_sharing_minded", True)
    monkeypatch.setattr(private_files, "_PAUSE", 0.0)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        replace_file(path, b"new")
    assert [each.name for each in folder.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"
