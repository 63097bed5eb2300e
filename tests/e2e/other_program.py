"""Another program with a window that a person may be at; it lives until its standard input ends."""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QLineEdit

application = QApplication(sys.argv[:1])
letter = QLineEdit(windowTitle="A letter")
letter.show()
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(application.quit)
print("ready", flush=True)  # noqa: T201 - a program of the tests speaks through its output
application.exec()
