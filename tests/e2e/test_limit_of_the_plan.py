"""More files than the plan allows calls a minute: the window says what they wait for, and for how long."""

from pathlib import Path

from tests.e2e.conftest import Desk, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch
from tests.e2e.waiting import until

INLINE, STORED = 20_000, 260_000


def test_a_limit_that_is_used_up_is_told_with_its_end_and_no_file_stands_half_way(
    desk: Desk, sandbox: Sandbox, media: MediaFiles, tmp_path: Path
) -> None:
    desk.connect(sandbox)
    sizes = [STORED + number for number in range(35)] + [INLINE + number for number in range(5)]
    files = make_batch(media.png, tmp_path / "many", sizes)
    window = desk.open("--start", "--project", "Acme Coffee iOS", *files)
    window.wait_for("label", r"Your plan allows 60 calls a minute\. Goes on in \d+ s\.")
    window.focus("^Layers Desktop")
    window.press("ctrl+2")
    window.wait_for("cell", r"(Status|Progress): Waiting for your plan's limit \(\d+ s\)")
    window.wait_for("label", r".* of 40 files · about \d+ (s|min) left")
    until(lambda: sandbox.count("finalize") == sandbox.count("presign") > 25, "no file half-way")
    assert not [name for name in window.words() if name.startswith("Status: Registering")]
    window.activate("push button", "Cancel all uploads")
    window.activate("push button", "Cancel all$")
    window.wait_until_gone("label", "Your plan allows")
    assert window.end() == 0
