"""Several commands at the same moment with the same files: one asset for each content, whoever makes it."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.local.store.process_locks import FileLock
from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]
BIG = 5_000_000
WAITS = "Another Layers Desktop is sending a file with the same contents."


def run_at_once(shell: Shell, *runs: Sequence[str | Path]) -> list[list[str]]:
    """Start all of these uploads in the same moment; return the IDs that each printed."""
    started = [shell.start("upload", "--project", PROJECT, *arguments) for arguments in runs]
    ended = [(process.communicate(timeout=SECONDS), process) for process in started]
    assert [process.returncode for _, process in ended] == [0] * len(runs), ended
    return [output.splitlines() for (output, _), _ in ended]


@pytest.fixture
def slow(control: SandboxControl) -> None:
    """Give every call the time in which another program may come in between."""
    control.fault("api", "latency", seconds=0.2, times=None)


@pytest.mark.usefixtures("slow")
def test_five_commands_with_the_same_files_print_the_same_ids(shell: Shell, assets: Assets) -> None:
    paths = [shell.put(f"{number}.png") for number in range(10)]
    ids = run_at_once(shell, *[paths] * 5)
    made = {asset["id"]: asset["filename"] for asset in assets()}
    assert len(made) == 10
    assert [made[each] for each in ids[0]] == [path.name for path in paths]
    assert ids == [ids[0]] * 5


@pytest.mark.usefixtures("slow")
def test_a_large_file_is_sent_by_one_of_them_only(
    shell: Shell, assets: Assets, control: SandboxControl
) -> None:
    path = shell.put("large.png", png(b"large", BIG))
    ids = run_at_once(shell, [path], [path], [path])
    assert ids == [[assets()[0]["id"]]] * 3
    assert len(assets()) == 1
    assert sum(call["bytes_received"] for call in control.calls("put")) < 2 * BIG


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("size", [0, BIG])
@pytest.mark.parametrize("other", ["twin", "link"])
def test_the_same_content_under_another_name_gets_the_same_id(
    shell: Shell, assets: Assets, other: str, size: int
) -> None:
    content = png(f"{other} {size}".encode(), size)
    first, second = shell.put("first.png", content), shell.folder / "second.png"
    if other == "twin":
        shell.put("second.png", content)
    else:
        second.symlink_to(first)
    ids = run_at_once(shell, [first], [second])
    assert ids == [[asset["id"] for asset in assets()]] * 2


@pytest.mark.usefixtures("slow")
def test_what_is_wanted_again_becomes_an_asset_of_its_own_in_each_command(
    shell: Shell, assets: Assets
) -> None:
    path = shell.put("a.png")
    ids = run_at_once(shell, ["--again", path], ["--again", path])
    assert sorted(each for run in ids for each in run) == sorted(asset["id"] for asset in assets())
    assert len(assets()) == 2


@pytest.mark.usefixtures("slow")
def test_files_of_one_size_do_not_wait_for_each_other(shell: Shell, assets: Assets) -> None:
    runs = [[shell.put(f"{name}.png", png(name.encode(), BIG))] for name in ("one", "two")]
    started = [shell.start("upload", "--project", PROJECT, *paths) for paths in runs]
    assert [process.communicate(timeout=SECONDS)[1] for process in started] == ["", ""]
    assert len(assets()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("stage", "fault", "size"),
    [
        ("inline", {"fault": "executed_then_silence"}, 0),
        ("put", {"fault": "stop_reading", "after_bytes": 1000}, 4 * BIG),
        ("put", {"fault": "stored_then_silence"}, 4 * BIG),
        ("finalize", {"fault": "executed_then_silence"}, 4 * BIG),
    ],
    ids=["in the inline call", "in mid-body", "stored", "in finalize"],
)
def test_who_waits_for_a_command_goes_on_once_that_is_killed(
    shell: Shell,
    assets: Assets,
    control: SandboxControl,
    stage: str,
    fault: dict[str, Any],
    size: int,
) -> None:
    name = f"{stage} {fault['fault']}.png"
    path, twin = (shell.put(each, png(name.encode(), size)) for each in (name, "twin.png"))
    control.fault(stage, **fault)
    with shell.start("upload", "--project", PROJECT, path) as first:
        wait_until(lambda: has_arrived(control, "presign" if size else "inline", name), "the first call")
        wait_until(lambda: stage in {"presign", "inline"} or control.calls(stage), stage)
        with shell.start("upload", "--project", PROJECT, "--json", twin) as second:
            assert second.stderr is not None
            assert WAITS in second.stderr.readline()
            first.kill()
            output, errors = second.communicate(timeout=SECONDS)
        first.communicate()
    assert (second.returncode, errors) == (0, "")
    (said,) = json.loads(output)
    assert [said["assetId"]] == [asset["id"] for asset in assets()]

    again = shell.upload(path)
    assert (again.returncode, again.stdout) == (0, f"{said['assetId']}\n")
    assert len(assets()) == 1


@pytest.mark.slow
@pytest.mark.unix("locks of files as flock makes them")
def test_who_waits_for_a_program_that_was_stopped_while_it_started_is_told_and_ends(
    shell: Shell, assets: Assets, home: Path
) -> None:
    path = shell.put("a.png")
    assert shell.upload(path).returncode == 0
    (database,) = home.rglob("uploads.sqlite3")
    with FileLock(database.with_name("uploads.sqlite3.lock")):
        run = shell.upload(shell.put("b.png"))
    assert (run.returncode, run.stdout, len(assets())) == (1, "", 1)
    assert "cannot be read (in use by another program). Nothing was sent" in run.stderr
