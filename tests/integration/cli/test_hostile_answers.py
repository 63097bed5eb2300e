"""What Layers answers, as it reaches a terminal."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.cli.conftest import Shell, png
from tests.support.sandbox_control import SandboxControl

Assets = Callable[[], list[dict[str, Any]]]


@pytest.mark.parametrize(
    "value",
    ["asset_1\nasset_2", "\x1b[2J", "asset_\ud800", "", 17],
    ids=["lines", "escape", "half", "empty", "17"],
)
def test_an_id_that_is_none_fails_its_file_and_the_others_have_theirs(
    shell: Shell, control: SandboxControl, assets: Assets, value: object
) -> None:
    bad, good = shell.put("bad.png", png(b"bad", 300_000)), shell.put("good.png")
    control.fault("finalize", "altered", fields={"assetId": value, "mediaId": value})
    run = shell.upload(bad, good)
    sound = next(asset["id"] for asset in assets() if asset["filename"] == "good.png")
    assert (run.returncode, run.stdout) == (2, f"\n{sound}\n")
    assert len(run.stderr.splitlines()) == 1
    assert "Traceback" not in run.stderr

    again = shell.upload("--json", bad, good)
    assert again.returncode == 0
    assert {each["assetId"] for each in json.loads(again.stdout)} == {asset["id"] for asset in assets()}
