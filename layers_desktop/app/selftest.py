"""`layers-desktop --selftest`, with what only Qt can tell."""

import os
import sys

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader

from layers_desktop.cli import selftest_command
from layers_desktop.cli.selftest_command import SelftestError
from layers_desktop.local.resources import resource_path

# What a window shows a preview of, and what its own icons are made of.
_NEEDED = {"gif", "jpg", "png", "svg", "webp"}
_ICON_SIZE = 64


def main() -> int:
    """Print one line for each part of the program; return 0 where all work, else 1."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    code = selftest_command.main((("Qt", _qt), ("image formats", _image_formats), ("icon", _icon)))
    application.shutdown()
    return code


def _qt() -> str:
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    return f"{qVersion()} on {QGuiApplication.platformName()}, plugins in {where}"


def _image_formats() -> str:
    formats = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    if missing := _NEEDED - formats:
        raise SelftestError(f"no plugin for {', '.join(sorted(missing))}")
    return ", ".join(sorted(formats))


def _icon() -> str:
    drawn = QIcon(str(resource_path("layers-desktop.svg"))).pixmap(_ICON_SIZE)
    if drawn.isNull() or not drawn.toImage().pixelColor(_ICON_SIZE // 2, _ICON_SIZE // 2).alpha():
        raise SelftestError("drawn empty")
    return f"{drawn.width()} by {drawn.height()}"
