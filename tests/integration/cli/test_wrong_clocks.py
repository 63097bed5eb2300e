"""Programs whose clocks differ: which was first is decided without them."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, ROOT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]
HOUR = 3_600


def clock(ahead: int) -> dict[str, str]:
    folders = (Path(__file__).with_name("clock"), ROOT)
    return {"CLOCK_AHEAD": str(ahead), "PYTHONPATH": os.pathsep.join(map(str, folders))}


@pytest.mark.parametrize("size", [0, 300_000], ids=["inline", "by storage"])
@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
def test_two_commands_make_one_asset_whatever_their_clocks_say(
    shell: Shell, control: SandboxControl, assets: Assets, ahead: int, size: int
) -> None:
    path = shell.put("a.png", png(f"{ahead} {size}".encode(), size))
    stage = "presign" if size else "inline"
    control.fault(stage, "latency", seconds=3)
    with shell.start("upload", "--project", PROJECT, path, **clock(ahead)) as first:
        wait_until(lambda: has_arrived(control, stage, path.name), stage)
        second = shell.upload(path)
        output, _ = first.communicate(timeout=SECONDS)
    (asset,) = assets()
    assert (output, second.stdout) == (f"{asset['id']}\n", f"{asset['id']}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_call_from_the_future_is_not_repeated_by_itself(
    shell: Shell, control: SandboxControl, assets: Assets
) -> None:
    """Nobody knows how old it is, and so whether Layers still knows its key."""
    path = shell.put("a.png", png(b"future"))
    control.fault("inline", "executed_then_silence")
    with shell.start("upload", "--project", PROJECT, path, **clock(48 * HOUR)) as first:
        wait_until(lambda: has_arrived(control, "inline", path.name), "the call")
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=SECONDS)
    control.clear_faults()
    run = shell.upload(path)
    assert (run.returncode, run.stdout, len(assets())) == (2, "\n", 1)
