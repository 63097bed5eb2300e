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
from tests.integration.transfer.bench import Bench, unfinished
from tests.integration.transfer.footage import image, mixed, video

OTHER_KEY = "lp_sandbox_other"
NEW_OTHER_KEY = "lp_canary_other_replaced"
FIRST, OTHER = "org_sandbox", "org_harbour"


class TwoAccounts:
    """A bench with a second account."""

    def __init__(self, bench: Bench, other: Project) -> None:
        self.bench = bench
        self.first = bench.project
        self.other = other

    async def send(self, project: Project, count: int, name: str) -> list[Upload]:
        folder = self.bench.folder / name
        folder.mkdir(parents=True)
        self.bench.project = project
        return await self.bench.send(*mixed(folder, count, seed=len(name)))

    def projects_of_assets(self, uploads: list[Upload]) -> set[str]:
        """Return where the sandbox has put these."""
        ids = {upload.asset_id for upload in uploads}
        return {asset["project"] for asset in self.bench.control.assets() if asset["id"] in ids}


@pytest.fixture
async def two(make_bench: Callable[..., Bench], start_sandbox: Callable[..., SandboxProcess]) -> TwoAccounts:
    bench = await make_bench(start_sandbox("--no-budget", "--tier", "partner")).open()
    account = await bench.engine.sign_in(OTHER_KEY)
    assert account.id == OTHER
    return TwoAccounts(bench, (await bench.engine.list_projects(OTHER))[0])


async def test_each_account_sees_its_own_projects(two: TwoAccounts) -> None:
    mine = await two.bench.engine.list_projects(FIRST)
    theirs = await two.bench.engine.list_projects(OTHER)
    assert {project.account for project in mine} == {FIRST}
    assert {project.account for project in theirs} == {OTHER}
    assert not {project.id for project in mine} & {project.id for project in theirs}


async def test_files_of_both_go_at_once_whichever_is_shown(two: TwoAccounts) -> None:
    two.bench.engine.queue.accounts.show(OTHER)
    mine = await two.send(two.first, 8, "mine")
    theirs = await two.send(two.other, 8, "theirs")
    await two.bench.ended([*mine, *theirs])
    assert unfinished([*mine, *theirs]) == []
    assert two.projects_of_assets(mine) == {two.first.id}
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_a_key_that_is_refused_holds_its_own_files_only_and_a_new_one_lets_them_go_on(
    two: TwoAccounts,
) -> None:
    accounts = two.bench.engine.queue.accounts
    two.bench.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 12, "theirs")
    await two.bench.until(lambda: OTHER in accounts.waiting_for_key)
    mine = await two.send(two.first, 8, "mine")
    await two.bench.ended(mine)
    assert unfinished(mine) == []
    gates = [gate for gate in (two.bench.engine.queue.hold, accounts.waiting_for_key[OTHER]) if gate]
    assert [(gate.reason, gate.account) for gate in gates] == [(HoldReason.KEY, OTHER)]
    assert not any(upload.is_finished for upload in theirs)
    assert all(upload.lacks_key for upload in theirs)

    two.bench.control.change_key(NEW_OTHER_KEY, organisation="Harbour Studio")
    await two.bench.engine.sign_in(NEW_OTHER_KEY, OTHER)
    await two.bench.ended(theirs)
    assert unfinished(theirs) == []
    assert two.projects_of_assets(theirs) == {two.other.id}
    assert not any(upload.lacks_key for upload in theirs)


async def test_a_key_of_another_account_never_takes_the_place_of_one(two: TwoAccounts) -> None:
    two.bench.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 3, "theirs")
    await two.bench.until(lambda: OTHER in two.bench.engine.queue.accounts.waiting_for_key)
    with pytest.raises(OtherAccountError):
        await two.bench.engine.sign_in(two.bench.sandbox.api_key, OTHER)
    assert not any(upload.is_finished for upload in theirs)
    assert OTHER in two.bench.engine.queue.accounts.waiting_for_key

    two.bench.control.change_key(OTHER_KEY, accepted=True)
    await two.bench.engine.sign_in(OTHER_KEY, OTHER)
    await two.bench.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_a_key_that_may_only_look_takes_the_place_of_none_that_may_upload(
    two: TwoAccounts,
) -> None:
    account = await two.bench.engine.sign_in("lp_sandbox_read_only")
    assert (account.id, account.can_upload) == (FIRST, False)
    mine = await two.send(two.first, 3, "mine")
    await two.bench.ended(mine)
    assert unfinished(mine) == []


async def test_rows_come_back_under_their_account_and_wait_for_its_key(two: TwoAccounts) -> None:
    bench = two.bench
    bench.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await bench.until(lambda: OTHER in bench.engine.queue.accounts.waiting_for_key)
    left = await bench.reopen()
    assert [upload.path for upload in left] == [upload.path for upload in theirs]
    assert {upload.account for upload in left} == {OTHER}
    bench.engine.queue.resume([upload.id for upload in left])
    mine = await two.send(two.first, 3, "mine")
    await bench.ended(mine)
    assert {upload.state for upload in left} == {UploadState.QUEUED}
    assert all(upload.lacks_key for upload in left)

    bench.control.change_key(OTHER_KEY, accepted=True)
    await bench.engine.sign_in(OTHER_KEY)
    await bench.ended(left)
    assert two.projects_of_assets(left) == {two.other.id}


async def made_by_an_earlier_version(bench: Bench, uploads: list[Upload]) -> None:
    """Leave these in the journal as a version did that knew one account: without its name."""
    for upload in uploads:
        if upload.project:
            upload.project = replace(upload.project, account="")
    await bench.engine.journal.save(*uploads)


async def test_what_an_earlier_version_left_waits_for_the_account_of_its_project(two: TwoAccounts) -> None:
    bench = two.bench
    bench.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await bench.until(lambda: OTHER in bench.engine.queue.accounts.waiting_for_key)
    bench.engine.queue.pause_all()
    await bench.until(lambda: all(upload.can_resume for upload in theirs))
    await made_by_an_earlier_version(bench, theirs)
    left = await bench.reopen()
    bench.engine.queue.resume([upload.id for upload in left])
    mine = await two.send(two.first, 3, "mine")
    await bench.ended(mine)
    assert {upload.account for upload in left} == {""}
    assert {upload.state for upload in left} == {UploadState.QUEUED}
    assert all(upload.lacks_key for upload in left)

    taken_off = bench.engine.queue.remove([left[0].id])
    bench.control.change_key(OTHER_KEY, accepted=True)
    await bench.engine.sign_in(OTHER_KEY)
    assert {upload.account for upload in left} == {""}
    await bench.engine.list_projects(OTHER)
    bench.engine.queue.restore(taken_off)
    await bench.ended(left)
    assert unfinished(left) == []
    assert {upload.account for upload in left} == {OTHER}
    assert two.projects_of_assets(left) == {two.other.id}


async def test_what_an_earlier_version_sent_is_known_to_the_account_of_its_project(two: TwoAccounts) -> None:
    bench = two.bench
    bench.project = two.other
    original = image(bench.folder / "a.png")
    (sent,) = await bench.upload(original)
    await bench.engine.history.add(sent, api_host(bench.sandbox.url))
    await bench.engine.list_projects(FIRST)
    assert [entry.account for entry in await bench.engine.history.search()] == [api_host(bench.sandbox.url)]
    await bench.engine.list_projects(OTHER)
    (again,) = await bench.drop(Path(shutil.copy2(original, bench.folder / "b.png")))
    assert (again.state, again.asset_id) == (UploadState.DUPLICATE, sent.asset_id)


async def test_the_same_content_is_known_to_one_account_and_new_to_the_other(two: TwoAccounts) -> None:
    bench = two.bench
    original = image(bench.folder / "a.png")
    await bench.upload(original)
    (again,) = await bench.drop(Path(shutil.copy2(original, bench.folder / "b.png")))
    assert again.state is UploadState.DUPLICATE
    bench.project = two.other
    (fresh,) = await bench.drop(Path(shutil.copy2(original, bench.folder / "c.png")))
    assert fresh.state is UploadState.READY
    bench.engine.queue.use_existing([again.id])
    bench.assets_expected = 1


async def test_an_account_that_goes_gives_its_files_to_a_project_of_another(two: TwoAccounts) -> None:
    bench = two.bench
    bench.control.fault("put", "latency", seconds=0.3, times=None)
    theirs = await two.send(two.other, 10, "theirs")
    await bench.until(lambda: sum(upload.is_done for upload in theirs) > 2)
    await bench.engine.queue.move_or_drop_account(OTHER, two.first)
    done = [upload for upload in theirs if upload.project == two.other]
    moved = [upload for upload in theirs if upload.project == two.first]
    assert all(upload.is_done for upload in done)
    assert moved
    bench.engine.sign_out(OTHER)
    bench.control.clear_faults()
    await bench.ended(theirs)
    assert two.projects_of_assets(done) == {two.other.id}
    assert two.projects_of_assets(moved) == {two.first.id}


async def test_what_may_have_an_asset_stays_behind_and_is_settled_once_the_account_is_back(
    two: TwoAccounts,
) -> None:
    bench = two.bench
    folder = bench.folder / "theirs"
    folder.mkdir(parents=True)
    bench.project = two.other
    bench.control.fault("inline", "executed_then_reset", times=None)
    bench.control.fault("finalize", "executed_then_reset", times=None)
    unsure = await bench.send(image(folder / "small.png"), video(folder / "big.mp4"))
    await bench.until(lambda: len(bench.assets) == len(unsure))
    waiting = await bench.drop(video(folder / "waits.mp4"))
    behind = await bench.engine.queue.move_or_drop_account(OTHER, two.first)
    assert behind == unsure
    assert {upload.state for upload in behind} == {UploadState.CANCELLED}
    assert all("It may have arrived in" in upload.note for upload in behind)
    assert [upload.project for upload in waiting] == [two.first]
    bench.engine.sign_out(OTHER)
    bench.control.clear_faults()

    await bench.engine.sign_in(OTHER_KEY)
    bench.engine.queue.retry([upload.id for upload in behind])
    await bench.ended(behind)
    assert unfinished(behind) == []
    assert two.projects_of_assets(behind) == {two.other.id}


@pytest.mark.parametrize("is_moved", [True, False])
async def test_a_file_dropped_while_its_account_goes_does_not_stay_with_it(
    two: TwoAccounts, is_moved: bool
) -> None:
    bench, queue = two.bench, two.bench.engine.queue
    bench.project = two.other
    drop = Drop((image(bench.folder / "late.png"),), two.other, KindPreference(None))
    late = [upload async for block in bench.engine.inspect_drop(drop) for upload in block.uploads]
    await queue.move_or_drop_account(OTHER, two.first if is_moved else None)
    bench.engine.sign_out(OTHER)
    fresh = queue.add(late)
    if not is_moved:
        assert (fresh, queue.uploads) == ([], {})
        return
    assert [upload.project for upload in fresh] == [two.first]
    bench.assets_expected = 1
    queue.start_when_ready([upload.id for upload in fresh])
    await bench.ended(fresh)
    assert two.projects_of_assets(fresh) == {two.first.id}


async def test_signing_out_starts_no_call_of_files_that_waited_for_a_key(two: TwoAccounts) -> None:
    bench = two.bench
    bench.control.change_key(OTHER_KEY, accepted=False)
    theirs = await two.send(two.other, 4, "theirs")
    await bench.until(lambda: OTHER in bench.engine.queue.accounts.waiting_for_key)
    await bench.until(lambda: not any(upload.is_sending for upload in theirs))
    await bench.until(
        lambda: {upload.state for upload in theirs} <= {UploadState.WAITING, UploadState.QUEUED}
    )
    bench.control.change_key(OTHER_KEY, accepted=True)
    before = bench.control.counters()["calls"]
    bench.engine.sign_out(OTHER)
    mine = await two.send(two.first, 3, "mine")
    await bench.ended(mine)
    calls = [call["path"] for call in bench.control.calls() if call["number"] > before]
    assert any(two.first.id in path for path in calls)
    assert not any(two.other.id in path for path in calls)
    assert not any(upload.is_finished for upload in theirs)
    gate = bench.engine.queue.accounts.waiting_for_key[OTHER]
    assert gate.problem is None

    await bench.engine.sign_in(OTHER_KEY)
    await bench.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.other.id}


async def test_an_account_that_goes_takes_its_files_off_the_list(two: TwoAccounts) -> None:
    bench = two.bench
    bench.control.fault("put", "latency", seconds=0.3, times=None)
    theirs = await two.send(two.other, 4, "theirs")
    mine = await bench.drop(video(bench.folder / "mine.mp4"))
    mine[0].project = two.first
    await bench.until(lambda: any(upload.is_sending for upload in theirs))
    await bench.engine.queue.move_or_drop_account(OTHER, None)
    left = [upload for upload in bench.engine.queue.uploads.values() if upload.account == OTHER]
    assert all(upload.is_done for upload in left)
    assert mine[0].id in bench.engine.queue.uploads


async def test_a_used_up_budget_of_one_account_does_not_slow_the_other(two: TwoAccounts) -> None:
    bench = two.bench
    access = bench.engine.queue.accounts
    access.sessions.of(OTHER).rate_limiter.hold(60)
    theirs = await two.send(two.other, 24, "theirs")
    mine = await two.send(two.first, 6, "mine")
    await bench.ended(mine)
    assert unfinished(mine) == []
    assert not any(upload.is_done for upload in theirs)
    access.sessions.of(OTHER).rate_limiter.release()
    await bench.ended([*mine, *theirs])


async def test_what_only_waited_for_its_turn_is_not_in_doubt_and_moves_when_its_account_goes(
    two: TwoAccounts,
) -> None:
    bench = two.bench
    bench.engine.queue.accounts.sessions.of(OTHER).rate_limiter.hold(600)
    theirs = await two.send(two.other, 6, "theirs")
    await bench.until(lambda: sum(upload.is_sending for upload in theirs) == 3)
    assert await bench.engine.queue.move_or_drop_account(OTHER, two.first) == []
    await bench.ended(theirs)
    assert two.projects_of_assets(theirs) == {two.first.id}
