"""What an earlier version left, which knew one account, goes to the account of its project only."""

from dataclasses import replace

import pytest

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.queue.accounts import LegacyUploadMigration
from tests.unit.transfer.conftest import PROJECT, new_upload

FIRST, OTHER = "org_first", "org_other"


class Neighbours:
    """Notes what the ledger, the crew and the checker are given."""

    def __init__(self) -> None:
        self.told: list[Upload] = []
        self.taken_on: list[Upload] = []
        self.checked: list[Upload] = []

    def record(self, *uploads: Upload) -> None:
        self.told += uploads

    def submit(self, uploads: list[Upload]) -> None:
        self.taken_on += uploads

    def check_again(self, uploads: list[Upload]) -> None:
        self.checked += uploads


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
def left() -> list[Upload]:
    """Two uploads of an earlier version, for two projects."""
    return [new_upload("a.png"), new_upload("b.png", project=Project("prj_2", "Beta"))]


@pytest.fixture
def housing(left: list[Upload], neighbours: Neighbours) -> LegacyUploadMigration:
    uploads = {upload.id: upload for upload in left}
    return LegacyUploadMigration(uploads, neighbours, neighbours, neighbours)  # type: ignore[arg-type]  # what it uses of them


def of(account: str, *ids: str) -> list[Project]:
    return [Project(each, f"{each} as it is called now", account=account) for each in ids]


def test_only_the_account_that_lists_the_project_gets_its_uploads(
    housing: LegacyUploadMigration, left: list[Upload]
) -> None:
    assert housing.add_projects(of(FIRST, "prj_7", "prj_8")) == []
    assert [upload.account for upload in left] == ["", ""]
    assert housing.add_projects(of(OTHER, "prj_9", "prj_2")) == [left[1]]
    assert [upload.account for upload in left] == ["", OTHER]
    assert housing.add_projects(of(FIRST, "prj_1")) == [left[0]]
    assert [upload.account for upload in left] == [FIRST, OTHER]


def test_what_comes_after_its_account_is_housed_as_well(housing: LegacyUploadMigration) -> None:
    housing.add_projects(of(OTHER, PROJECT.id))
    late, homeless = new_upload("late.png"), new_upload("homeless.png", project=None)
    assert housing.assign_account([late, homeless]) == [late]
    assert late.project == of(OTHER, PROJECT.id)[0]
    assert homeless.project is None


def test_an_upload_that_names_its_account_keeps_it_whoever_lists_the_project(
    housing: LegacyUploadMigration,
) -> None:
    mine = new_upload("mine.png", project=replace(PROJECT, account=FIRST))
    housing.add_projects(of(OTHER, PROJECT.id))
    assert housing.assign_account([mine]) == []
    assert mine.account == FIRST


def test_of_two_accounts_that_list_a_project_the_first_keeps_it(housing: LegacyUploadMigration) -> None:
    housing.add_projects(of(FIRST, "prj_5"))
    housing.add_projects(of(OTHER, "prj_5"))
    upload = new_upload("c.png", project=Project("prj_5", "Shared"))
    housing.assign_account([upload])
    assert upload.account == FIRST


def test_an_account_that_has_gone_gets_nothing_any_more(housing: LegacyUploadMigration) -> None:
    housing.add_projects(of(FIRST, "prj_5"))
    housing.forget(FIRST)
    upload = new_upload("c.png", project=Project("prj_5", "Gone"))
    assert housing.assign_account([upload]) == []
    assert upload.account == ""


def test_what_waited_goes_on_and_what_is_ready_is_held_against_the_history_again(
    housing: LegacyUploadMigration, neighbours: Neighbours, left: list[Upload]
) -> None:
    left[1].state = UploadState.READY
    housing.resume(left)
    assert neighbours.told == left
    assert neighbours.taken_on == [left[0]]
    assert neighbours.checked == [left[1]]
