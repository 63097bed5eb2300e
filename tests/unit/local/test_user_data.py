import asyncio
from pathlib import Path

import pytest

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.credentials import user_name
from layers_desktop.local.paths import Directories
from layers_desktop.local.preferences import PREFERENCES_NAME, Preferences, PreferencesFile
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.local.user_data import InUseError, UserData


@pytest.fixture
def directories(home: Path) -> Directories:
    directories = Directories.of_user()
    directories.ensure()
    return directories


def test_one_folder_for_several_purposes_is_described_by_all_of_them(tmp_path: Path) -> None:
    own = tmp_path / "layers-desktop"
    directories = Directories(own, own, own, own / "Cache", own / "Logs")  # as on Windows
    directories.ensure()
    assert UserData(directories, {}).folders() == {own: "settings, data, history and unfinished uploads"}


@pytest.mark.linux("five folders in four places")
def test_what_is_there_is_named_once_and_what_is_not_there_is_not(directories: Directories) -> None:
    folders = UserData(directories, {}).folders()
    assert directories.log.parent == directories.state
    assert list(folders) == [directories.config, directories.data, directories.state, directories.cache]
    assert len(set(folders.values())) == 4
    directories.cache.rmdir()
    assert directories.cache not in UserData(directories, {}).folders()


def test_hosts_are_known_from_the_environment_the_settings_and_the_folders(directories: Directories) -> None:
    PreferencesFile(directories.config / PREFERENCES_NAME).save(
        Preferences(project_ids={"eu.example.com": "prj_1"})
    )
    (directories.state / "accounts" / "127.0.0.1_8000").mkdir(parents=True)
    hosts = UserData(directories, {"LAYERS_BASE_URL": "https://staging.example.com:8443/x"}).key_users()
    assert hosts == ["api.layers.com", "staging.example.com:8443", "eu.example.com", "127.0.0.1:8000"]


def test_the_key_of_every_account_that_was_added_is_known(directories: Directories) -> None:
    accounts = [KnownAccount("org_1", "Acme"), KnownAccount("org_2", "Beta")]
    AccountsFile(directories.config / ACCOUNTS_NAME).save("eu.example.com", accounts)
    users = UserData(directories, {}).key_users()
    assert users == ["api.layers.com", *(user_name("eu.example.com", each.id) for each in accounts)]


def test_settings_and_addresses_that_cannot_be_read_hide_no_other_host(directories: Directories) -> None:
    (directories.config / PREFERENCES_NAME).mkdir()
    with pytest.raises(ConfigurationError):
        PreferencesFile(directories.config / PREFERENCES_NAME).load()
    (directories.state / "accounts" / "eu.example.com").mkdir(parents=True)
    hosts = UserData(directories, {"LAYERS_BASE_URL": "ftp://x"}).key_users()
    assert hosts == ["api.layers.com", "eu.example.com"]


@pytest.mark.linux("folders that do not lie in each other")
def test_folders_go_with_all_that_is_in_them_and_of_a_link_only_the_link(
    directories: Directories, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine", encoding="utf-8")
    directories.data.rmdir()
    directories.data.symlink_to(elsewhere)
    (directories.config / "deep" / "deeper").mkdir(parents=True)
    belongings = UserData(directories, {})
    for folder in belongings.folders():
        belongings.remove(folder)
    assert belongings.folders() == {}
    assert (elsewhere / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_it_is_in_use_as_long_as_a_program_has_a_journal_open(directories: Directories) -> None:
    belongings = UserData(directories, {})

    async def look_while_open() -> None:
        opening = await Journal.open(directories.state / "accounts" / "api.layers.com", Origin.WINDOW)
        try:
            with pytest.raises(InUseError):
                belongings.check_not_in_use()
        finally:
            await opening.journal.close()

    belongings.check_not_in_use()
    asyncio.run(look_while_open())
    belongings.check_not_in_use()
