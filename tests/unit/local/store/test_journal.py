import asyncio
import errno
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_desktop.domain.errors import IllegalMoveError, Problem, Remedy
from layers_desktop.domain.i18n import without_isolates
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint, ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.journal import (
    DATABASE_NAME,
    Journal,
    JournalOpening,
    Origin,
)
from layers_desktop.local.store.journal_errors import JournalError, JournalTooNewError
from layers_desktop.local.store.journal_rows import SAVED_FIELDS, SAVED_SERVER_FIELDS, UNSAVED_FIELDS
from layers_desktop.local.store.process_locks import FileLock

HOST = "api.layers.com"
PROJECT = Project("prj_1", "Acme Coffee iOS")
WINDOW = Origin.WINDOW
any_text = st.text(st.characters(codec=None), max_size=8)
sentences = any_text.map(without_isolates)
perhaps_text = st.none() | any_text
moments = st.none() | st.floats(0, 4e9)
paths = st.binary(min_size=1, max_size=20).map(
    lambda raw: Path(os.fsdecode(b"/" + raw.replace(b"\0", b"0"))),
)
remotes = st.builds(
    ServerState,
    upload_id=perhaps_text,
    presigned_at=moments,
    bytes_handed_over=st.booleans(),
    stored=st.booleans(),
    presign_key=perhaps_text,
    finalize_key=perhaps_text,
    inline_key=perhaps_text,
    inline_name=perhaps_text,
    inline_since=moments,
)
problems = st.builds(
    Problem,
    any_text,
    sentences,
    sentences,
    st.booleans(),
    perhaps_text,
    perhaps_text,
    st.none() | st.sampled_from(Remedy),
)
uploads = st.builds(
    Upload,
    id=st.uuids().map(lambda value: UploadId(value.hex)),
    batch_id=st.just(BatchId("batch")),
    path=paths,
    project=st.none() | st.builds(Project, any_text, any_text, perhaps_text),
    added_at=st.floats(0, 4e9),
    subfolder=any_text,
    fingerprint=st.none() | st.builds(Fingerprint, *[st.integers(0, 2**64)] * 3),
    mime_type=perhaps_text,
    kind=st.none() | st.sampled_from(MediaKind),
    kind_is_guessed=st.booleans(),
    note=sentences,
    state=st.sampled_from(UploadState),
    remote=remotes,
    attempt=st.integers(0, 9),
    waiting_stage=st.none() | st.sampled_from(UploadState),
    sha256=perhaps_text,
    asset_id=perhaps_text,
    is_reused=st.booleans(),
    problem=st.none() | problems,
    is_wanted_again=st.booleans(),
    is_wanted_anyway=st.booleans(),
    finished_at=moments,
)


def upload(name: str, **values: object) -> Upload:
    given_values = {"project": PROJECT, "added_at": 1.0} | values
    return Upload(UploadId(name), BatchId("batch"), Path(f"/files/{name}.png"), **given_values)  # type: ignore[arg-type]


def finished_upload(name: str) -> Upload:
    return upload(name, state=UploadState.DONE, asset_id=f"med_{name}", finished_at=2.0, sha256="ab" * 32)


def field_values(one: Upload) -> dict[str, object]:
    return {each.name: getattr(one, each.name) for each in fields(one)}


@asynccontextmanager
async def open_journal(
    folder: Path,
    origin: Origin = WINDOW,
    busy_seconds: float = 10,
) -> AsyncIterator[JournalOpening]:
    opening = await Journal.open(folder, origin, busy_seconds=busy_seconds)
    try:
        yield opening
    finally:
        await opening.journal.close()


def everything(_: Upload) -> bool:
    return True


async def trace_statements(journal: Journal) -> list[str]:
    """The statements that the journal runs from now on; only SQLite itself knows of its commits."""
    statements: list[str] = []
    await journal._database.read(lambda connection: connection.set_trace_callback(statements.append))
    return statements


async def limit_pages(journal: Journal, most: int) -> None:
    """Let the file grow to so many pages and no further: SQLite's own full disk."""
    await journal._database.read(lambda connection: connection.execute(f"PRAGMA max_page_count = {most}"))


@pytest.mark.unix("names that are bytes")
@settings(max_examples=30, deadline=None)
@given(st.lists(uploads, max_size=4))
def test_what_is_saved_is_loaded_in_the_order_added(saved: list[Upload]) -> None:
    async def round_trip() -> list[Upload]:
        with tempfile.TemporaryDirectory() as folder:
            async with open_journal(Path(folder)) as opening:
                await opening.journal.save(*saved)
                return await opening.journal.load()

    loaded = asyncio.run(round_trip())
    assert [field_values(each) for each in loaded] == [field_values(each) for each in saved]


def test_somebody_has_thought_about_every_field() -> None:
    assert set(SAVED_FIELDS) | UNSAVED_FIELDS == {each.name for each in fields(Upload)}
    assert set(SAVED_SERVER_FIELDS) == {each.name for each in fields(ServerState)}


async def test_progress_and_this_runs_clock_are_not_kept(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(upload("a", bytes_sent=7, waiting_until=99.0))
        (loaded,) = await opening.journal.load()
    assert (loaded.bytes_sent, loaded.waiting_until) == (0, None)


async def test_what_an_upload_becomes_after_the_call_is_not_saved_with_it(tmp_path: Path) -> None:
    one = upload("a", remote=ServerState(upload_id="first"))
    async with open_journal(tmp_path) as opening:
        saving = opening.journal.save(one)
        one.note, one.remote.upload_id = "later", "second"
        await saving
        (loaded,) = await opening.journal.load()
    assert (loaded.note, loaded.remote.upload_id) == ("", "first")


async def test_saving_again_keeps_the_place_and_the_newest_word(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(upload("b"), upload("a"))
        await opening.journal.save(upload("b", note="new"))
        loaded = await opening.journal.load()
    assert [(each.id, each.note) for each in loaded] == [("b", "new"), ("a", "")]


async def test_a_removed_upload_is_gone(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(upload("a"), upload("b"))
        await opening.journal.remove(UploadId("a"))
        assert [each.id for each in await opening.journal.load()] == ["b"]


async def test_a_finished_upload_moves_to_the_history_in_one_commit(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(upload("a"))
        statements = await trace_statements(opening.journal)
        await opening.journal.finish(finished_upload("a"), HOST)
        assert statements.count("COMMIT") == 1
        assert await opening.journal.load() == []
        found = await opening.history.find("ab" * 32, PROJECT.id, HOST)
    assert found is not None
    assert found.asset_id == "med_a"


async def test_what_is_not_done_cannot_be_finished(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        with pytest.raises(IllegalMoveError):
            opening.journal.finish(upload("a"), HOST)


async def test_what_is_saved_in_the_same_moment_goes_into_one_commit(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        statements = await trace_statements(opening.journal)
        other = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        savings = [opening.journal.save(upload(str(number))) for number in range(200)]
        other.execute("ROLLBACK")
        other.close()
        await asyncio.gather(*savings)
        assert len(await opening.journal.load()) == 200
        # The first may have begun alone, and waits for the other program; all others gather behind it.
        assert statements.count("COMMIT") <= 2


async def test_what_nobody_waits_for_goes_into_the_next_commit(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        statements = await trace_statements(opening.journal)
        later = [opening.journal.save_soon(upload("a")), opening.journal.finish(finished_upload("b"), HOST)]
        await opening.journal.save(upload("c"))
        assert [each.done() for each in later] == [True, True]
        assert statements.count("COMMIT") == 1


async def test_what_nobody_waits_for_is_written_all_the_same(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save_soon(upload("a"))
        await opening.journal.save_soon(upload("b"))
        assert not opening.journal.has_unsaved


def is_written_while_the_loop_stands_still(folder: Path) -> bool:
    """Look from beside; meanwhile the loop gets no turn, as while the system shows a dialog of its own."""
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as other:
        looks = (other.execute("SELECT count(*) FROM uploads").fetchone() for _ in range(100))
        return any(found != (0,) or time.sleep(0.1) for found in looks)


async def test_what_nobody_waits_for_is_written_while_the_program_is_stuck(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        opening.journal.save_soon(upload("a"))
        assert is_written_while_the_loop_stands_still(tmp_path)


async def test_a_question_knows_what_was_to_be_written_before_it(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        opening.journal.save_soon(upload("a"))
        assert len(await opening.journal.load()) == 1


async def test_the_end_writes_what_nobody_waited_for(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        opening.journal.finish(finished_upload("a"), HOST)
    async with open_journal(tmp_path) as opening:
        assert await opening.history.find("ab" * 32, PROJECT.id, HOST)


@pytest.mark.unix("modes")
async def test_the_files_belong_to_their_owner_alone(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "state") as opening:
        await opening.journal.save(upload("a"))
        files = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


async def test_every_commit_is_forced_to_the_disk(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        read = opening.journal._database.read  # what SQLite was told shows nowhere else
        assert await read(lambda connection: connection.execute("PRAGMA synchronous").fetchone()) == (2,)
        assert await read(lambda connection: connection.execute("PRAGMA journal_mode").fetchone()) == ("wal",)


# ----------------------------------------------------------------- a broken file
def overwrite_all(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def overwrite_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [overwrite_all, overwrite_the_middle, truncate])
async def test_a_broken_file_is_set_aside_and_a_new_one_begun(
    tmp_path: Path,
    spoil: Callable[[Path], None],
) -> None:
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(*(upload(str(number)) for number in range(100)))
    path = tmp_path / DATABASE_NAME
    spoil(path)
    content = path.read_bytes()
    async with open_journal(tmp_path) as opening:
        assert opening.quarantined is not None
        assert opening.quarantined.read_bytes() == content
        assert await opening.journal.load() == []
        await opening.journal.save(upload("new"))
    async with open_journal(tmp_path) as opening:
        assert opening.quarantined is None


async def test_what_lies_beside_a_broken_file_goes_along_with_it(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    overwrite_all(path)
    path.with_name(path.name + "-wal").write_bytes(b"its log")
    async with open_journal(tmp_path) as opening:
        assert opening.quarantined is not None
        log = opening.quarantined.with_name(opening.quarantined.name + "-wal")
        assert log.read_bytes() == b"its log"


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    async with open_journal(tmp_path):
        pass
    path = tmp_path / DATABASE_NAME
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(JournalTooNewError):
        await Journal.open(tmp_path, WINDOW)
    assert path.read_bytes() == content


async def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError):
        await Journal.open(tmp_path / "file", WINDOW)
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(JournalError):
        await Journal.open(tmp_path, WINDOW)


@pytest.mark.windows("other systems remove any file")
async def test_a_scanner_that_looks_at_the_copy_of_the_log_keeps_nobody_from_opening(tmp_path: Path) -> None:
    copy = tmp_path / f"{DATABASE_NAME}.log-copy"
    copy.touch()
    with copy.open("rb"):
        async with open_journal(tmp_path) as opening:
            await opening.journal.save(upload("a"))


# ----------------------------------------------------------------- a full disk
async def test_a_full_disk_is_told_and_nothing_of_it_is_lost_once_there_is_room(tmp_path: Path) -> None:
    big = "x" * 100_000
    async with open_journal(tmp_path) as opening:
        journal = opening.journal
        await journal.save(upload("a"), upload("gone"))
        await limit_pages(journal, 20)
        with pytest.raises(JournalError) as caught:
            await journal.save(upload("b", note=big), upload("a", note="second"))
        assert "disk full" in caught.value.title
        assert str(tmp_path) in caught.value.title
        with pytest.raises(JournalError):
            await journal.remove(UploadId("gone"))
        with pytest.raises(JournalError):
            await journal.finish(finished_upload("c"), HOST)
        assert journal.has_unsaved
        assert [each.note for each in await journal.load()] == ["", ""]
        await limit_pages(journal, 10_000)
        await journal.save(upload("a", note="third"))
        assert not journal.has_unsaved
        loaded = {each.id: each.note for each in await journal.load()}
        assert loaded == {"a": "third", "b": big}
        assert await opening.history.find("ab" * 32, PROJECT.id, HOST)


async def test_what_could_not_be_saved_can_be_tried_again_by_itself(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        await limit_pages(opening.journal, 20)
        with pytest.raises(JournalError):
            await opening.journal.save(upload("a", note="x" * 100_000))
        with pytest.raises(JournalError):
            await opening.journal.save()
        await limit_pages(opening.journal, 10_000)
        await opening.journal.save()
        assert len(await opening.journal.load()) == 1


async def test_a_file_in_use_is_told_and_saved_later(tmp_path: Path) -> None:
    async with open_journal(tmp_path, busy_seconds=0.01) as opening:
        other = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="in use by another program"):
            await opening.journal.save(upload("a"))
        other.execute("ROLLBACK")
        other.close()
        await opening.journal.save()
        assert len(await opening.journal.load()) == 1


async def test_a_file_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        read = opening.journal._database.read  # root may write everything: only SQLite itself can refuse
        await read(lambda connection: connection.execute("PRAGMA query_only = ON"))
        with pytest.raises(JournalError, match="read-only"):
            await opening.journal.save(upload("a"))
        await read(lambda connection: connection.execute("PRAGMA query_only = OFF"))


async def test_closing_saves_what_is_pending_or_says_that_it_could_not(tmp_path: Path) -> None:
    opening = await Journal.open(tmp_path, WINDOW)
    await limit_pages(opening.journal, 20)
    with pytest.raises(JournalError):
        await opening.journal.save(upload("a", note="x" * 100_000))
    with pytest.raises(JournalError):
        await opening.journal.close()
    with pytest.raises(RuntimeError):
        opening.journal.save(upload("b"))


async def test_what_cannot_be_written_at_all_is_told_and_stops_nothing_after_it(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        with pytest.raises(AttributeError):
            await opening.journal.save(upload("a", note=object()))
        await opening.journal.save(upload("b"))
        assert [each.id for each in await opening.journal.load()] == ["b"]


async def test_the_marks_that_windows_need_stay_out_of_the_journal(tmp_path: Path) -> None:
    said = "\u2068a\u2069"
    async with open_journal(tmp_path) as opening:
        await opening.journal.save(upload(said, note=said, problem=Problem(said, said, said)))
        [kept] = await opening.journal.load()
    assert (kept.id, kept.note, kept.problem) == (said, "a", Problem(said, "a", "a"))


async def test_one_who_stops_waiting_disturbs_nobody(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as opening:
        first, second = opening.journal.save(upload("a")), opening.journal.save(upload("b"))
        first.cancel()
        await second
        assert [each.id for each in await opening.journal.load()] == ["a", "b"]


# ------------------------------------------------------- several programs at once
async def test_each_program_sees_its_own_uploads_only(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as window, open_journal(tmp_path, Origin.COMMAND_LINE) as line:
        await window.journal.save(upload("a"))
        await line.journal.save(upload("b"))
        assert [each.id for each in await window.journal.load()] == ["a"]
        assert [each.id for each in await line.journal.load()] == ["b"]


async def test_nothing_is_adopted_from_a_program_that_lives(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as first, open_journal(tmp_path) as second:
        await first.journal.save(upload("a"))
        assert await second.journal.adopt(WINDOW, everything) == []


async def test_what_a_program_left_is_adopted_once(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as gone:
        await gone.journal.save(upload("b"), upload("a"))
    async with open_journal(tmp_path) as first, open_journal(tmp_path) as second:
        adopted = await asyncio.gather(*(each.journal.adopt(WINDOW, everything) for each in (first, second)))
        assert sorted([each.id for each in some] for some in adopted) == [[], ["b", "a"]]
        owned = [*await first.journal.load(), *await second.journal.load()]
        assert [each.id for each in owned] == ["b", "a"]


async def test_only_what_is_wanted_of_this_origin_is_adopted(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as window, open_journal(tmp_path, Origin.COMMAND_LINE) as line:
        await window.journal.save(upload("of-window"))
        await line.journal.save(upload("wanted"), upload("other"))
    async with open_journal(tmp_path, Origin.COMMAND_LINE) as opening:
        wanted = await opening.journal.adopt(Origin.COMMAND_LINE, lambda each: each.path.stem == "wanted")
        assert [each.id for each in wanted] == ["wanted"]
    async with open_journal(tmp_path) as opening:
        assert [each.id for each in await opening.journal.adopt(WINDOW, everything)] == ["of-window"]


async def test_what_is_of_no_use_is_swept_but_for_that_of_others_that_live(tmp_path: Path) -> None:
    async with open_journal(tmp_path, Origin.COMMAND_LINE) as first:
        await first.journal.save(upload("old"), upload("new"))
    async with open_journal(tmp_path) as window:
        await window.journal.save(upload("window"))
    async with open_journal(tmp_path, Origin.COMMAND_LINE) as living, open_journal(tmp_path) as now:
        await living.journal.save(upload("living"))
        swept = await now.journal.sweep(Origin.COMMAND_LINE, lambda each: each.id != "new")
        left = await now.journal.adopt(Origin.COMMAND_LINE, everything)
        assert (swept, [each.id for each in left]) == (1, ["new"])
        assert [each.id for each in await now.journal.adopt(WINDOW, everything)] == ["window"]
        assert [each.id for each in await living.journal.load()] == ["living"]


async def test_a_fault_in_the_choice_reaches_the_one_who_asked(tmp_path: Path) -> None:
    async with open_journal(tmp_path) as gone:
        await gone.journal.save(upload("a"))
    async with open_journal(tmp_path) as opening:
        with pytest.raises(ZeroDivisionError):
            await opening.journal.adopt(WINDOW, lambda _: bool(1 / 0))
        assert len(await opening.journal.adopt(WINDOW, everything)) == 1


async def test_the_locks_of_programs_that_ended_are_swept_out(tmp_path: Path) -> None:
    for _ in range(3):
        async with open_journal(tmp_path):
            pass
    async with open_journal(tmp_path), open_journal(tmp_path):
        assert len(list((tmp_path / "sessions").glob("*.lock"))) == 2


@pytest.mark.parametrize("lock", [f"{DATABASE_NAME}.lock", "sessions/guard"])
async def test_a_program_that_was_stopped_while_it_opened_the_list_is_not_waited_for_without_end(
    tmp_path: Path, lock: str
) -> None:
    async with open_journal(tmp_path) as gone:
        await gone.journal.save(upload("a"))
    with FileLock(tmp_path / lock), pytest.raises(JournalError, match=r"\(in use by another program\)"):
        await Journal.open(tmp_path, WINDOW, busy_seconds=0.05)
    opening = await Journal.open(tmp_path, WINDOW, busy_seconds=0.05)
    with FileLock(tmp_path / "sessions/guard"), pytest.raises(JournalError, match="in use by another"):
        await opening.journal.adopt(WINDOW, everything)
    assert len(await opening.journal.adopt(WINDOW, everything)) == 1
    await opening.journal.close()


def remove_file(folder: Path) -> None:
    (folder / DATABASE_NAME).unlink()


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def put_back_an_older_one(folder: Path) -> None:
    (folder / "older").replace(folder / DATABASE_NAME)


async def test_a_list_that_cannot_be_looked_at_for_a_moment_is_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "refused", path)

    async with open_journal(tmp_path) as opened:
        with monkeypatch.context() as now:
            now.setattr(Path, "stat", refuse)
            await opened.journal.save(upload("a"))  # with no word in the log of a list that is gone


@pytest.mark.unix("Windows lets nobody remove what is open")
@pytest.mark.parametrize("change", [remove_file, remove_folder, put_back_an_older_one])
async def test_a_list_that_is_removed_while_the_program_runs_is_written_again(
    tmp_path: Path, change: Callable[[Path], None], expected_log: list[str]
) -> None:
    expected_log.append("was removed or replaced")
    folder = tmp_path / "state"
    async with open_journal(folder):
        shutil.copy(folder / DATABASE_NAME, folder / "older")
    opening = await Journal.open(folder, WINDOW)
    await opening.journal.save(upload("a"), upload("b"))
    await opening.journal.finish(finished_upload("done"), "org_1")
    change(folder)
    await opening.journal.save(upload("c"))
    async with open_journal(folder) as other:  # for which the first one still runs
        assert await other.journal.adopt(WINDOW, everything) == []
        assert [entry.id for entry in await other.history.search()] == ["done"]
    await opening.journal.close()
    async with open_journal(folder) as later:
        assert [each.id for each in await later.journal.adopt(WINDOW, everything)] == ["a", "b", "c"]
