"""How files are sent: not at all, slowly, few at once, for a while, or by the window."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, ROOT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import BIG, STUCK, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(
    shell: Shell, assets: Assets, control: SandboxControl
) -> None:
    known = shell.put("known.png")
    asset_id = shell.upload(known).stdout.strip()
    files = [
        known,
        shell.put("big.png", png(b"big", 300_000)),
        shell.put("b.png"),
        shell.put("n.txt", b"Words.\n"),
    ]
    run = shell.upload("--dry-run", *files)
    assert run.returncode == 2
    assert [line.split("\t")[:3] for line in run.stdout.splitlines()] == [
        ["reuse", "image", PROJECT], ["upload", "image", PROJECT], ["upload", "image", PROJECT],
        ["refuse", "", PROJECT],
    ]  # fmt: skip
    failure, plan, calls = run.stderr.splitlines()
    assert "n.txt: Layers takes images" in failure
    assert plan.startswith("2 files would be sent (")
    assert calls == "That takes 3 calls, which your plan allows without waiting."
    objects = json.loads(shell.upload("--dry-run", "--json", *files).stdout)
    assert [(each["action"], each["calls"]) for each in objects] == [
        ("reuse", 0), ("upload", 2), ("upload", 1), ("refuse", 0),
    ]  # fmt: skip
    assert objects[0]["assetId"] == asset_id
    assert objects[3]["error"]["code"] == "NOT_MEDIA"
    assert len(assets()) == 1


@pytest.mark.parametrize("count", [1, 2])
def test_no_more_files_go_at_once_than_were_asked_for(
    shell: Shell, control: SandboxControl, count: int
) -> None:
    control.fault("api", "latency", seconds=0.1, times=None)
    files = [shell.put(f"{n}.png", png(b"x%d" % n, 300_000 * (n % 2))) for n in range(6)]
    assert shell.upload("--concurrency", str(count), *files).returncode == 0
    calls = [call for call in control.calls() if call["stage"] in {"presign", "put", "finalize", "inline"}]
    assert len(calls) == 12
    for call in calls:
        others = (each for each in calls if each["started_at"] <= call["started_at"] < each["ended_at"])
        assert len(list(others)) <= count


def test_a_limited_rate_is_sent_in_small_pieces(shell: Shell, assets: Assets) -> None:
    """Without a limit a file of this size leaves at once."""
    path = shell.put("slow.png", png(b"slow", 900_000))
    run = shell.upload("--limit-rate", "500k", "--progress-json", path)
    progress = [json.loads(line) for line in run.stderr.splitlines()]
    steps = {event["bytesDone"] for event in progress if event["event"] == "progress"}
    assert (run.returncode, len(assets())) == (0, 1)
    assert len({step for step in steps if 0 < step < 900_000}) >= 3


def test_the_time_that_is_over_ends_it_and_the_same_command_goes_on(
    shell: Shell, control: SandboxControl, assets: Assets
) -> None:
    files = [shell.put("small.png"), shell.put("big.png", png(b"timeout", BIG))]
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    run = shell.upload("--timeout", "4", *files)
    assert (run.returncode, run.stderr) == (
        124, "Time is up. Run the same command to continue where this run stopped.\n",
    )  # fmt: skip
    control.clear_faults()
    again = shell.upload(*files)
    assert (again.returncode, len(assets())) == (0, 2)
    assert again.stdout.startswith(run.stdout)


def test_the_first_failure_can_end_it(shell: Shell, control: SandboxControl, assets: Assets) -> None:
    control.fault("inline", "validation", times=None)
    files = [shell.put(f"{n}.png") for n in range(8)]
    run = shell.upload("--fail-fast", "--concurrency", "1", "--json", *files)
    codes = [each["error"]["code"] for each in json.loads(run.stdout)]
    assert run.returncode == 2
    assert codes.count("NOT_SENT") >= 6
    assert len(run.stderr.splitlines()) == len(codes) - codes.count("NOT_SENT")
    control.clear_faults()
    assert shell.upload(*files).returncode == 0
    assert len(assets()) == 8


def test_no_reuse_is_again(shell: Shell, assets: Assets) -> None:
    path = shell.put("a.png")
    assert shell.upload(path).stdout != shell.upload("--no-reuse", path).stdout
    assert len(assets()) == 2


# ------------------------------------------------------------------------------- the window
@pytest.fixture
def window(shell: Shell) -> Iterator[Callable[[], None]]:
    """Starts a window without a screen, with the same key and the same folders."""
    started: list[subprocess.Popen[str]] = []

    def start() -> None:
        environ = shell.environ | {"QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "layers_desktop", "--project", PROJECT]
        started.append(subprocess.Popen(command, env=environ, cwd=ROOT, text=True, stderr=subprocess.DEVNULL))

    yield start
    for process in started:
        process.terminate()
        process.wait(SECONDS)


def test_files_can_be_left_to_the_window_that_is_open(
    shell: Shell, home: Path, assets: Assets, window: Callable[[], None]
) -> None:
    path = shell.put("a.png")
    alone = shell.run("upload", "--no-wait", "--project", PROJECT, path)
    assert (alone.returncode, alone.stdout) == (1, "")
    assert alone.stderr == "No window is open that could take the files. Open one, or leave --no-wait out.\n"

    window()
    wait_until(lambda: list(home.rglob("window.address")), "the window")
    run = shell.run("upload", "--no-wait", "--project", PROJECT, "--kind", "logo", path.name)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "The window was given 1 file.\n")
    wait_until(assets, "the file")
    assert [(asset["filename"], asset["kind"]) for asset in assets()] == [("a.png", "logo")]


def test_what_the_window_does_not_take_is_refused(shell: Shell) -> None:
    run = shell.run("upload", "--no-wait", "--json", shell.put("a.png"))
    assert (run.returncode, run.stdout) == (1, "")
    assert "only --project and --kind go with it" in run.stderr


def test_a_name_that_the_window_cannot_give_is_refused_before_it_is_told(shell: Shell) -> None:
    shell.put("a.png")
    manifest = shell.put("list.csv", b"path,name\na.png,hero.png\n")
    run = shell.run("upload", "--no-wait", "--manifest", manifest)
    assert (run.returncode, run.stdout) == (1, "")
    assert "cannot call one hero.png" in run.stderr
