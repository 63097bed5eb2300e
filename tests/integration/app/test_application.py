import subprocess
import sys
from pathlib import Path

import layers_desktop

ROOT = Path(layers_desktop.__file__).parent.parent
# There is one application in a process, and the tests have another.
PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from layers_desktop.gui.system.application import Application

application = Application(["layers-desktop"])
got = []

def deliver(event):
    QCoreApplication.sendEvent(application, event)

deliver(QFileOpenEvent("/tmp/before the window.png"))
application.set_file_handler(lambda paths: got.extend(map(str, paths)))
deliver(QFileOpenEvent("/tmp/after it.png"))
deliver(QFileOpenEvent(QUrl("https://example.org/a.png")))
application.set_quit_handler(lambda: got.append("asked to quit"))
deliver(QEvent(QEvent.Type.Quit))
print(got)
"""


def test_files_that_the_system_opens_come_before_the_window_or_after_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    said = done.stdout.replace(r"\\", "/")  # Windows' own way to write them
    assert said == "['/tmp/before the window.png', '/tmp/after it.png', 'asked to quit']\n"
    assert done.stderr == ""
