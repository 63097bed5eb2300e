"""The suite itself, where a person's real folders cannot be shut off."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
# As if platformdirs did not listen to what the suite sets.
DEAF = """
from pathlib import Path
from layers_desktop.local.paths import Directories

Directories.of_user = classmethod(lambda cls: cls(*[Path.home().with_name("ann") / "layers-desktop"] * 5))
"""


def test_the_suite_does_not_start_where_it_could_write_into_a_persons_folders(tmp_path: Path) -> None:
    (tmp_path / "deaf.py").write_text(DEAF, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-p", "deaf", "tests/unit/local/test_paths.py"],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 4
    assert "These folders are not the tests' own" in run.stdout + run.stderr
    assert "passed" not in run.stdout
