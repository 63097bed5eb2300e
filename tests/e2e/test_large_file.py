"""A large file goes through the window without filling memory and without holding the window up."""

from pathlib import Path

from tests.e2e.conftest import Desk, NewSandbox
from tests.e2e.media_files import MediaFiles, make_longer
from tests.e2e.window import Window

GIGABYTE = 1_000_000_000
MOST_MORE_KB = 64_000
# A window that stands still would be seen at two figures at the most.
LEAST_FIGURES = 5


def memory_kb(window: Window, what: str) -> int:
    lines = Path(f"/proc/{window.pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


def forget_peak(window: Window) -> None:
    """Let the peak begin anew: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html"""
    Path(f"/proc/{window.pid}/clear_refs").write_text("5", encoding="utf-8")


def figures_until_done(window: Window) -> set[str]:
    """Look at the window until the file is there; each look fails where it does not answer in time."""
    figures: set[str] = set()
    words: list[str] = []
    while not any(word.startswith("✓ 1 file is in ") for word in words):
        words = window.words()
        figures |= {word.partition(" · ")[0] for word in words if word.startswith("Status: ") and "%" in word}
    return figures


def test_a_gigabyte_needs_little_memory_and_the_window_keeps_answering(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, tmp_path: Path
) -> None:
    sandbox = new_sandbox("--projects", "1")
    desk.connect(sandbox)
    film = make_longer(media.mp4, tmp_path / "film.mp4", GIGABYTE)
    window = desk.open(film)
    window.wait_for("push button", "Upload 1 file to ")
    idle = memory_kb(window, "VmRSS")
    forget_peak(window)
    window.focus("^Layers Desktop")
    window.press("ctrl+Return")
    figures = figures_until_done(window)
    assert memory_kb(window, "VmHWM") - idle < MOST_MORE_KB
    assert len(figures) >= LEAST_FIGURES
    assert window.end() == 0
    assert [asset["size"] for asset in sandbox.control.assets()] == [GIGABYTE]
