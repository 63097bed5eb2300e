"""A disk with room for the list, but hardly for what is to be noted in it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png

Assets = Callable[[], list[dict[str, Any]]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no ulimit")

LARGE = 400_000


def upload_with_room(shell: Shell, blocks: int, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Upload where no file may become larger than so many KiB: the list itself takes 36."""
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
@pytest.mark.parametrize("blocks", [40, 56])
def test_what_cannot_be_noted_is_not_sent_and_the_repeat_doubles_nothing(
    shell: Shell, assets: Assets, blocks: int, size: int
) -> None:
    paths = [shell.put(name, png(name.encode(), size)) for name in ("a.png", "b.png", "c.png")]
    first = upload_with_room(shell, blocks, *paths)
    sent = len(assets())
    assert (first.returncode, len(first.stdout.split())) == (2 if sent < len(paths) else 0, sent)
    if sent < len(paths):
        assert "The file was not uploaded: the next run would not know of it." in first.stderr
    assert "uploaded all the same" not in first.stderr
    upload_with_room(shell, blocks, *paths)
    last = shell.upload(*paths)
    assert (last.returncode, len(assets())) == (0, len(paths)), last.stderr
    assert set(first.stdout.split()) <= set(last.stdout.split())


def test_with_again_it_goes_on_and_says_what_that_means(shell: Shell, assets: Assets) -> None:
    run = upload_with_room(shell, 40, "--again", shell.put("a.png"))
    assert (run.returncode, len(assets())) == (0, 1)
    assert "The files are uploaded all the same. Keep their IDs" in run.stderr
