"""A start that meets a fault which passes."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.cli.conftest import PROJECT, SECONDS, Shell
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


@pytest.mark.parametrize("stage", ["whoami", "projects"])
@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("bad_gateway", {}),
        ("error", {}),
        ("close", {}),
        ("rate_limit", {"retry_after": "1"}),
        ("captive_html", {}),
        ("captive_redirect", {}),
    ],
)
def test_one_passing_fault_of_the_first_calls_ends_no_command(
    shell: Shell, control: SandboxControl, assets: Assets, stage: str, fault: str, details: dict[str, Any]
) -> None:
    control.fault(stage, fault, **details)
    run = shell.upload(shell.put("a.png"))
    (asset,) = assets()
    assert (run.returncode, run.stdout) == (0, f"{asset['id']}\n")
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.endswith("Waiting to try again.\n")


def test_a_network_that_comes_a_moment_late_ends_no_command(shell: Shell, tmp_path: Path) -> None:
    """As at the start of a computer: nobody listens at first."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with shell.start("upload", "--project", PROJECT, shell.put("a.png"), LAYERS_BASE_URL=url) as command:
        assert command.stderr
        assert command.stderr.readline().endswith("Waiting to try again.\n")
        with SandboxProcess.start(tmp_path / "late", "--port", str(port)) as late:
            output, errors = command.communicate(timeout=SECONDS)
            (asset,) = SandboxControl(late.url).assets()
    assert (command.returncode, output, errors) == (0, f"{asset['id']}\n", "")


def test_a_day_is_not_waited_for(shell: Shell, control: SandboxControl, assets: Assets) -> None:
    control.fault("whoami", "rate_limit", retry_after="50000")
    run = shell.upload(shell.put("a.png"))
    assert (run.returncode, assets()) == (1, [])
    assert "slow down" in run.stderr


@pytest.mark.parametrize("command", ["projects", "whoami"])
@pytest.mark.parametrize("fault", ["bad_gateway", "close"])
def test_one_passing_fault_ends_no_query(
    shell: Shell, control: SandboxControl, command: str, fault: str
) -> None:
    control.fault(command, fault)
    run = shell.run(command, "--json")
    assert run.returncode == 0
    assert run.stderr.endswith("Waiting to try again.\n")
    assert json.loads(run.stdout)
