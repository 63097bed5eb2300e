"""The script in the README, run as it is printed there."""

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import PROJECT, ROOT, SECONDS, Shell, png
from tests.integration.cli.test_killed_upload import BIG, STUCK, has_arrived, wait_until
from tests.support.sandbox_control import SandboxControl

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")

Assets = Callable[[], list[dict[str, Any]]]
OTHER = "Beta Corp"


@pytest.fixture
def start(shell: Shell, tmp_path: Path) -> Callable[[], "subprocess.Popen[str]"]:
    """Starts the script on the folder of the clients, with the program on the path."""
    (text,) = re.findall(
        r"```sh\n(#!/bin/sh\n.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    script, program = tmp_path / "upload-clients", tmp_path / "bin" / "layers-desktop"
    program.parent.mkdir()
    script.write_text(text, encoding="utf-8")
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m layers_desktop "$@"\n', encoding="utf-8")
    for path in (script, program):
        path.chmod(0o755)
    environ = shell.environ | {"PATH": f"{program.parent}{os.pathsep}{shell.environ['PATH']}"}
    for client in (PROJECT, OTHER):
        (shell.folder / client).mkdir()

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [script, shell.folder],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def ids_in(table: Path) -> dict[str, str]:
    with table.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["asset_id"] for row in csv.DictReader(file)}


def test_after_an_interruption_it_goes_on_and_leaves_a_table_for_each_client(
    shell: Shell, control: SandboxControl, assets: Assets, start: Callable[[], "subprocess.Popen[str]"]
) -> None:
    for name in ("hero.png", "acme-logo.png"):
        shell.put(f"{PROJECT}/{name}")
    shell.put(f"{OTHER}/big.png", png(b"script", BIG))
    shell.put(f"{OTHER}/small.png")
    control.fault("put", **STUCK)  # type: ignore[arg-type]
    with start() as script:
        wait_until(lambda: has_arrived(control, "put", "big.png"), "the PUT")
        os.killpg(script.pid, signal.SIGINT)  # as the terminal does for Ctrl+C
        _, errors = script.communicate(timeout=SECONDS)
    assert script.returncode in {130, -signal.SIGINT}
    assert errors == "Interrupted. Run the same command to continue where this run stopped.\n"
    assert [path.name for path in shell.folder.glob("*.csv")] == [f"{PROJECT}.csv"]
    control.clear_faults()

    for _ in range(2):
        with start() as script:
            output, errors = script.communicate(timeout=SECONDS)
        assert (script.returncode, output, errors) == (0, "", "")
        made = {asset["filename"]: asset for asset in assets()}
        tables = {client: ids_in(shell.folder / f"{client}.csv") for client in (PROJECT, OTHER)}
        assert tables == {
            PROJECT: {name: made[name]["id"] for name in ("acme-logo.png", "hero.png")},
            OTHER: {name: made[name]["id"] for name in ("big.png", "small.png")},
        }
        assert made["acme-logo.png"]["kind"] == "logo"
        assert len(assets()) == 4


def test_a_client_without_a_project_and_a_file_that_fails_stop_no_other(
    shell: Shell, assets: Assets, start: Callable[[], "subprocess.Popen[str]"]
) -> None:
    (shell.folder / "A Nobody").mkdir()
    for name in ("A Nobody/a.png", f"{PROJECT}/a.png", f"{OTHER}/a.png"):
        shell.put(name)
    shell.put(f"{PROJECT}/notes.txt", b"Just words.\n")
    with start() as script:
        _, errors = script.communicate(timeout=SECONDS)
    assert script.returncode == 2
    assert [path.name for path in shell.folder.glob("*.*")] == [f"{OTHER}.csv"]
    nobody, notes = errors.splitlines()
    assert "There is no project “A Nobody”." in nobody
    assert "notes.txt: Layers takes images" in notes
    assert len(assets()) == 2


def test_it_is_about_thirty_lines_long() -> None:
    (text,) = re.findall(
        r"```sh\n(#!/bin/sh\n.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(text.splitlines()) <= 32
