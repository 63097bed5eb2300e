import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.local.accounts import AccountsFile, KnownAccount
from layers_desktop.local.private_files import FILE_MODE

HOST = "api.layers.example"
ACCOUNTS = st.lists(
    st.builds(KnownAccount, st.text(min_size=1), st.text(min_size=1), st.text()),
    max_size=4,
    unique_by=lambda account: account.id,
)


@given(ACCOUNTS, ACCOUNTS)
def test_what_is_saved_is_loaded_and_other_hosts_are_left_alone(
    tmp_path_factory: pytest.TempPathFactory, ours: list[KnownAccount], theirs: list[KnownAccount]
) -> None:
    file = AccountsFile(tmp_path_factory.mktemp("accounts") / "accounts.json")
    file.save("127.0.0.1:8000", theirs)
    file.save(HOST, ours)
    assert file.load(HOST) == ours
    assert file.load("127.0.0.1:8000") == theirs
    assert file.quarantined is None


def test_no_file_is_no_account(tmp_path: Path) -> None:
    assert AccountsFile(tmp_path / "accounts.json").load(HOST) == []


@pytest.mark.unix("modes")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "accounts.json"
    AccountsFile(path).save(HOST, [KnownAccount("org_1", "Northwind Agency")])
    assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        json.dumps({HOST: {}}),
    ],
)
def test_a_broken_file_is_set_aside_and_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(content, encoding="utf-8")
    file = AccountsFile(path)
    assert file.load(HOST) == []
    assert file.quarantined
    assert file.quarantined.read_text(encoding="utf-8") == content


def test_a_file_that_cannot_be_read_or_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "accounts.json").mkdir()
    file = AccountsFile(tmp_path / "accounts.json")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        file.load(HOST)
    blocked = AccountsFile(tmp_path / "plain" / "accounts.json")
    (tmp_path / "plain").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        blocked.save(HOST, [KnownAccount("org_1", "Northwind Agency")])


def test_an_account_goes_by_its_own_name_where_it_has_one() -> None:
    assert KnownAccount("org_1", "Northwind Agency").name == "Northwind Agency"
    assert KnownAccount("org_1", "Northwind Agency", "Ours").name == "Ours"


@pytest.mark.parametrize(
    "broken",
    ["a", {"id": "org_1"}, {"id": 1, "organization_name": "N"}, {"id": "", "organization_name": "N"}],
)
def test_an_account_that_cannot_be_read_is_kept_beside_the_others(tmp_path: Path, broken: object) -> None:
    path = tmp_path / "accounts.json"
    sound = {"id": "org_2", "organization_name": "Northwind", "own_name": "", "colour": ["of", "later"]}
    path.write_text(json.dumps({HOST: [broken, sound]}), encoding="utf-8")
    file = AccountsFile(path)
    (account,) = file.load(HOST)
    assert (account.id, file.quarantined) == ("org_2", None)

    file.save(HOST, [account._replace(own_name="Mine")])
    assert json.loads(path.read_text(encoding="utf-8")) == {HOST: [sound | {"own_name": "Mine"}, broken]}
