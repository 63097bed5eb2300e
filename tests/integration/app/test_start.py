"""What a start loads before its window is painted, seen in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers_desktop.app import main
from layers_desktop.cli.arguments import window_parser

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
        "layers_desktop.media.kinds",
        "layers_desktop.sandbox",
        "layers_desktop.transfer.intake.intake",
        "layers_desktop.transfer.job.job",
        "truststore",
        "uuid",
    }
)
# And these once the frame stands, which takes what is dropped meanwhile.
BEHIND_THE_FRAME = frozenset(
    {
        "PySide6.QtNetwork",
        "PySide6.QtSvg",
        "asyncio",
        "layers_desktop.app.composition",
        "layers_desktop.cli.arguments",
        "layers_desktop.gui.main_window.window_parts",
        "layers_desktop.gui.style.theme",
        "layers_desktop.gui.uploads",
        "layers_desktop.transfer",
        "qasync",
        "secrets",
        "sqlite3",
        "ssl",
    }
)
USABLE = """
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
FRAME = """
import os, sys
from layers_desktop.__main__ import load_qt, main
load_qt()
from layers_desktop.gui.main_window.window import MainWindow

def tell(window, event):
    print(*sys.modules, flush=True)
    if "Qt" in vars(sys.modules["PySide6.QtCore"]):
        print("all-enumerations-of-Qt", flush=True)
    os._exit(0)

MainWindow.paintEvent = tell
main([])
"""
# Each does something to the frame once it stands, before the next module is loaded.
ON_FRAME = """
import importlib, sys
from layers_desktop.__main__ import load_qt, main
load_qt()
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from layers_desktop.gui.main_window.window import MainWindow
load = importlib.import_module

def do_then_load(name):
    importlib.import_module = load
    (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    {act}
    return load(name)

importlib.import_module = do_then_load
sys.exit(main([]))
"""
DROP = """
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("{file}")])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter, drop = QDragEnterEvent(QPoint(9, 9), *how), QDropEvent(QPointF(9, 9), *how)
    for event in (enter, drop):
        QApplication.sendEvent(window, event)
    def look():
        if hasattr(window, "model") and window.model.rowCount():
            print(enter.isAccepted(), drop.isAccepted(), window.model.upload_at(0).path, flush=True)
            window.look.stop()
            QApplication.quit()
    window.look = QTimer(window, interval=50)
    window.look.timeout.connect(look)
    window.look.start()
"""
# The settings are there last of all.
KEYS = """
    from PySide6.QtTest import QTest
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("{file}")])
    QApplication.clipboard().setMimeData(mime)
    window.activateWindow()
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    for key, modifiers in (
        (Qt.Key.Key_V, control),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Slash, control | shift),
        (Qt.Key.Key_Comma, control),
    ):
        QTest.keyClick(window, key, modifiers)
    def look():
        titles = sorted(each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible())
        if len(titles) == 4 and window.model.rowCount():
            print(titles, window.model.upload_at(0).path, flush=True)
            window.look.stop()
            QApplication.clipboard().clear()
            QApplication.quit()
    window.look = QTimer(window, interval=50)
    window.look.timeout.connect(look)
    window.look.start()
"""


def run(program: str, home: Path, *, check: bool = True) -> "subprocess.CompletedProcess[str]":
    folders = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    # What measures coverage loads much itself.
    given = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environ = given | folders | {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=check, timeout=60
    )


def test_the_window_is_painted_before_anything_is_loaded_that_it_can_be_seen_without(tmp_path: Path) -> None:
    # How it ends is no matter here: as it is cut short, Windows takes Qt apart while threads of it run.
    loaded = set(run(USABLE, tmp_path, check=False).stdout.split())
    assert "layers_desktop.gui.main_window.window_parts" in loaded
    assert not loaded & LATER


def test_the_frame_is_painted_before_anything_is_loaded_that_it_can_be_seen_without(tmp_path: Path) -> None:
    loaded = set(run(FRAME, tmp_path).stdout.split())
    assert "layers_desktop.gui.main_window.window" in loaded
    assert not loaded & (LATER | BEHIND_THE_FRAME | {"all-enumerations-of-Qt"})


def test_what_is_dropped_on_the_frame_is_in_the_list_once_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "early.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    ended = run(ON_FRAME.replace("{act}", DROP.strip().replace("{file}", file.as_posix())), tmp_path)
    assert ended.stdout == f"True True {file}\n"


def test_what_is_pressed_on_the_frame_is_done_once_there_is_a_window(tmp_path: Path) -> None:
    file = tmp_path / "early.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    ended = run(ON_FRAME.replace("{act}", KEYS.strip().replace("{file}", file.as_posix())), tmp_path)
    titles = ["Help", "Keyboard shortcuts", "Layers Desktop", "Settings"]
    assert ended.stdout == f"{titles} {file}\n"


@pytest.mark.parametrize("act", ["window.close()", "import signal; signal.raise_signal(signal.SIGTERM)"])
def test_a_frame_that_is_to_end_before_it_is_a_window_ends_the_program(tmp_path: Path, act: str) -> None:
    ended = run(ON_FRAME.replace("{act}", act), tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nothing_is_loaded_of_the_command_lines_of_others(home: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "layers_desktop", "whoami", "--sandbox"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "httpx._client" in loaded
    assert not loaded & {"click.core", "rich", "pygments"}  # `click` is tried in vain


def test_a_start_without_arguments_is_given_what_their_parser_would_give() -> None:
    assert window_parser().parse_args([]) == main.NOTHING


def test_a_command_is_loaded_without_collecting_and_runs_with_it() -> None:
    program = (
        "import gc, sys\n"
        "from layers_desktop.__main__ import main\n"
        "collected = []\n"
        "def note(*_):\n"  # loaded first and last of what the command needs
        "    cli = {name[19:] for name in sys.modules if name.startswith('layers_desktop.cli.')}\n"
        "    collected.append('upload_command' in cli and 'batch' not in cli)\n"
        "gc.callbacks.append(note)\n"
        "try:\n"
        "    main(['upload', '--help'])\n"
        "finally:\n"
        "    print(gc.isenabled(), gc.get_freeze_count() > 10_000, True in collected, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stderr == "True True False\n"
