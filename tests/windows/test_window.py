"""The window under Windows: a real drag out of another program, and IDs on the clipboard."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.e2e.screen import Screen
from tests.e2e.system import running
from tests.e2e.waiting import until
from tests.integration.cli.conftest import PROJECT, png
from tests.support.sandbox_control import SandboxControl
from tests.windows.conftest import PATIENCE, ROOT, SIZE, Windows, environ_of, shown

SETTINGS = {"start_on_drop": True, "auto_copy": True}


@contextlib.contextmanager
def opened(windows: Windows, screen: Screen, sandbox: SandboxProcess) -> Iterator["subprocess.Popen[str]"]:
    """Give the program once its window is there; it ends with the block."""
    words = ["-m", "layers_desktop", "--project", PROJECT]
    with windows.start_on(screen, "python", *words, **environ_of(sandbox)) as process:
        try:
            until(lambda: shown(screen), "window", PATIENCE)
            yield process
        finally:
            windows.stop()


@pytest.mark.timeout(600)
def test_files_dragged_out_of_another_program_become_ids_on_the_clipboard(
    windows: Windows, screen: Screen, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("Grüße.png", "三.png")]
    for path in files:
        path.write_bytes(png(path.name.encode()))
        os.utime(path, (1_000_000_000, 1_000_000_000))
    settings = windows.profile / "AppData" / "Local" / "layers-desktop" / "preferences.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    with (
        SandboxProcess.start(tmp_path / "sandbox", "--no-budget") as sandbox,
        opened(windows, screen, sandbox) as program,
    ):
        control = SandboxControl(sandbox.url)
        until(lambda: control.calls("projects"), "sign-in", PATIENCE)
        command = [sys.executable, str(ROOT / "tests" / "e2e" / "drag_source.py"), *map(str, files)]
        with running(command, screen.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as source:
            assert source.stdout is not None
            assert source.stdout.readline() == b"ready\n"
            screen.drag((SIZE[0] - 20, SIZE[1] - 20), (SIZE[0] // 2, SIZE[1] // 2))
            assert source.stdout.readline() == b"CopyAction\n"
        assets = until(lambda: len(found := control.assets()) == 2 and found, "two assets", PATIENCE)
        ids = {asset["filename"]: asset["id"] for asset in assets}
        wanted = [ids[path.name] for path in files]
        until(lambda: screen.clipboard().splitlines() == wanted, "IDs on the clipboard", PATIENCE)
        screen.xdotool("key", "ctrl+q")
        assert program.wait(PATIENCE) == 0
