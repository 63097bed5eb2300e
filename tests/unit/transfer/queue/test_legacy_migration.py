"""What an earlier version left, which knew one account, goes to the account of its project only."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.validator import UploadValidator
from layers_desktop.transfer.job.job_context import QueueLimits
from layers_desktop.transfer.queue.accounts import LegacyUploadMigration
from layers_desktop.transfer.queue.upload_queue import UploadQueue
from layers_desktop.transfer.upload_method import upload_method
from layers_desktop.transfer.upload_recorder import QueueListener
from tests.unit.transfer.conftest import PROJECT, new_upload

FIRST, OTHER = "org_first", "org_other"


@pytest.fixture
def left() -> list[Upload]:
    """Two uploads of an earlier version, for two projects."""
    return [new_upload("a.png"), new_upload("b.png", project=Project("prj_2", "Beta"))]


@pytest.fixture
def migration() -> LegacyUploadMigration:
    return LegacyUploadMigration()


def of(account: str, *ids: str) -> list[Project]:
    return [Project(each, f"{each} as it is called now", account=account) for each in ids]


def test_only_the_account_that_lists_the_project_gets_its_uploads(
    migration: LegacyUploadMigration, left: list[Upload]
) -> None:
    migration.add_projects(of(FIRST, "prj_7", "prj_8"))
    assert migration.assign(left) == []
    assert [upload.account for upload in left] == ["", ""]
    migration.add_projects(of(OTHER, "prj_9", "prj_2"))
    assert migration.assign(left) == [left[1]]
    assert [upload.account for upload in left] == ["", OTHER]
    migration.add_projects(of(FIRST, "prj_1"))
    assert migration.assign(left) == [left[0]]
    assert [upload.account for upload in left] == [FIRST, OTHER]


def test_an_upload_without_a_project_stays_as_it_is(migration: LegacyUploadMigration) -> None:
    migration.add_projects(of(OTHER, PROJECT.id))
    late, homeless = new_upload("late.png"), new_upload("homeless.png", project=None)
    assert migration.assign([late, homeless]) == [late]
    assert late.project == of(OTHER, PROJECT.id)[0]
    assert homeless.project is None


def test_an_upload_that_names_its_account_keeps_it_whoever_lists_the_project(
    migration: LegacyUploadMigration,
) -> None:
    mine = new_upload("mine.png", project=replace(PROJECT, account=FIRST))
    migration.add_projects(of(OTHER, PROJECT.id))
    assert migration.assign([mine]) == []
    assert mine.account == FIRST


def test_of_two_accounts_that_list_a_project_the_first_keeps_it(migration: LegacyUploadMigration) -> None:
    migration.add_projects(of(FIRST, "prj_5"))
    migration.add_projects(of(OTHER, "prj_5"))
    upload = new_upload("c.png", project=Project("prj_5", "Shared"))
    migration.assign([upload])
    assert upload.account == FIRST


def test_an_account_that_has_gone_gets_nothing_any_more(migration: LegacyUploadMigration) -> None:
    migration.add_projects(of(FIRST, "prj_5"))
    migration.forget(FIRST)
    upload = new_upload("c.png", project=Project("prj_5", "Gone"))
    assert migration.assign([upload]) == []
    assert upload.account == ""


class QueueOfEarlierUploads:
    """A queue with what an earlier version left, and what it did about it."""

    def __init__(self, journal: Journal, left: Sequence[Upload]) -> None:
        self.listener = create_autospec(QueueListener, instance=True)
        self.queue = UploadQueue(
            create_autospec(HttpClients, instance=True),
            journal,
            create_autospec(UploadValidator, instance=True),
            self.listener,
            pytest.fail,
            QueueLimits(),
        )
        for upload in left:
            self.queue._insert(upload)  # as the earlier version's run left them

    @property
    def told(self) -> list[Upload]:
        return [call.args[0] for call in self.listener.changed.call_args_list]


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opening = await Journal.open(tmp_path / "state", Origin.WINDOW)
    yield opening.journal
    await opening.journal.close()


async def test_what_waited_goes_on_and_what_is_ready_is_held_against_the_history_again(
    journal: Journal, left: list[Upload]
) -> None:
    left[1].state = UploadState.READY
    made = QueueOfEarlierUploads(journal, left)
    made.queue.add_projects([*of(OTHER, "prj_1", "prj_2")])
    assert made.told[:2] == left
    assert made.queue.waiting.first(upload_method(left[0]), OTHER) is left[0]
    assert [upload.state for upload in left] == [UploadState.QUEUED, UploadState.CHECKING]
    await made.queue.close()


@pytest.mark.parametrize("project", [None, Project.called("Beta")])
async def test_what_waited_for_its_project_comes_back_waiting_for_it_and_not_paused_on_the_way_to_nowhere(
    journal: Journal, project: Project | None
) -> None:
    ready = new_upload("a.png", state=UploadState.READY, project=project, starts_when_ready=True)
    made = QueueOfEarlierUploads(journal, [])
    made.queue.recover([ready])
    assert (ready.state, ready.can_start, ready.starts_when_ready) == (UploadState.READY, False, False)
    made.queue.start_when_ready([ready.id])
    assert ready.state is UploadState.READY
    made.queue.start_by_hand([ready.id])
    made.queue.set_project([ready.id], *of(OTHER, "prj_2"))
    assert not ready.starts_when_ready
    assert not ready.seeks_project
    await made.queue.close()
