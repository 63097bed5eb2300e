"""What is printed of the files: in which form, when, and where a file has no ID."""

import csv
import io
import json
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import BIG, STUCK
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]
FIELDS = {
    "version": int,
    "path": str,
    "kind": str,
    "mimeType": str,
    "size": int,
    "sha256": str,
    "projectId": str,
}
ERROR_FIELDS = {"code": str, "message": str, "nextStep": str, "requestId": (str, type(None))}


def ids_by_name(assets: Assets) -> dict[str, str]:
    return {asset["filename"]: asset["id"] for asset in assets()}


def test_each_line_matches_an_argument_also_where_a_file_failed(shell: Shell, assets: Assets) -> None:
    shell.put("a.png")
    shell.put("notes.txt", b"Just words.\n")
    shell.put("b.png")
    run = shell.upload("a.png", "notes.txt", "gone.png", "b.png", "a.png")
    ids = ids_by_name(assets)
    assert run.returncode == 2
    assert run.stdout.split("\n") == [ids["a.png"], "", "", ids["b.png"], ids["a.png"], ""]


def test_names_come_as_they_were_given(shell: Shell, assets: Assets) -> None:
    (shell.folder / "shoot").mkdir()
    for name in ("a.png", "shoot/b.png"):
        shell.put(name)
    run = shell.upload("--with-names", "./a.png", "shoot", "gone.png", shell.folder / "a.png")
    ids = ids_by_name(assets)
    lines = [line.split("\t") for line in run.stdout.splitlines()]
    assert [name for _, name in lines][1:3] == ["shoot/b.png", "gone.png"]
    assert [asset_id for asset_id, _ in lines] == [ids["a.png"], ids["b.png"], "", ids["a.png"]]


def test_objects_have_the_documented_shape(shell: Shell) -> None:
    files = [shell.put("a.png"), shell.put("notes.txt", b"Just words.\n")]
    whole = json.loads(shell.upload("--json", *files).stdout)
    lines = [json.loads(line) for line in shell.upload("--jsonl", *files).stdout.splitlines()]
    for done, failed in (whole, sorted(lines, key=lambda each: "error" in each)):
        assert done.keys() == {*FIELDS, "assetId", "url", "reused"}
        assert all(isinstance(done[name], kind) for name, kind in FIELDS.items())
        assert failed.keys() == {*FIELDS, "error"}
        assert failed["error"].keys() == ERROR_FIELDS.keys()
        assert all(isinstance(failed["error"][name], kind) for name, kind in ERROR_FIELDS.items())
        assert done["version"] == failed["version"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
@pytest.mark.parametrize("form", [[], ["--with-names"], ["--jsonl"]])
def test_what_has_arrived_is_printed_at_once_and_an_interrupt_leaves_it(
    shell: Shell, control: SandboxControl, assets: Assets, form: list[str]
) -> None:
    small, big = shell.put("small.png"), shell.put("big.png", png(b"big", BIG))
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with shell.start("upload", "--project", PROJECT, *form, small, big) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert ids_by_name(assets)["small.png"] in first
    assert (rest, errors) == ("", "Interrupted. Run the same command to continue where this run stopped.\n")


def test_events_are_objects_too_and_stderr_is_nothing_else(shell: Shell, control: SandboxControl) -> None:
    control.fault("whoami", "rate_limit", retry_after="1")
    files = [shell.put("a.png"), shell.put("notes.txt", b"Just words.\n")]
    run = shell.upload("--jsonl", "--progress-json", *files)
    events = [json.loads(line) for line in run.stderr.splitlines()]
    assert {event["event"] for event in events} == {"message", "failed", "progress"}
    assert all(event["version"] == 1 for event in events)
    (failed,) = [event for event in events if event["event"] == "failed"]
    assert failed.keys() == {"version", "event", "path", *ERROR_FIELDS}
    progress = next(event for event in events if event["event"] == "progress")
    assert progress.keys() == {
        "version", "event", "bytesDone", "bytesTotal", "filesDone", "filesTotal", "bytesPerSecond",
        "secondsLeft", "waitsFor", "files",
    }  # fmt: skip
    nobody = shell.run("upload", "--progress-json", "--project", "Nobody", files[0])
    assert json.loads(nobody.stderr)["event"] == "error"


def test_the_formats_of_the_window_can_be_printed(shell: Shell, assets: Assets) -> None:
    files = [shell.put("a.png"), shell.put("b.png")]
    table = list(csv.DictReader(io.StringIO(shell.upload("--print", "csv", *files).stdout)))
    ids = dict(sorted(ids_by_name(assets).items()))
    assert [(row["name"], row["asset_id"]) for row in table] == list(ids.items())
    assert json.loads(shell.upload("--print", "json-ids", *files).stdout) == list(ids.values())
    own = shell.upload("--print", r"{stem}\t{id}", *files)
    assert own.stdout == f"a\t{ids['a.png']}\nb\t{ids['b.png']}\n"
    assert own.stderr == ""
    wrong = shell.upload("--print", "xml", *files)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "choose lines, commas, csv" in wrong.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_lines_that_nobody_reads_any_more_stop_no_file(shell: Shell, assets: Assets) -> None:
    files = [shell.put(f"{number}.png") for number in range(4)]
    with shell.start("upload", "--project", PROJECT, "--jsonl", *files) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()
    assert process.returncode == 2
    assert len(errors.splitlines()) == 1
    assert len(assets()) == 4


def test_quiet_says_only_what_failed_and_verbose_what_became_of_each(shell: Shell) -> None:
    (shell.folder / "@eaDir").mkdir()
    for name in ("a.png", "@eaDir/t.png"):
        shell.put(name)
    quiet = shell.upload("--quiet", shell.folder, "gone.png")
    assert quiet.stderr == f"There is no file at {shell.folder}/gone.png.\n"
    verbose = shell.upload("--verbose", shell.folder)
    assert f"{shell.folder}/a.png: had its ID already" in verbose.stderr.splitlines()
