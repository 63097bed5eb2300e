"""The program itself; says when its window is usable."""

import sys
from typing import Any

from PySide6.QtWidgets import QMainWindow
from usable import FirstPaint

from layers_desktop.__main__ import main

show = QMainWindow.show


def watched(window: QMainWindow, *arguments: Any) -> None:
    """Show the window as ever, and say when it is there."""
    FirstPaint(window)
    show(window, *arguments)


QMainWindow.show = watched  # type: ignore[method-assign]  # nothing else of the program is touched
sys.exit(main([]))
