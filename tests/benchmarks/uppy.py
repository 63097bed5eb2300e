"""Uppy's dashboard in Debian's Chromium, which is what a person would use in a browser."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from layers_desktop.sandbox.process import SandboxProcess
from tests.benchmarks.display import Display
from tests.benchmarks.pairs import Spent
from tests.benchmarks.window import CHECKOUT, PROGRAMS

NAME = "Uppy in Chromium"
_MODULES = CHECKOUT / "build" / "peers"


def is_installed() -> bool:
    """Return whether it is here, and say so if it is not."""
    is_here = all(map(shutil.which, ("node", "chromium"))) and (_MODULES / "node_modules" / "uppy").is_dir()
    if not is_here:
        sys.stderr.write(f"{NAME} is not installed, so nothing is beside it: make bench PEERS=1\n")
    return is_here


def add(display: Display, folder: Path) -> Spent:
    """Add a folder's files; return what it took until the list was painted."""
    return Spent(_run(display, folder)["added"])


def longest_stall(display: Display, folder: Path) -> float:
    """Add a folder's files; return for how many ms the page did not answer."""
    return float(_run(display, folder)["longest"])


def send(display: Display, folder: Path, sandbox: SandboxProcess, project: str) -> Spent:
    """Send a folder's files presigned; return what it took from the button to the last asset ID."""
    return Spent(_run(display, folder, sandbox.url, sandbox.api_key, project)["sent"])


def _run(display: Display, folder: Path, *api: str) -> dict[str, Any]:
    command = ["node", str(PROGRAMS / "uppy.mjs"), str(_MODULES), shutil.which("chromium") or "", str(folder)]
    env = {**os.environ, "DISPLAY": display.name}
    told: dict[str, Any] = json.loads(
        subprocess.run([*command, *api], env=env, check=True, stdout=subprocess.PIPE).stdout
    )
    return told
