"""Where the frozen program begins."""

import os
import sys

# The bootloader and its hook point these at the bundle, and every program that we start, a browser or a file
# manager, would load our libraries in place of its own. They have done their work by now: the loader read its
# variable at the start, and PySide6 finds its plugins by itself.
for _name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
    os.environ.pop(_name, None)
    if _name + "_ORIG" in os.environ:
        os.environ[_name] = os.environ.pop(_name + "_ORIG")

from layers_desktop.__main__ import main  # noqa: E402 - Qt must find the environment as it was

sys.exit(main())
