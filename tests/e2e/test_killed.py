"""`kill -9` in the middle of a batch: nothing is lost, and nothing is there twice."""

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.conftest import Desk, NewSandbox, Sandbox
from tests.e2e.media_files import MediaFiles, make_batch
from tests.e2e.waiting import until
from tests.e2e.window import Window

# In one call, and in three.
SMALL, LARGE = 60_000, 600_000
SIZES = [SMALL, LARGE] * 6
STAGES = ("inline", "presign", "put", "finalize")
_SIGN_IN_CALLS = 2
# Each campaign is a batch of its own; LAYERS_E2E_KILLS=500 for a long run.
CAMPAIGN = 10
CAMPAIGNS = range(-(-int(os.environ.get("LAYERS_E2E_KILLS", "20")) // CAMPAIGN))
# What SQLite writes and flushes with, and about how often while a few files are sent.
WRITES = {"pwrite64": 150, "fdatasync": 20}
_KILLED = -9
# More files than this are summed up before they are added.
_SUMMED_UP_ABOVE = 200
UNFINISHED = r"\d+ files? (were|was) left unfinished last time. (They are|It is) below, paused."


def slow_sandbox(new_sandbox: NewSandbox) -> Sandbox:
    """Start a sandbox with one project, slow enough to be caught in the middle of every call."""
    sandbox = new_sandbox("--projects", "1", "--tier", "partner")
    sandbox.control.fault("api", "latency", times=None, seconds=0.3)
    sandbox.control.fault("put", "slow", times=None, fraction=0.0, bytes_per_second=1_200_000)
    return sandbox


def kill_at(count: Callable[[], int], calls: int, begin: Callable[[], Window]) -> None:
    """Begin, and kill the program as soon as so many more calls have come in; the last has no answer yet."""
    before = count()
    window = begin()
    until(lambda: count() >= before + calls, "call to be killed in")
    window.kill()


def kill_at_write(chance: random.Random, begin: Callable[[], Window]) -> None:
    """Begin, and have the kernel kill the program as it makes one of the next writes to a database."""
    call = chance.choice(list(WRITES))
    injection = f"inject={call}:signal=KILL:when={chance.randint(1, WRITES[call])}"
    window = begin()
    command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", injection]
    subprocess.run([*command, "-p", str(window.pid)], check=False, timeout=60)
    assert window.wait() == _KILLED


def upload(desk: Desk, files: list[Path]) -> Window:
    """Open the program with these files and press Upload."""
    window = desk.open(*files)
    if len(files) > _SUMMED_UP_ABOVE:
        window.click("push button", "Add all")
    window.click("push button", f"Upload {len(files)} files to ")
    return window


def resume(desk: Desk) -> Window:
    """Open the program again, read what it says of the last time, and let it go on."""
    window = desk.open()
    window.wait_for("label", UNFINISHED)
    window.wait_for("label", "Sandbox Agency · connected")
    window.click("push button", r"Resume \d+$")
    return window


def let_finish(window: Window, sandbox: Sandbox, files: list[Path]) -> None:
    """Wait for the end of the batch, and hold what the sandbox has against the files."""
    window.wait_for("label", r"✓ \d+ files? (is|are) in ", patience=90)
    window.wait_for("push button", r"Copy \d+ IDs?$")
    assert window.end() == 0
    kept = Counter(Path(asset["path"]).read_bytes() for asset in sandbox.control.assets())
    assert kept == Counter(path.read_bytes() for path in files)


def test_killed_in_every_stage_a_batch_still_gives_one_asset_a_file(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, tmp_path: Path
) -> None:
    sandbox = slow_sandbox(new_sandbox)
    desk.connect(sandbox)
    files = make_batch(media.png, tmp_path / "batch", SIZES)
    begin = partial(upload, desk, files)
    for stage in STAGES:
        kill_at(partial(sandbox.count, stage), 2, begin)
        begin = partial(resume, desk)
    let_finish(resume(desk), sandbox, files)


@pytest.mark.slow
@pytest.mark.timeout(60 + 50 * CAMPAIGN)
@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_killed_again_and_again_at_any_moment_a_batch_still_gives_one_asset_a_file(
    desk: Desk, new_sandbox: NewSandbox, media: MediaFiles, tmp_path: Path, campaign: int
) -> None:
    """Every other time it dies at a write, where strace may do that."""
    may_trace = (
        shutil.which("strace") is not None and subprocess.call(["strace", "-o", os.devnull, "true"]) == 0
    )
    sandbox = slow_sandbox(new_sandbox)
    desk.connect(sandbox)
    files = make_batch(media.png, tmp_path / "batch", [SMALL, LARGE] * 6 * CAMPAIGN)
    begin = partial(upload, desk, files)
    chance = random.Random(campaign)  # noqa: S311 - no secret
    for number in range(CAMPAIGN):
        if may_trace and number % 2:
            kill_at_write(chance, begin)
        else:
            calls = _SIGN_IN_CALLS + chance.randint(1, 20)
            kill_at(lambda: sandbox.control.counters()["calls"], calls, begin)
        begin = partial(resume, desk)
    let_finish(resume(desk), sandbox, files)
