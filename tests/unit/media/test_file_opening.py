from pathlib import Path
from types import SimpleNamespace

import pytest

from layers_desktop.domain.file_errors import FileOnlineOnlyError
from layers_desktop.media.file_opening import extended_path, open_shared, require_on_disk, system_path

FOUR_GB = 4 * 10**9


@pytest.mark.parametrize(
    ("path", "extended"),
    [
        (r"C:\photos\CON.png", r"\\?\C:\photos\CON.png"),
        (r"C:\dots\end.", r"\\?\C:\dots\end."),
        ("C:\\", "\\\\?\\C:\\"),
        (r"\\server\share\a.png", r"\\?\UNC\server\share\a.png"),
        ("\\\\server\\share\\", "\\\\?\\UNC\\server\\share\\"),
        (r"\\?\C:\a.png", r"\\?\C:\a.png"),
        (r"\\.\pipe\a", r"\\.\pipe\a"),
        (r"C:\photos\..\a.png", r"C:\photos\..\a.png"),
        (r"C:a.png", "C:a.png"),
        (r"photos\a.png", r"photos\a.png"),
        (r"C:\a.png:stream", r"\\?\C:\a.png:stream"),
    ],
)
def test_a_whole_path_of_windows_is_named_so_that_neither_its_length_nor_its_name_matters(
    path: str, extended: str
) -> None:
    assert extended_path(path) == extended


@pytest.mark.parametrize(
    "says",
    [
        {"st_file_attributes": 0x400000 | 0x20},
        {"st_file_attributes": 0x40000},
        {"st_file_attributes": 0x1000},
        {"st_flags": 0x40000000},
    ],
)
def test_what_would_be_downloaded_when_it_is_read_is_told_from_its_status(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: dict[str, int]
) -> None:
    monkeypatch.setattr(Path, "stat", lambda _self: SimpleNamespace(st_size=FOUR_GB, **says))
    with pytest.raises(FileOnlineOnlyError, match=r"4\.00.GB would be downloaded"):
        require_on_disk(tmp_path / "film.mp4")


def test_what_is_on_the_disk_may_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"here")
    require_on_disk(path)


def test_a_file_may_be_renamed_and_deleted_while_it_is_open(tmp_path: Path) -> None:
    path, other = tmp_path / "a.png", tmp_path / "b.png"
    path.write_bytes(b"the content")
    with open_shared(path, buffering=0) as file:
        path.rename(other)
        path.write_bytes(b"another")
        other.unlink()
        assert file.read() == b"the content"


@pytest.mark.windows("other systems replace any file")
def test_a_program_may_save_over_a_file_while_it_is_open(tmp_path: Path) -> None:
    import ctypes

    path, temporary = tmp_path / "a.png", tmp_path / "a.tmp"
    path.write_bytes(b"the content")
    temporary.write_bytes(b"another")
    with open_shared(path) as file:
        assert ctypes.windll.kernel32.ReplaceFileW(str(path), str(temporary), None, 0, None, None)
        assert file.read() == b"the content"
    assert path.read_bytes() == b"another"


@pytest.mark.parametrize("name", ["CON.png", "a.", "a ", "n" * 250])
def test_a_file_is_opened_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    system_path(path).write_bytes(b"the content")
    with open_shared(path) as file:
        assert file.read() == b"the content"
    require_on_disk(path)
    system_path(path).unlink()


def test_where_there_is_no_file_it_is_said_which(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        open_shared(tmp_path / "missing.png")
    assert caught.value.filename == str(tmp_path / "missing.png")
