"""A disk with room for the list, but hardly for what is to be noted in it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.local.store.database import open_database
from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png

Assets = Callable[[], list[dict[str, Any]]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no ulimit")

LARGE = 400_000


@pytest.fixture
def list_size(tmp_path: Path) -> int:
    """The KiB that the largest file of a list takes before anything is noted in it."""
    folder = tmp_path / "list"
    connection, _ = open_database(folder / "uploads.sqlite3", busy_seconds=1)
    size = max(path.stat().st_size for path in folder.iterdir())
    connection.close()
    return size // 1024


def upload_with_room(shell: Shell, blocks: int, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Upload where no file may become larger than so many KiB."""
    program = [sys.executable, "-m", "layers_desktop", "upload", "--project", PROJECT, *map(str, arguments)]
    return subprocess.run(
        ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "bash", *program],
        cwd=shell.folder,
        env=shell.environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("size", [0, LARGE], ids=["in one call", "presigned"])
@pytest.mark.parametrize("room", [4, 20])
def test_what_cannot_be_noted_is_not_sent_and_the_repeat_doubles_nothing(
    shell: Shell, assets: Assets, list_size: int, room: int, size: int
) -> None:
    blocks = list_size + room
    paths = [shell.put(name, png(name.encode(), size)) for name in ("a.png", "b.png", "c.png")]
    first = upload_with_room(shell, blocks, *paths)
    sent = len(assets())
    assert (first.returncode, len(first.stdout.split())) == (2 if sent < len(paths) else 0, sent)
    if sent < len(paths):
        assert "The file was not uploaded, because the next run would not know about it." in first.stderr
    assert "uploaded anyway" not in first.stderr
    upload_with_room(shell, blocks, *paths)
    last = shell.upload(*paths)
    assert (last.returncode, len(assets())) == (0, len(paths)), last.stderr
    assert set(first.stdout.split()) <= set(last.stdout.split())


def test_with_again_it_goes_on_and_says_what_that_means(shell: Shell, assets: Assets, list_size: int) -> None:
    run = upload_with_room(shell, list_size + 4, "--again", shell.put("a.png"))
    assert (run.returncode, len(assets())) == (0, 1), run.stderr
    assert "The files are uploaded anyway. Keep their IDs" in run.stderr
