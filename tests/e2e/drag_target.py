"""Another program, onto which things are dragged: a square in the lower right corner that says what arrives.

It lives until its standard input ends.
"""

import json
import sys

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

SIDE = 60


class Target(QLabel):
    """The square; it takes whatever comes."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        carried = event.mimeData()
        csv = bytes(carried.data("text/csv").data()).decode()
        links = [url.toString() for url in carried.urls()]
        # It speaks to the test through its output.
        print(json.dumps({"text": carried.text(), "csv": csv, "links": links}), flush=True)  # noqa: T201 see above


application = QApplication(sys.argv[:1])
# No window manager may move it, and nothing lies over it.
target = Target("here", None, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.WindowStaysOnTopHint)
target.setAcceptDrops(True)
corner = application.primaryScreen().geometry()
target.setGeometry(corner.width() - SIDE, corner.height() - SIDE, SIDE, SIDE)
target.show()
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(application.quit)
print("ready", flush=True)  # noqa: T201 it speaks to the test through its output
application.exec()
