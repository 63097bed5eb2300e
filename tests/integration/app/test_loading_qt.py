"""What the load of Qt leaves behind, seen in a process of its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_no_source_is_read_of_what_is_imported_after_qt() -> None:
    program = (
        "from layers_desktop.__main__ import load_qt; load_qt();"
        "import layers_desktop.app.composition, linecache;"
        "print([name for name in linecache.cache if 'layers_desktop' in name])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
