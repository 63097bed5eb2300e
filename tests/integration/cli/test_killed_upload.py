"""A run that was killed, and the same command again."""

import contextlib
import json
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]
# More than all buffers between the program and a store that reads nothing.
BIG = 20_000_000
STUCK = {"fault": "stop_reading", "after_bytes": 1000}


def wait_until(is_so: Callable[[], object], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        if time.monotonic() > end:
            pytest.fail(f"never came: {what}")
        time.sleep(0.02)


def has_arrived(control: SandboxControl, stage: str, name: str) -> bool:
    return any(call["filename"] == name for call in control.calls(stage))


def has_handed_over(home: Path) -> bool:
    """Whether the journal knows that all bytes of some upload have left."""
    for database in home.rglob("uploads.sqlite3"):
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            records = [json.loads(record) for (record,) in connection.execute("SELECT record FROM uploads")]
        return any(record["remote"]["bytes_handed_over"] for record in records)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("stage", "fault", "size", "puts"),
    [
        ("presign", {"fault": "executed_then_silence"}, BIG, 1),
        ("put", STUCK, BIG, 2),
        ("put", {"fault": "stored_then_silence"}, BIG, 1),
        ("finalize", {"fault": "executed_then_silence"}, BIG, 1),
        ("inline", {"fault": "executed_then_silence"}, 0, 0),
    ],
    ids=["in presign", "in mid-body", "stored", "in finalize", "in the inline call"],
)
def test_the_same_command_goes_on_after_a_kill_without_a_second_asset(
    shell: Shell,
    home: Path,
    control: SandboxControl,
    assets: Assets,
    stage: str,
    fault: dict[str, Any],
    size: int,
    puts: int,
) -> None:
    name = f"{stage}-{fault['fault']}.png"
    path = shell.put(name, png(name.encode(), size))
    control.fault(stage, **fault)
    with shell.start("upload", "--project", PROJECT, path) as process:
        wait_until(lambda: has_arrived(control, stage, name), f"{stage} of {name}")
        if puts == 1 and stage == "put":
            wait_until(lambda: has_handed_over(home), "the last byte")
        process.send_signal(signal.SIGKILL)
        output, _ = process.communicate(timeout=SECONDS)
    assert output == ""
    control.clear_faults()
    run = shell.upload(path)
    (asset,) = assets()
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{asset['id']}\n", "")
    assert len([call for call in control.calls("put") if call["filename"] == name]) == puts


def forget_account(home: Path) -> None:
    """Write the rows of the journal as a version did that knew one account only."""
    (database,) = home.rglob("uploads.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        for upload_id, text in connection.execute("SELECT id, record FROM uploads").fetchall():
            record = json.loads(text)
            record["project"]["account"] = ""
            connection.execute("UPDATE uploads SET record = ? WHERE id = ?", (json.dumps(record), upload_id))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_what_an_earlier_version_left_in_doubt_is_gone_on_with_and_not_sent_anew(
    shell: Shell, home: Path, control: SandboxControl, assets: Assets
) -> None:
    path = shell.put("earlier.png", png(b"earlier"))
    control.fault("inline", "executed_then_silence")
    with shell.start("upload", "--project", PROJECT, path) as process:
        wait_until(lambda: has_arrived(control, "inline", path.name), "the call")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SECONDS)
    control.clear_faults()
    forget_account(home)
    run = shell.upload(path)
    (asset,) = assets()
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{asset['id']}\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_ends_in_order_with_130_and_the_same_command_goes_on(
    shell: Shell, control: SandboxControl, assets: Assets, name: str
) -> None:
    path = shell.put(f"{name}.png", png(name.encode(), BIG))
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with shell.start("upload", "--project", PROJECT, path) as process:
        wait_until(lambda: has_arrived(control, "put", path.name), "the PUT")
        process.send_signal(signal.Signals[name])
        output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, output) == (130, "")
    assert errors == "Interrupted. Run the same command to continue where this run stopped.\n"
    control.clear_faults()
    run = shell.upload(path)
    assert (run.returncode, run.stdout.splitlines()) == (0, [asset["id"] for asset in assets()])
    assert len(assets()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_with_nohup_the_end_of_the_terminal_ends_nothing(
    shell: Shell, control: SandboxControl, assets: Assets
) -> None:
    path = shell.put("nohup.png", png(b"nohup"))
    control.fault("inline", "latency", seconds=1)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does, for what is started now
    try:
        process = shell.start("upload", "--project", PROJECT, path)
    finally:
        signal.signal(signal.SIGHUP, before)
    with process:
        wait_until(lambda: has_arrived(control, "inline", path.name), "the call")
        process.send_signal(signal.SIGHUP)
        output, _ = process.communicate(timeout=SECONDS)
    assert (process.returncode, output.splitlines()) == (0, [asset["id"] for asset in assets()])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' loops have no signal handlers")
def test_the_second_ctrl_c_waits_for_nothing_that_holds_up_the_first(
    shell: Shell, home: Path, control: SandboxControl, assets: Callable[[], list[dict[str, Any]]]
) -> None:
    path = shell.put("a.png", png(b"twice", BIG))
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with shell.start("upload", "--project", PROJECT, path) as process:
        wait_until(lambda: has_arrived(control, "put", path.name), "the PUT")
        (database,) = home.rglob("uploads.sqlite3")
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # the end has something to write, and cannot
            while process.poll() is None:
                process.send_signal(signal.SIGINT)
                time.sleep(0.3)
        output, errors = process.communicate(timeout=SECONDS)
    # Whoever ends in order says so.
    assert (process.returncode, output, errors) == (130, "", "")
    control.clear_faults()
    assert (shell.upload(path).returncode, len(assets())) == (0, 1)
