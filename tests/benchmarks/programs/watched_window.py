"""The program itself, with a heartbeat in its main thread; says when its window is usable and what is where.

Its argument is the file that the heartbeat writes; `presigned` after it sends small files as big ones go.
"""

import sys
from pathlib import Path
from typing import Any

from heartbeat import Heartbeat
from places import Places
from usable import FirstPaint

from layers_desktop.transfer import calls

if sys.argv[2:] == ["presigned"]:
    calls.INLINE_LIMIT = 0  # before whoever asks for it is imported

from layers_desktop.__main__ import main
from layers_desktop.gui.main_window import MainWindow

init = MainWindow.__init__


def watched(window: MainWindow, *arguments: Any, **named: Any) -> None:
    """Build the window as ever, and watch it."""
    init(window, *arguments, **named)
    FirstPaint(window)
    Places(window)
    Heartbeat(Path(sys.argv[1]), window)


MainWindow.__init__ = watched  # type: ignore[method-assign]  # nothing else of the program is touched
sys.exit(main([]))
