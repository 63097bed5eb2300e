"""The program itself, with a heartbeat in its main thread; says when its window is usable and what is where.

Its argument is the file that the heartbeat writes, beside which it notes when rows and sheets are painted;
`presigned` after it sends small files as big ones go.
"""

import sys
from pathlib import Path
from typing import Any

from layers_desktop.__main__ import load_qt, main

load_qt()  # before anything else does, as the program has it

from heartbeat import Heartbeat
from landmarks import Landmarks
from places import Places
from usable import FirstPaint

from layers_desktop.transfer import upload_method

if sys.argv[2:] == ["presigned"]:
    upload_method.INLINE_LIMIT = 0

from layers_desktop.gui.dialogs.large_drop import LargeDropDialog
from layers_desktop.gui.main_window.window import MainWindow

pauses = Path(sys.argv[1])
landmarks = Landmarks(pauses.with_name("landmarks"))
build, init_sheet = MainWindow.build, LargeDropDialog.__init__


def watched(window: MainWindow, *arguments: Any, **named: Any) -> None:
    """Build the window as ever, and watch it."""
    build(window, *arguments, **named)
    FirstPaint(window)
    Places(window)
    Heartbeat(pauses, window)
    landmarks.watch_rows(window.model)


def watched_sheet(sheet: LargeDropDialog, *arguments: Any, **named: Any) -> None:
    """Build the sheet as ever, and note when it is there."""
    init_sheet(sheet, *arguments, **named)
    landmarks.watch(sheet, "sheet")


# Nothing else of the program is touched.
MainWindow.build = watched  # type: ignore[method-assign]
LargeDropDialog.__init__ = watched_sheet  # type: ignore[method-assign]
sys.exit(main([]))
