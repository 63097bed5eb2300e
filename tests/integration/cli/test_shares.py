"""Files on a share: one that stops answering, and ones whose files have no lasting number."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl
from tests.support.share import Share, mounted

Assets = Callable[[], list[dict[str, Any]]]


def put(folder: Path, name: str, size: int = 0) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(name.encode(), size))


def waits_for(process: "subprocess.Popen[str]", share: Share) -> None:
    """Return when the command has said that it waits for the share."""
    assert process.stderr is not None
    assert process.stderr.readline() == f"{share.mount} does not answer. Waiting for it.\n"


def test_a_share_that_does_not_answer_is_given_up_and_the_file_beside_it_is_sent(
    shell: Shell, tmp_path: Path, assets: Assets
) -> None:
    beside = shell.put("beside.png")
    with mounted(tmp_path / "nas") as share:
        put(share.folder, "a.png")
        share.fall_silent()
        run = shell.upload(share.mount / "a.png", beside)
        (asset,) = assets()
        assert (run.returncode, run.stdout) == (2, f"\n{asset['id']}\n")
        assert f"{share.mount / 'a.png'}: {share.mount} does not answer." in run.stderr
        share.answer()
        run = shell.upload(share.mount / "a.png", beside)
    assert (run.returncode, len(run.stdout.splitlines()), len(assets())) == (0, 2, 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_waits_for_a_share_can_be_stopped_at_once(shell: Shell, tmp_path: Path, number: int) -> None:
    with mounted(tmp_path / "nas") as share:
        put(share.folder, "a.png")
        share.fall_silent()
        with shell.start("upload", "--project", PROJECT, share.mount) as process:
            waits_for(process, share)
            process.send_signal(number)
            output, errors = process.communicate(timeout=15)
    assert (process.returncode, output) == (130, "")
    assert errors == "Interrupted. Run the same command to continue where this run stopped.\n"


@pytest.mark.slow
def test_a_share_that_falls_silent_in_the_middle_of_a_file_leaves_its_place_to_others(
    shell: Shell, tmp_path: Path, assets: Assets, control: SandboxControl
) -> None:
    with mounted(tmp_path / "nas") as share:
        put(share.folder, "big.png", 40_000_000)
        beside = [shell.put(f"{number}.png", png(bytes([number]), 400_000)) for number in range(12)]
        control.fault("put", "slow", None, bytes_per_second=10_000_000)
        with shell.start("upload", "--project", PROJECT, share.mount / "big.png", *beside) as process:
            wait_until(lambda: has_arrived(control, "put", "big.png"), "the PUT")
            share.fall_silent()
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in (share, *beside)]  # written when all has ended
            share.answer()  # no process ends while FUSE has yet to close a file of it
            _, errors = process.communicate(timeout=SECONDS)
    expected = {"\n", *(f"{asset['id']}\n" for asset in assets())}
    assert (process.returncode, set(lines)) == (2, expected), errors
    assert f"{share.mount} does not answer." in errors
    assert "storage" not in errors
    assert len(assets()) == len(beside)


@pytest.mark.parametrize("numbers", ["none", "changing"])
def test_where_numbers_tell_nothing_every_file_of_every_folder_is_sent_once(
    shell: Shell, tmp_path: Path, assets: Assets, numbers: str
) -> None:
    names = ("a.png", "one/b.png", "one/c.png", "two/d.png", "two/deep/e.png", "big.png")
    with mounted(tmp_path / "nas", numbers) as share:
        for name in names:
            put(share.folder, name, 3_000_000 if name == "big.png" else 0)
        (share.folder / "two" / "back").symlink_to("..")
        time.sleep(2.1)  # until the files have rested
        run = shell.upload(share.mount)
        assert (run.returncode, len(run.stdout.splitlines())) == (0, len(names)), run.stderr
        again = shell.upload(share.mount)
    assert (again.returncode, again.stdout) == (0, run.stdout)
    assert len(assets()) == len(names)
