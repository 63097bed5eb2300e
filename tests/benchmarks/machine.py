"""What was measured on, with what, and when."""

import datetime as dt
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from layers_desktop import __version__

_LIBRARIES = ("PySide6-Essentials", "qasync", "httpx")


def machine() -> dict[str, str]:
    """Return the facts that a figure is worth nothing without."""
    return {
        "Date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{_system()}, Linux {platform.release()}",
        "CPython": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
        "curl": _word_of("curl", "--version", at=1),
        "nginx": _word_of("nginx", "-v", at=2).removeprefix("nginx/"),
        "Layers Desktop": __version__,
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def _word_of(program: str, question: str, *, at: int) -> str:
    answer = subprocess.run([program, question], capture_output=True, text=True, check=True)
    return (answer.stdout + answer.stderr).split()[at]
