import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.local.private_files import make_private_folder, replace_file
from tests.secrecy.modes import open_to_others

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no modes there")


@pytest.fixture(autouse=True)
def nobody_cares() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_folder_is_closed_and_so_is_what_had_to_be_made_above_it(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b" / "c")
    assert open_to_others(tmp_path / "a") == {}


def test_a_folder_that_was_open_is_closed_and_those_above_it_stay(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    make_private_folder(tmp_path / "a" / "b")
    assert list(open_to_others(tmp_path / "a")) == [str(tmp_path / "a")]


def test_a_file_that_is_replaced_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    replace_file(path, b"new")
    assert open_to_others(path) == {}
