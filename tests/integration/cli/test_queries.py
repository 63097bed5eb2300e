"""What can be asked without uploading: projects, accounts, whose key, and the history."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.environment import api_host
from layers_desktop.local.paths import Directories
from layers_desktop.sandbox.settings import READ_ONLY_KEY
from tests.integration.cli.conftest import PROJECT, Shell

Assets = Callable[[], list[dict[str, Any]]]


@pytest.mark.usefixtures("control")
def test_projects_are_listed_with_what_names_them_in_a_script(shell: Shell) -> None:
    objects = json.loads(shell.run("projects", "--json").stdout)
    assert objects[0].keys() == {"version", "id", "name", "externalId"}
    lines = [line.split("\t") for line in shell.run("projects").stdout.splitlines()]
    assert lines == [[each["id"], each["name"], each["externalId"] or ""] for each in objects]
    assert PROJECT in {each["name"] for each in objects}


@pytest.mark.usefixtures("control")
def test_whoami_tells_whose_key_it_is_and_what_it_may(shell: Shell) -> None:
    whole = json.loads(shell.run("whoami", "--json").stdout)
    assert whole.keys() == {
        "version", "organizationId", "organizationName", "apiKeyId", "scopes", "canUpload", "rateLimitTier",
        "writesPerMinute", "host",
    }  # fmt: skip
    assert whole["canUpload"] is True
    run = shell.run("whoami", LAYERS_API_KEY=READ_ONLY_KEY)
    assert run.returncode == 0
    assert "May not upload." in run.stdout
    assert READ_ONLY_KEY not in run.stdout


@pytest.mark.parametrize("command", ["projects", "whoami"])
def test_without_a_key_that_layers_accepts_a_query_ends_with_3(shell: Shell, command: str) -> None:
    for key in ("", "lp_wrong"):
        run = shell.run(command, LAYERS_API_KEY=key)
        assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (3, "", 1)


def test_accounts_are_those_of_the_window(shell: Shell) -> None:
    assert shell.run("accounts").stdout == ""
    folder = Directories.of_user().config
    folder.mkdir(parents=True, exist_ok=True)
    host = api_host(shell.environ["LAYERS_BASE_URL"])
    AccountsFile(folder / ACCOUNTS_NAME).save(host, [KnownAccount("org_1", "Quay Records", "Quay")])
    assert shell.run("accounts").stdout == "org_1\tQuay\n"
    assert json.loads(shell.run("accounts", "--json").stdout) == [
        {"version": 1, "id": "org_1", "name": "Quay", "organizationName": "Quay Records"}
    ]


def test_the_history_is_newest_first_and_can_be_narrowed(shell: Shell, assets: Assets) -> None:
    assert shell.run("history").stdout == ""
    paths = [shell.put(f"{name}.png") for name in "ab"]
    for path in paths:
        shell.upload(path)
    objects = json.loads(shell.run("history", "--json").stdout)
    assert [each["path"] for each in objects] == [str(path) for path in reversed(paths)]
    assert objects[0].keys() == {
        "version", "finishedAt", "path", "kind", "mimeType", "size", "sha256", "projectId", "projectName",
        "assetId", "url",
    }  # fmt: skip
    lines = [line.split("\t") for line in shell.run("history", "--since", "1h").stdout.splitlines()]
    assert [line[1] for line in lines] == [each["assetId"] for each in objects]
    table = list(csv.DictReader(io.StringIO(shell.run("history", "--csv", "--project", PROJECT).stdout)))
    assert [row["asset_id"] for row in table] == [each["assetId"] for each in objects]
    assert shell.run("history", "--since", "2099-01-01").stdout == ""
    nobody = shell.run("history", "--project", "Nobody")
    assert (nobody.returncode, nobody.stdout) == (4, "")
