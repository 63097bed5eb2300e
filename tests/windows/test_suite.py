"""The suite as Windows sees it, but for what `left_out.toml` names."""

import pytest

from tests.windows.conftest import ROOT, Windows
from tests.windows.left_out import REASONS

_LEFT_OUT = {name for names in REASONS.values() for name in names}
_DIVIDED = [ROOT / "tests" / name for name in ("unit", "integration")]
_FOLDERS = {folder for parent in (ROOT / "tests", *_DIVIDED) for folder in parent.iterdir()}


def suites() -> list[str]:
    """Return every folder of tests that is not left out as a whole."""
    here = ROOT / "tests" / "windows"
    wanted = [each for each in _FOLDERS - {here, *_DIVIDED} if any(each.rglob("test_*.py"))]
    return sorted({each.relative_to(ROOT).as_posix() for each in wanted} - _LEFT_OUT)


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("suite", suites())
def test_the_suite_passes_but_for_what_is_left_out_with_a_reason(windows: Windows, suite: str) -> None:
    workers = "3" if suite.startswith("tests/integration/") else "0"  # what starts programs waits mostly
    run = windows.run(
        "python", "-m", "pytest", suite, "-q", "-p", "tests.windows.left_out", "-p", "no:cacheprovider",
        "--timeout=300", "-n", workers, "--dist=worksteal",
        seconds=1400,
    )  # fmt: skip
    print(run.stdout, run.stderr)  # noqa: T201 - what the suite there said
    assert run.returncode == 0
