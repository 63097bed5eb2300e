"""The accounts of a window: which are kept, which is shown, and what they are called."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from layers_desktop.app.accounts.account_list import AccountList
from layers_desktop.app.preferences import PreferencesController
from layers_desktop.domain.project import Account, Project
from layers_desktop.local.accounts import ACCOUNTS_NAME, AccountsFile, KnownAccount
from layers_desktop.local.credentials import KeySource
from layers_desktop.local.preferences import PREFERENCES_NAME, PreferencesFile
from layers_desktop.transfer.job.job_context import QueueLimits

HOST = "api.layers.example"
NORTHWIND, HARBOUR = (
    KnownAccount("org_1", "Northwind Agency"),
    KnownAccount("org_2", "Harbour Studio", "Quay"),
)
PROJECTS = [Project("prj_1", "Acme", account="org_1")]


class WatchedFile(AccountsFile):
    """The real file, which tells who wrote what into it; `gate` holds the writer up like a slow disk."""

    def __init__(self, path):
        super().__init__(path)
        self.writes = []
        self.hold = threading.Event()
        self.hold.set()

    def save(self, host, accounts):
        self.hold.wait(10)
        super().save(host, accounts)
        self.writes.append((threading.current_thread(), [account.name for account in accounts]))


class Home:
    """A home with what is kept in it, and a book as each start of the program opens one."""

    def __init__(self, folder):
        self.file = WatchedFile(folder / ACCOUNTS_NAME)
        self.preferences = folder / PREFERENCES_NAME
        self.problems = []
        self._choices = None
        self._book = None

    def end(self):
        if self._choices:
            asyncio.run(self._book.save())
            asyncio.run(self._choices.save())

    def book(self):
        self.end()
        theme = SimpleNamespace(set_scheme=lambda _scheme: None)
        self._choices = PreferencesController(PreferencesFile(self.preferences), theme, QueueLimits())
        self._book = AccountList(self.file, HOST, self._choices)
        self._book.fileFailed.connect(self._tell)
        self._book.load()
        return self._book

    def _tell(self, problem):
        assert threading.current_thread() is threading.main_thread()
        self.problems.append(problem)


@pytest.fixture
def home_of(qapp):
    return Home


@pytest.fixture
def two_accounts(home_of, tmp_path):
    two_accounts = home_of(tmp_path / "config")
    two_accounts.file.save(HOST, [NORTHWIND, HARBOUR])
    return two_accounts


def whoami(known, name=""):
    return Account(known.id, name or known.organization_name, frozenset(), None, None)


def ids(book):
    return [entry.id for entry in book]


def test_what_was_kept_comes_back_without_a_key_and_the_first_is_shown(two_accounts):
    book = two_accounts.book()
    assert ids(book) == ["org_1", "org_2"]
    assert book.shown.known == NORTHWIND
    assert [entry.source for entry in book] == [None, None]
    assert two_accounts.problems == []


def test_the_account_shown_last_is_shown_at_the_next_start(two_accounts):
    two_accounts.book().show("org_2")
    shown = two_accounts.book().shown
    assert shown.id == "org_2"


def test_an_account_of_another_host_is_no_matter_of_this_one(two_accounts):
    two_accounts.file.save("api.other.example", [KnownAccount("org_9", "Elsewhere")])
    assert ids(two_accounts.book()) == ["org_1", "org_2"]


def test_a_new_account_is_kept_and_one_of_the_environment_is_not(two_accounts):
    book = two_accounts.book()
    book.add(whoami(KnownAccount("org_3", "Typed in")), [], KeySource.SESSION)
    given = book.add(whoami(KnownAccount("org_4", "Given")), [], KeySource.ENVIRONMENT)
    assert not given.is_kept
    assert ids(book) == ["org_1", "org_2", "org_3", "org_4"]
    assert ids(two_accounts.book()) == ["org_1", "org_2", "org_3"]


def test_the_environments_account_is_kept_once_its_key_is_typed_in(two_accounts):
    book = two_accounts.book()
    given = KnownAccount("org_4", "Given")
    book.add(whoami(given), [], KeySource.ENVIRONMENT)
    book.add(whoami(given), [], KeySource.SESSION)
    assert ids(two_accounts.book())[-1] == "org_4"


def test_what_layers_says_is_taken_and_a_name_of_ones_own_stays(two_accounts):
    book = two_accounts.book()
    entry = book.add(whoami(HARBOUR, "Harbour Studios Ltd"), PROJECTS, KeySource.KEYRING)
    assert (entry.projects, entry.source) == (PROJECTS, KeySource.KEYRING)
    assert entry.projects_at
    assert entry.known == KnownAccount("org_2", "Harbour Studios Ltd", "Quay")
    assert two_accounts.book().name_of("org_2") == "Quay"


@pytest.mark.parametrize(
    ("typed", "shown"), [("Mine", "Mine"), ("", "Harbour Studio"), ("Harbour Studio",) * 2]
)
def test_an_account_is_called_as_the_person_likes(two_accounts, typed, shown):
    two_accounts.book().rename("org_2", typed)
    assert two_accounts.book().name_of("org_2") == shown


def test_an_account_nobody_knows_goes_by_its_id(two_accounts):
    assert two_accounts.book().name_of("org_gone") == "org_gone"


def test_a_name_is_told_beside_a_project_only_where_there_are_others(two_accounts):
    book = two_accounts.book()
    assert book.name_beside_others("org_2") == "Quay"
    book.remove("org_1")
    assert book.name_beside_others("org_2") == ""


def test_removing_the_one_shown_shows_another_for_good(two_accounts):
    book = two_accounts.book()
    book.remove("org_1")
    assert book.shown.id == "org_2"
    book = two_accounts.book()
    assert ids(book) == ["org_2"]
    book.remove("org_2")
    assert book.shown is None
    assert ids(two_accounts.book()) == []


def test_a_file_that_cannot_be_read_counts_as_none_and_is_told_of(tmp_path, home_of):
    two_accounts = home_of(tmp_path)
    (tmp_path / ACCOUNTS_NAME).mkdir()
    assert ids(two_accounts.book()) == []
    assert len(two_accounts.problems) == 1


def test_a_slow_disk_holds_up_no_account_and_loses_none(two_accounts):
    book = two_accounts.book()
    two_accounts.file.writes.clear()
    two_accounts.file.hold.clear()
    book.rename("org_1", "North")
    book.rename("org_1", "Northern")
    book.remove("org_2")
    assert [entry.known.name for entry in book] == ["Northern"]
    assert two_accounts.file.writes == []
    two_accounts.file.hold.set()
    two_accounts.end()
    threads, written = zip(*two_accounts.file.writes, strict=True)
    assert written[-1] == ["Northern"]
    assert threading.main_thread() not in threads


def test_accounts_that_stay_as_they_are_are_not_written(two_accounts):
    book = two_accounts.book()
    two_accounts.file.writes.clear()
    book.add(whoami(NORTHWIND), PROJECTS, KeySource.KEYRING)
    two_accounts.end()
    assert two_accounts.file.writes == []


def test_accounts_that_cannot_be_kept_are_told_on_the_windows_thread(qtbot, tmp_path, home_of):
    two_accounts = home_of(tmp_path / "config")
    book = two_accounts.book()
    (tmp_path / "config").write_text("in the way", encoding="utf-8")
    book.add(whoami(NORTHWIND), PROJECTS, KeySource.KEYRING)
    qtbot.waitUntil(lambda: bool(two_accounts.problems))
    assert ids(book) == ["org_1"]
