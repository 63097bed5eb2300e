"""Two accounts below one list: each file goes out with its own account's key, and to its own project."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.environment import api_host
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.engine import OtherAccountError
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.transfer.harness import Harness, unfinished
from tests.integration.transfer.media_files import image, mixed, video

OTHER_KEY = "lp_sandbox_other"
NEW_OTHER_KEY = "lp_canary_other_replaced"
FIRST, OTHER = "org_sandbox", "org_harbour"


class TwoAccounts:
    """A harness with a second account."""

    def __init__(self, harness: Harness, other: Project) -> None:
        self.harness = harness
        self.first = harness.project
        self.other = other

    async def send(self, project: Project, count: int, name: str) -> list[Upload]:
        folder = self.harness.folder / name
        folder.mkdir(parents=True)
        self.harness.project = project
        return await self.harness.send(*mixed(folder, count, seed=len(name)))

    def projects_of_assets(self, uploads: list[Upload]) -> set[str]:
        """Return where the sandbox has put these."""
        ids = {upload.asset_id for upload in uploads}
        return {asset["project"] for asset in self.harness.control.assets() if asset["id"] in ids}


@pytest.fixture
async def two(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> TwoAccounts:
    harness = await make_harness(start_sandbox("--no-budget", "--tier", "partner")).open()
    account = await harness.engine.sign_in(OTHER_KEY)
    assert account.id == OTHER
    return TwoAccounts(harness, (await harness.engine.list_projects(OTHER))[0])


async def test_each_account_sees_its_own_projects(two: TwoAccounts) -> None:
    mine = await two.harness.engine.list_projects(FIRST)
    theirs = await two.harness.engine.list_projects(OTHER)
    assert {project.account for project in mine} == {FIRST}
    assert {project.account for project in theirs} == {OTHER}
    assert not {project.id for project in mine} & {project.id for project in theirs}


async def test_files_of_both_go_at_once_whichever_is_shown(two: TwoAccounts) -> None:
    two.harness.engine.queue.accounts.show(OTHER)
    mine = await two.send(two.first, 8, "mine")
    theirs = await two.send(two.other, 8, "theirs")
    await two.harness.ended([*mine, *theirs])
    assert unfinished([*mine, *theirs]) == []
    assert two.projects_of_assets(mine) == {two.first.id}
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_a_key_that_is_refused_holds_its_own_files_only_and_a_new_one_lets_them_go_on(
    two: TwoAccounts,
) -> None:
    accounts = two.harness.engine.queue.accounts
    two.harness.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 12, "theirs")
    await two.harness.until(lambda: OTHER in accounts.waiting_for_key)
    mine = await two.send(two.first, 8, "mine")
    await two.harness.ended(mine)
    assert unfinished(mine) == []
    holds = [hold for hold in (two.harness.engine.queue.hold, accounts.waiting_for_key[OTHER]) if hold]
    assert [(hold.reason, hold.account) for hold in holds] == [(HoldReason.KEY, OTHER)]
    assert not any(upload.is_finished for upload in theirs)
    assert all(upload.lacks_key for upload in theirs)

    two.harness.control.change_key(NEW_OTHER_KEY, organisation="Harbour Studio")
    await two.harness.engine.sign_in(NEW_OTHER_KEY, OTHER)
    await two.harness.ended(theirs)
    assert unfinished(theirs) == []
    assert two.projects_of_assets(theirs) == {two.other.id}
    assert not any(upload.lacks_key for upload in theirs)


async def test_a_key_of_another_account_never_takes_the_place_of_one(two: TwoAccounts) -> None:
    two.harness.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 3, "theirs")
    await two.harness.until(lambda: OTHER in two.harness.engine.queue.accounts.waiting_for_key)
    with pytest.raises(OtherAccountError):
        await two.harness.engine.sign_in(two.harness.sandbox.api_key, OTHER)
    assert not any(upload.is_finished for upload in theirs)
    assert OTHER in two.harness.engine.queue.accounts.waiting_for_key

    two.harness.control.change_key(OTHER_KEY, accepted=True)
    await two.harness.engine.sign_in(OTHER_KEY, OTHER)
    await two.harness.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_a_key_that_may_only_look_takes_the_place_of_none_that_may_upload(
    two: TwoAccounts,
) -> None:
    account = await two.harness.engine.sign_in("lp_sandbox_read_only")
    assert (account.id, account.can_upload) == (FIRST, False)
    mine = await two.send(two.first, 3, "mine")
    await two.harness.ended(mine)
    assert unfinished(mine) == []


async def test_rows_come_back_under_their_account_and_wait_for_its_key(two: TwoAccounts) -> None:
    harness = two.harness
    harness.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await harness.until(lambda: OTHER in harness.engine.queue.accounts.waiting_for_key)
    left = await harness.reopen()
    assert [upload.path for upload in left] == [upload.path for upload in theirs]
    assert {upload.account for upload in left} == {OTHER}
    harness.engine.queue.resume([upload.id for upload in left])
    mine = await two.send(two.first, 3, "mine")
    await harness.ended(mine)
    assert {upload.state for upload in left} == {UploadState.QUEUED}
    assert all(upload.lacks_key for upload in left)

    harness.control.change_key(OTHER_KEY, accepted=True)
    await harness.engine.sign_in(OTHER_KEY)
    await harness.ended(left)
    assert two.projects_of_assets(left) == {two.other.id}


async def made_by_an_earlier_version(harness: Harness, uploads: list[Upload]) -> None:
    """Leave these in the journal as a version did that knew one account: without its name."""
    for upload in uploads:
        if upload.project:
            upload.project = replace(upload.project, account="")
    await harness.engine.journal.save(*uploads)


async def test_what_an_earlier_version_left_waits_for_the_account_of_its_project(two: TwoAccounts) -> None:
    harness = two.harness
    harness.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await harness.until(lambda: OTHER in harness.engine.queue.accounts.waiting_for_key)
    harness.engine.queue.pause_all()
    await harness.until(lambda: all(upload.can_resume for upload in theirs))
    await made_by_an_earlier_version(harness, theirs)
    left = await harness.reopen()
    harness.engine.queue.resume([upload.id for upload in left])
    mine = await two.send(two.first, 3, "mine")
    await harness.ended(mine)
    assert {upload.account for upload in left} == {""}
    assert {upload.state for upload in left} == {UploadState.QUEUED}
    assert all(upload.lacks_key for upload in left)

    taken_off = harness.engine.queue.remove([left[0].id])
    harness.control.change_key(OTHER_KEY, accepted=True)
    await harness.engine.sign_in(OTHER_KEY)
    assert {upload.account for upload in left} == {""}
    await harness.engine.list_projects(OTHER)
    harness.engine.queue.restore(taken_off)
    await harness.ended(left)
    assert unfinished(left) == []
    assert {upload.account for upload in left} == {OTHER}
    assert two.projects_of_assets(left) == {two.other.id}


async def test_what_an_earlier_version_sent_is_known_to_the_account_of_its_project(two: TwoAccounts) -> None:
    harness = two.harness
    harness.project = two.other
    original = image(harness.folder / "a.png")
    (sent,) = await harness.upload(original)
    await harness.engine.history.add(sent, api_host(harness.sandbox.url))
    await harness.engine.list_projects(FIRST)
    assert [entry.account for entry in await harness.engine.history.search()] == [
        api_host(harness.sandbox.url)
    ]
    await harness.engine.list_projects(OTHER)
    (again,) = await harness.drop(Path(shutil.copy2(original, harness.folder / "b.png")))
    assert (again.state, again.asset_id) == (UploadState.DUPLICATE, sent.asset_id)


async def test_the_same_content_is_known_to_one_account_and_new_to_the_other(two: TwoAccounts) -> None:
    harness = two.harness
    original = image(harness.folder / "a.png")
    await harness.upload(original)
    (again,) = await harness.drop(Path(shutil.copy2(original, harness.folder / "b.png")))
    assert again.state is UploadState.DUPLICATE
    harness.project = two.other
    (fresh,) = await harness.drop(Path(shutil.copy2(original, harness.folder / "c.png")))
    assert fresh.state is UploadState.READY
    harness.engine.queue.use_existing([again.id])
    harness.assets_expected = 1


async def test_an_account_that_goes_gives_its_files_to_a_project_of_another(two: TwoAccounts) -> None:
    harness = two.harness
    harness.control.fault("put", "latency", seconds=0.3, times=None)
    theirs = await two.send(two.other, 10, "theirs")
    await harness.until(lambda: sum(upload.is_done for upload in theirs) > 2)
    await harness.engine.queue.move_or_drop_account(OTHER, two.first)
    done = [upload for upload in theirs if upload.project == two.other]
    moved = [upload for upload in theirs if upload.project == two.first]
    assert all(upload.is_done for upload in done)
    assert moved
    harness.engine.sign_out(OTHER)
    harness.control.clear_faults()
    await harness.ended(theirs)
    assert two.projects_of_assets(done) == {two.other.id}
    assert two.projects_of_assets(moved) == {two.first.id}


async def test_what_may_have_an_asset_stays_behind_and_is_settled_once_the_account_is_back(
    two: TwoAccounts,
) -> None:
    harness = two.harness
    folder = harness.folder / "theirs"
    folder.mkdir(parents=True)
    harness.project = two.other
    harness.control.fault("inline", "executed_then_reset", times=None)
    harness.control.fault("finalize", "executed_then_reset", times=None)
    unsure = await harness.send(image(folder / "small.png"), video(folder / "big.mp4"))
    await harness.until(lambda: len(harness.assets) == len(unsure))
    waiting = await harness.drop(video(folder / "waits.mp4"))
    behind = await harness.engine.queue.move_or_drop_account(OTHER, two.first)
    assert behind == unsure
    assert {upload.state for upload in behind} == {UploadState.CANCELLED}
    assert all("It may have arrived in" in upload.note for upload in behind)
    assert [upload.project for upload in waiting] == [two.first]
    harness.engine.sign_out(OTHER)
    harness.control.clear_faults()

    await harness.engine.sign_in(OTHER_KEY)
    harness.engine.queue.retry([upload.id for upload in behind])
    await harness.ended(behind)
    assert unfinished(behind) == []
    assert two.projects_of_assets(behind) == {two.other.id}


@pytest.mark.parametrize("is_moved", [True, False])
async def test_a_file_dropped_while_its_account_goes_does_not_stay_with_it(
    two: TwoAccounts, is_moved: bool
) -> None:
    harness, queue = two.harness, two.harness.engine.queue
    harness.project = two.other
    drop = Drop((image(harness.folder / "late.png"),), two.other, KindPreference(None))
    late = [upload async for block in harness.engine.inspect_drop(drop) for upload in block.uploads]
    await queue.move_or_drop_account(OTHER, two.first if is_moved else None)
    harness.engine.sign_out(OTHER)
    fresh = queue.add(late)
    if not is_moved:
        assert (fresh, queue.uploads) == ([], {})
        return
    assert [upload.project for upload in fresh] == [two.first]
    harness.assets_expected = 1
    queue.start_when_ready([upload.id for upload in fresh])
    await harness.ended(fresh)
    assert two.projects_of_assets(fresh) == {two.first.id}


async def test_signing_out_starts_no_call_of_files_that_waited_for_a_key(two: TwoAccounts) -> None:
    harness = two.harness
    harness.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await harness.until(lambda: OTHER in harness.engine.queue.accounts.waiting_for_key)
    await harness.until(lambda: not any(upload.is_sending for upload in theirs))
    await harness.until(
        lambda: {upload.state for upload in theirs} <= {UploadState.WAITING, UploadState.QUEUED}
    )
    harness.control.change_key(OTHER_KEY, accepted=True)
    before = harness.control.counters()["calls"]
    harness.engine.sign_out(OTHER)
    mine = await two.send(two.first, 3, "mine")
    await harness.ended(mine)
    calls = [call["path"] for call in harness.control.calls() if call["number"] > before]
    assert any(two.first.id in path for path in calls)
    assert not any(two.other.id in path for path in calls)
    assert not any(upload.is_finished for upload in theirs)
    hold = harness.engine.queue.accounts.waiting_for_key[OTHER]
    assert hold.problem is None

    await harness.engine.sign_in(OTHER_KEY)
    await harness.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_an_account_that_goes_takes_its_files_off_the_list(two: TwoAccounts) -> None:
    harness = two.harness
    harness.control.fault("put", "latency", seconds=0.3, times=None)
    theirs = await two.send(two.other, 4, "theirs")
    mine = await harness.drop(video(harness.folder / "mine.mp4"))
    mine[0].project = two.first
    await harness.until(lambda: any(upload.is_sending for upload in theirs))
    await harness.engine.queue.move_or_drop_account(OTHER, None)
    left = [upload for upload in harness.engine.queue.uploads.values() if upload.account == OTHER]
    assert all(upload.is_done for upload in left)
    assert mine[0].id in harness.engine.queue.uploads


async def test_a_used_up_budget_of_one_account_does_not_slow_the_other(two: TwoAccounts) -> None:
    harness = two.harness
    access = harness.engine.queue.accounts
    access.sessions.of(OTHER).rate_limiter.hold(60)
    theirs = await two.send(two.other, 24, "theirs")
    mine = await two.send(two.first, 6, "mine")
    await harness.ended(mine)
    assert unfinished(mine) == []
    assert not any(upload.is_done for upload in theirs)
    access.sessions.of(OTHER).rate_limiter.release()
    await harness.ended([*mine, *theirs])


async def test_what_only_waited_for_its_turn_is_not_in_doubt_and_moves_when_its_account_goes(
    two: TwoAccounts,
) -> None:
    harness = two.harness
    harness.engine.queue.accounts.sessions.of(OTHER).rate_limiter.hold(600)
    theirs = await two.send(two.other, 6, "theirs")
    await harness.until(lambda: sum(upload.is_sending for upload in theirs) == 3)
    assert await harness.engine.queue.move_or_drop_account(OTHER, two.first) == []
    await harness.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.first.id}
