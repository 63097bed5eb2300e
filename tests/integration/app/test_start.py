"""What a start loads before its window is painted, seen in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Each is needed once files come, something is opened, or Layers is asked: not by what is seen first.
LATER = frozenset(
    {
        "csv",
        "httpcore",
        "httpx",
        "jeepney",
        "keyring",
        "layers_desktop.api.client",
        "layers_desktop.app.accounts.accounts",
        "layers_desktop.app.desktop_status",
        "layers_desktop.app.history",
        "layers_desktop.app.settings.network_page",
        "layers_desktop.gui.details.dialog",
        "layers_desktop.gui.history",
        "layers_desktop.gui.dialogs.large_drop",
        "layers_desktop.gui.settings",
        "layers_desktop.gui.dialogs.help",
        "layers_desktop.media.content",
        "layers_desktop.media.identify",
        "layers_desktop.sandbox",
        "layers_desktop.transfer.intake.intake",
        "layers_desktop.transfer.job.job",
        "truststore",
        "uuid",
    }
)
PROGRAM = """
import os, sys
from layers_desktop.__main__ import load_qt, main
load_qt()
from layers_desktop.app.composition import WindowProgram

def tell(*_):
    print(*sys.modules, flush=True)
    os._exit(0)

WindowProgram.load_deferred = tell  # called as soon as the window is painted
main([])
"""


def test_the_window_is_painted_before_anything_is_loaded_that_it_can_be_seen_without(tmp_path: Path) -> None:
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    # What measures coverage loads much itself.
    given = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environ = given | folders | {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "layers_desktop.gui.main_window.window" in loaded
    assert not loaded & LATER
