import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from layers_desktop.local.environment import KEY_VARIABLE, protected_environment

KEY = "lp_canary_5e1f77"
START = (
    "from layers_desktop.local.diagnostics.crash_reports import *; from pathlib import Path\n"
    "install_crash_reports()\n"
)
FALLS = {
    "main": f"raise RuntimeError('{KEY}')",
    "cause": f"try: int('{KEY}')\nexcept ValueError as e: raise RuntimeError('x') from e",
    "thread": "from threading import *\ndef f(): raise RuntimeError(K)\nThread(target=f).start()",
    "finaliser": "class A:\n def __repr__(self): return K\n def __del__(self): raise RuntimeError(K)\ndel A",
    "unraisable": "class A:\n def __repr__(self): return K\n def __del__(self): raise RuntimeError(K)\nA()",
}


def run(code: str) -> "subprocess.CompletedProcess[str]":
    given = f"{START}K = 'lp_' + 'canary_5e1f77'\n{code}"
    return subprocess.run(
        [sys.executable, "-c", given], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("how", FALLS)
def test_a_fall_that_nobody_caught_is_told_without_the_key(how: str) -> None:
    said = run(FALLS[how]).stderr
    assert KEY not in said
    if how != "finaliser":
        assert "RuntimeError: [redacted]" in said or "RuntimeError: x" in said


@pytest.mark.skipif(sys.platform == "win32", reason="no core files there")
def test_no_core_file_is_written() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    assert run(code).stdout == "0\n"


@pytest.mark.unix("signals")
def test_a_crash_names_functions_and_no_values(tmp_path: Path) -> None:
    code = f"""
def innermost(key):
    import ctypes
    ctypes.string_at(0)
with crash_log(Path({str(tmp_path)!r})):
    innermost(K)
"""
    assert run(code).returncode < 0
    path = tmp_path / "crash.log"
    assert "in innermost" in path.read_text(encoding="utf-8")
    assert KEY not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_program_that_is_started_inherits_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    show = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    with protected_environment() as own:
        assert own[KEY_VARIABLE] == KEY
        assert KEY not in subprocess.run(show, capture_output=True, text=True, check=True).stdout
    assert os.environ[KEY_VARIABLE] == KEY
