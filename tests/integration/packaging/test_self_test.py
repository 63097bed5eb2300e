"""The self-test sees what is well and what is not."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
NAMES = [
    "Layers Desktop",
    "Qt",
    "Image formats",
    "Thumbnails",
    "Keyring",
    "TLS roots",
    "Other programs",
    "Upload to a sandbox",
]


def self_test(**more: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8", **more}
    command = [sys.executable, "-m", "layers_desktop", "--selftest"]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=100, check=False)


def test_a_sound_installation_says_what_it_found_and_ends_with_0() -> None:
    done = self_test()
    lines = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines if ":" in line] == NAMES
    assert sum(line.startswith("med_") for line in lines) == 1
    assert lines[-1] == "Upload to a sandbox: arrived"
    assert (done.returncode, done.stderr) == (0, "")


def test_a_part_that_does_not_work_is_named_and_the_others_are_looked_at_all_the_same(tmp_path: Path) -> None:
    nothing = {"SSL_CERT_DIR": str(tmp_path), "SSL_CERT_FILE": str(tmp_path / "none")}
    hidden = tmp_path / "uvicorn"
    hidden.mkdir()
    (hidden / "__init__.py").write_text(
        "raise ModuleNotFoundError('uvicorn', name='uvicorn')\n", encoding="utf-8"
    )
    done = self_test(**nothing, PYTHONPATH=f"{tmp_path}:{CHECKOUT}")
    assert "Upload to a sandbox: FAILED. The sandbox did not start." in done.stdout
    assert "Image formats: bmp" in done.stdout
    assert done.returncode == 1


def test_a_library_that_is_missing_fails_what_needs_it_and_nothing_else(tmp_path: Path) -> None:
    hidden = tmp_path / "keyring"
    hidden.mkdir()
    (hidden / "__init__.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'keyring'\", name='keyring')\n", encoding="utf-8"
    )
    done = self_test(PYTHONPATH=f"{tmp_path}:{CHECKOUT}")
    assert "Keyring: FAILED. No module named 'keyring'" in done.stdout
    assert "Other programs: are started with the system's own libraries" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")
