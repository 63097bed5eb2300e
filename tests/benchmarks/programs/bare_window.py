"""The least that a PySide6 program can be: one window with a word in it; says when it is usable."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from usable import FirstPaint

application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("Layers"))
FirstPaint(window)
window.resize(900, 600)
window.show()
application.exec()
