"""A start that meets a fault which passes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import Shell
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


@pytest.mark.parametrize("stage", ["whoami", "projects"])
@pytest.mark.parametrize(
    ("fault", "details"),
    [("bad_gateway", {}), ("error", {}), ("close", {}), ("rate_limit", {"retry_after": "1"})],
)
def test_one_passing_fault_of_the_first_calls_ends_no_command(
    shell: Shell, control: SandboxControl, assets: Assets, stage: str, fault: str, details: dict[str, Any]
) -> None:
    control.fault(stage, fault, **details)
    run = shell.upload(shell.put("a.png"))
    (asset,) = assets()
    assert (run.returncode, run.stdout) == (0, f"{asset['id']}\n")
    assert len(run.stderr.splitlines()) == (1 if details else 0)


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
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)
