"""Another program, which says when a person is at its window; it lives until its standard input ends."""

import sys

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

application = QApplication(sys.argv[:1])
letter = QLineEdit(windowTitle="A letter")


@application.applicationStateChanged.connect
def tell(state: Qt.ApplicationState) -> None:
    if state is Qt.ApplicationState.ApplicationActive:
        print("in front", flush=True)  # noqa: T201 - a program of the tests speaks through its output


letter.show()
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(application.quit)
print("ready", flush=True)  # noqa: T201 - as above
application.exec()
