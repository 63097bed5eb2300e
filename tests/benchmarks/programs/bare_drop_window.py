"""The least that a PySide6 program can be that takes a drop; says when it is usable, and when it has it all.

Its argument is the file that the heartbeat writes.
"""

import sys
import time
from pathlib import Path

from heartbeat import Heartbeat
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from usable import FirstPaint


class Window(QMainWindow):
    """Takes every drop."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.urls = event.mimeData().urls()
        print("taken", time.perf_counter(), flush=True)


application = QApplication(sys.argv[:1])
window = Window(acceptDrops=True)
FirstPaint(window)
Heartbeat(Path(sys.argv[1]), window)
window.setGeometry(0, 0, 900, 600)
window.show()
application.exec()
