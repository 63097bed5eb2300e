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
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter

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
        self._choices = PreferencesController(PreferencesFile(self.preferences), theme, ConcurrencyLimiter())
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
def desk(home_of, tmp_path):
    desk = home_of(tmp_path / "config")
    desk.file.save(HOST, [NORTHWIND, HARBOUR])
    return desk


def whoami(known, name=""):
    return Account(known.id, name or known.organization_name, frozenset(), None, None)


def ids(book):
    return [entry.id for entry in book]


def test_what_was_kept_comes_back_without_a_key_and_the_first_is_shown(desk):
    book = desk.book()
    assert ids(book) == ["org_1", "org_2"]
    assert book.shown.known == NORTHWIND
    assert [entry.source for entry in book] == [None, None]
    assert desk.problems == []


def test_the_account_shown_last_is_shown_at_the_next_start(desk):
    desk.book().show("org_2")
    shown = desk.book().shown
    assert shown.id == "org_2"


def test_an_account_of_another_host_is_no_matter_of_this_one(desk):
    desk.file.save("api.other.example", [KnownAccount("org_9", "Elsewhere")])
    assert ids(desk.book()) == ["org_1", "org_2"]


def test_a_new_account_is_kept_and_one_of_the_environment_is_not(desk):
    book = desk.book()
    book.add(whoami(KnownAccount("org_3", "Typed in")), [], KeySource.SESSION)
    given = book.add(whoami(KnownAccount("org_4", "Given")), [], KeySource.ENVIRONMENT)
    assert not given.is_kept
    assert ids(book) == ["org_1", "org_2", "org_3", "org_4"]
    assert ids(desk.book()) == ["org_1", "org_2", "org_3"]


def test_the_environments_account_is_kept_once_its_key_is_typed_in(desk):
    book = desk.book()
    given = KnownAccount("org_4", "Given")
    book.add(whoami(given), [], KeySource.ENVIRONMENT)
    book.add(whoami(given), [], KeySource.SESSION)
    assert ids(desk.book())[-1] == "org_4"


def test_what_layers_says_is_taken_and_a_name_of_ones_own_stays(desk):
    book = desk.book()
    entry = book.add(whoami(HARBOUR, "Harbour Studios Ltd"), PROJECTS, KeySource.KEYRING)
    assert (entry.projects, entry.source) == (PROJECTS, KeySource.KEYRING)
    assert entry.projects_at
    assert entry.known == KnownAccount("org_2", "Harbour Studios Ltd", "Quay")
    assert desk.book().name_of("org_2") == "Quay"


@pytest.mark.parametrize(
    ("typed", "shown"), [("Mine", "Mine"), ("", "Harbour Studio"), ("Harbour Studio",) * 2]
)
def test_an_account_is_called_as_the_person_likes(desk, typed, shown):
    desk.book().rename("org_2", typed)
    assert desk.book().name_of("org_2") == shown


def test_an_account_nobody_knows_goes_by_its_id(desk):
    assert desk.book().name_of("org_gone") == "org_gone"


def test_a_name_is_told_beside_a_project_only_where_there_are_others(desk):
    book = desk.book()
    assert book.name_beside_others("org_2") == "Quay"
    book.remove("org_1")
    assert book.name_beside_others("org_2") == ""


def test_removing_the_one_shown_shows_another_for_good(desk):
    book = desk.book()
    book.remove("org_1")
    assert book.shown.id == "org_2"
    book = desk.book()
    assert ids(book) == ["org_2"]
    book.remove("org_2")
    assert book.shown is None
    assert ids(desk.book()) == []


def test_a_file_that_cannot_be_read_counts_as_none_and_is_told_of(tmp_path, home_of):
    desk = home_of(tmp_path)
    (tmp_path / ACCOUNTS_NAME).mkdir()
    assert ids(desk.book()) == []
    assert len(desk.problems) == 1


def test_a_slow_disk_holds_up_no_account_and_loses_none(desk):
    book = desk.book()
    desk.file.writes.clear()
    desk.file.hold.clear()
    book.rename("org_1", "North")
    book.rename("org_1", "Northern")
    book.remove("org_2")
    assert [entry.known.name for entry in book] == ["Northern"]
    assert desk.file.writes == []
    desk.file.hold.set()
    desk.end()
    threads, written = zip(*desk.file.writes, strict=True)
    assert written[-1] == ["Northern"]
    assert threading.main_thread() not in threads


def test_accounts_that_stay_as_they_are_are_not_written(desk):
    book = desk.book()
    desk.file.writes.clear()
    book.add(whoami(NORTHWIND), PROJECTS, KeySource.KEYRING)
    desk.end()
    assert desk.file.writes == []


def test_accounts_that_cannot_be_kept_are_told_on_the_windows_thread(qtbot, tmp_path, home_of):
    desk = home_of(tmp_path / "config")
    book = desk.book()
    (tmp_path / "config").write_text("in the way")
    book.add(whoami(NORTHWIND), PROJECTS, KeySource.KEYRING)
    qtbot.waitUntil(lambda: bool(desk.problems))
    assert ids(book) == ["org_1"]
