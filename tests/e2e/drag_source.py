"""Another program, from which files are dragged: a square in the lower right corner that carries them.

Its arguments are the files. It lives until its standard input ends: what is dropped is fetched from it.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QSocketNotifier, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIDE = 60


class Source(QLabel):
    """The square; moving the pressed mouse on it begins the drag."""

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(Path(name))) for name in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(carried)
        action = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)
        print(action.name, flush=True)  # noqa: T201 - a program of the tests speaks through its output


application = QApplication(sys.argv[:1])
# No window manager may move it, and nothing lies over it.
source = Source("files", None, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.WindowStaysOnTopHint)
corner = application.primaryScreen().geometry()
source.setGeometry(corner.width() - SIDE, corner.height() - SIDE, SIDE, SIDE)
source.show()
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(application.quit)
print("ready", flush=True)  # noqa: T201 it speaks to the test through its output
application.exec()
