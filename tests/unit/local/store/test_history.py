import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from layers_desktop.domain.errors import IllegalMoveError
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.project import Project
from layers_desktop.domain.upload import BatchId, Upload, UploadId
from layers_desktop.domain.upload_record import Fingerprint
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.history import History, history_csv
from layers_desktop.local.store.journal import DATABASE_NAME, Journal, Origin

HOST = "api.layers.com"
ACME = Project("prj_1", "Acme Coffee iOS")
BETA = Project("prj_2", "Beta Corp")
CONTENT = "ab" * 32


def finished_upload(name: str, at: float = 1.0, project: Project = ACME, **values: object) -> Upload:
    given_values = {
        "fingerprint": Fingerprint(1000, 0, 0),
        "sha256": CONTENT,
        "kind": MediaKind.IMAGE,
        "mime_type": "image/png",
        "asset_id": f"med_{name}",
        "asset_url": f"https://media.example/{name}",
    } | values
    return Upload(
        UploadId(f"{name}-{at}"),
        BatchId("batch"),
        Path("/files") / name,
        project,
        0.0,
        state=UploadState.DONE,
        finished_at=at,
        **given_values,  # type: ignore[arg-type]
    )


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    yield opening.history
    await opening.journal.close()


async def names(history: History, text: str = "", **narrowing: object) -> list[str]:
    return [entry.name for entry in await history.search(text, **narrowing)]  # type: ignore[arg-type]


async def test_an_entry_tells_all_that_is_known(history: History) -> None:
    await history.add(finished_upload("hero.png"), HOST)
    (entry,) = await history.search()
    assert (entry.path, entry.name, entry.size) == (Path("/files/hero.png"), "hero.png", 1000)
    assert (entry.kind, entry.mime_type, entry.sha256) == (MediaKind.IMAGE, "image/png", CONTENT)
    assert (entry.project_id, entry.project_name, entry.account) == ("prj_1", "Acme Coffee iOS", HOST)
    assert (entry.asset_id, entry.finished_at, entry.batch_id) == ("med_hero.png", 1.0, "batch")
    assert entry.asset_url == "https://media.example/hero.png"


async def test_what_nobody_knows_is_none(history: History) -> None:
    await history.add(finished_upload("a", fingerprint=None, sha256=None, kind=None, mime_type=None), HOST)
    (entry,) = await history.search()
    assert (entry.size, entry.sha256, entry.kind, entry.mime_type) == (None, None, None, None)


async def test_the_latest_upload_of_a_content_is_found(history: History) -> None:
    await history.add(finished_upload("old", 1.0), HOST)
    await history.add(finished_upload("new", 3.0), HOST)
    await history.add(finished_upload("middle", 2.0), HOST)
    found = await history.find(CONTENT, ACME.id, HOST)
    assert found is not None
    assert found.asset_id == "med_new"


async def test_another_project_account_or_content_is_no_duplicate(history: History) -> None:
    await history.add(finished_upload("a"), HOST)
    assert await history.find(CONTENT, BETA.id, HOST) is None
    assert await history.find(CONTENT, ACME.id, "127.0.0.1:8000") is None
    assert await history.find("cd" * 32, ACME.id, HOST) is None


async def test_what_an_earlier_version_kept_moves_to_an_account_project_by_project(history: History) -> None:
    await history.add(finished_upload("a"), HOST)
    await history.add(finished_upload("nameless"), "")
    await history.add(finished_upload("beta", project=BETA), HOST)
    await history.add(finished_upload("taken"), "org_2")
    await history.move((HOST, ""), "org_1", [ACME.id, "prj_unknown"])
    accounts = {entry.name: entry.account for entry in await history.search()}
    assert accounts == {"a": "org_1", "nameless": "org_1", "beta": HOST, "taken": "org_2"}


async def test_sizes_are_known_by_project_and_account(history: History) -> None:
    for number, size in enumerate((1000, 2000, 1000)):
        await history.add(finished_upload(f"a{number}", fingerprint=Fingerprint(size, 0, 0)), HOST)
    await history.add(finished_upload("nobody-looked", fingerprint=None), HOST)
    assert await history.sizes(ACME.id, HOST) == {1000, 2000}
    assert await history.sizes(BETA.id, HOST) == frozenset()
    assert await history.sizes(ACME.id, "127.0.0.1:8000") == frozenset()


async def test_search_finds_every_word_anywhere_in_any_case_newest_first(history: History) -> None:
    await history.add(finished_upload("Café-Spring.PNG", 1.0), HOST)
    await history.add(finished_upload("cafe\u0301-autumn.png", 2.0, BETA), HOST)
    await history.add(finished_upload("100%_final.png", 3.0), HOST)
    await history.add(finished_upload("STRASSE.png", 4.0), HOST)
    assert await names(history) == [
        "STRASSE.png",
        "100%_final.png",
        "cafe\u0301-autumn.png",
        "Café-Spring.PNG",
    ]
    assert await names(history, "CAFÉ") == ["cafe\u0301-autumn.png", "Café-Spring.PNG"]
    assert await names(history, "cafe") == ["cafe\u0301-autumn.png", "Café-Spring.PNG"]
    assert await names(history, "finål") == ["100%_final.png"]
    assert await names(history, " spring  café ") == ["Café-Spring.PNG"]
    assert await names(history, "beta") == ["cafe\u0301-autumn.png"]
    assert await names(history, "med_100") == ["100%_final.png"]
    assert await names(history, "%_") == ["100%_final.png"]
    assert await names(history, "straße") == ["STRASSE.png"]
    assert await names(history, "nothing of it") == []


async def test_a_byte_that_is_no_text_any_more_keeps_no_other_entry_from_being_found(
    tmp_path: Path, history: History
) -> None:
    for name in ("a.png", "b.png", "c.png"):
        await history.add(finished_upload(name), HOST)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE history SET search_text = CAST(x'61ff' AS TEXT) WHERE name = 'a.png'")
        connection.execute("UPDATE history SET search_text = 7 WHERE name = 'b.png'")
    assert await names(history, "png") == ["c.png"]


async def test_search_narrows_by_project_kind_and_time_and_pages(history: History) -> None:
    for number in range(5):
        await history.add(finished_upload(f"acme-{number}", number), HOST)
    await history.add(finished_upload("beta", 9, BETA, kind=MediaKind.VIDEO), HOST)
    assert await names(history, project_id=BETA.id) == ["beta"]
    assert await names(history, kind=MediaKind.VIDEO) == ["beta"]
    assert await names(history, since=4.0) == ["beta", "acme-4"]
    assert await names(history, "acme", kind=MediaKind.IMAGE, since=2, limit=2) == ["acme-4", "acme-3"]
    assert await names(history, limit=2, offset=4) == ["acme-1", "acme-0"]


async def test_the_same_upload_is_noted_once(history: History) -> None:
    await history.add(finished_upload("a"), HOST)
    await history.add(finished_upload("a", note="again"), HOST)
    assert await names(history) == ["a"]


async def test_forgetting_and_clearing(history: History) -> None:
    for name in "abc":
        await history.add(finished_upload(name), HOST)
    entries = {entry.name: entry.id for entry in await history.search()}
    await history.remove([entries["a"], entries["b"]])
    assert await names(history) == ["c"]
    await history.clear()
    assert await names(history) == []
    assert await history.find(CONTENT, ACME.id, HOST) is None


async def test_what_was_cleared_can_be_put_back_beside_what_came_since(history: History) -> None:
    for name in "ab":
        await history.add(finished_upload(name), HOST)
    rows = await history.clear()
    await history.add(finished_upload("c", at=2.0), HOST)
    await history.restore(rows)
    assert sorted(await names(history)) == ["a", "b", "c"]
    assert await names(history, "med_a") == ["a"]
    assert await history.find(CONTENT, ACME.id, HOST) is not None


async def test_what_is_older_than_wanted_is_forgotten(history: History) -> None:
    await history.add(finished_upload("old", at=9.9), HOST)
    await history.add(finished_upload("new", at=10.0), HOST)
    await history.remove_before(10.0)
    assert await names(history) == ["new"]


async def test_names_that_are_no_text_are_kept_as_paths_and_shown_as_far_as_they_go(history: History) -> None:
    await history.add(finished_upload("br\udcffken.png"), HOST)
    (entry,) = await history.search("ken.png")
    assert entry.path == Path("/files/br\udcffken.png")
    assert entry.name == "br\ufffdken.png"
    assert await history.search("br\udcffken.png") == [entry]


async def test_what_is_not_done_is_no_history(history: History) -> None:
    with pytest.raises(IllegalMoveError):
        history.add(Upload(UploadId("a"), BatchId("b"), Path("a"), ACME, 0.0), HOST)


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("find", "history_by_content"),
        ("sizes", "COVERING INDEX history_by_size"),
        ("search", "history_by_time"),
    ],
)
async def test_every_question_goes_by_an_index(tmp_path: Path, question: str, index: str) -> None:
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    statements: list[str] = []
    read = opening.history._database.read  # only SQLite knows what was asked and how it would look for it
    await read(lambda connection: connection.set_trace_callback(statements.append))
    match question:
        case "find":
            await opening.history.find(CONTENT, ACME.id, HOST)
        case "sizes":
            await opening.history.sizes(ACME.id, HOST)
        case _:
            await opening.history.search("word")
    plan = await read(lambda connection: connection.execute(f"EXPLAIN QUERY PLAN {statements[0]}").fetchall())
    assert index in str(plan)
    await opening.journal.close()


async def test_another_way_of_using_the_program_sees_the_same_history(tmp_path: Path) -> None:
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    await opening.history.add(finished_upload("a"), HOST)
    await opening.journal.close()
    opening = await Journal.open(tmp_path, Origin.COMMAND_LINE)
    assert len(await opening.history.search()) == 1
    await opening.journal.close()


@pytest.mark.parametrize(
    "damage",
    [
        "path = 'text'",
        "finished_at = 'soon'",
        "finished_at = 1e300",
        "size = 'big'",
        "asset_id = x'00ff'",
        "batch_id = x'00ff'",
        "path = x'2f00'",
    ],
)
async def test_an_entry_that_cannot_be_read_is_left_out_alone(history: History, damage: str) -> None:
    await history.add(finished_upload("sound", 1.0), HOST)
    await history.add(finished_upload("damaged", 2.0), HOST)
    sql = f"UPDATE history SET {damage} WHERE name = 'damaged'"  # noqa: S608 constants
    await history._database.transact(lambda connection: connection.execute(sql))
    assert await names(history) == ["sound"]
    found = await history.find(CONTENT, ACME.id, HOST)
    assert found
    assert found.name == "sound"
    assert await history.count() == 2


async def test_a_kind_of_a_later_version_and_a_name_that_is_no_text_any_more_are_shown_as_far_as_known(
    history: History,
) -> None:
    await history.add(finished_upload("hologram"), HOST)
    sql = "UPDATE history SET kind = 'hologram', name = CAST(x'61ff' AS TEXT)"
    await history._database.transact(lambda connection: connection.execute(sql))
    (entry,) = await history.search()
    assert (entry.kind, entry.name) == (None, "a\ufffd")


async def test_the_file_of_an_earlier_version_gets_room_for_links_and_that_version_still_writes_to_it(
    tmp_path: Path,
) -> None:
    earlier = (
        "INSERT INTO history VALUES (?,'b','a',?,'old.png',1,NULL,NULL,NULL,'prj_1','Acme','med_1',1.0,'')"
    )
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    database = opening.history._database
    for column in ("asset_url", "added_at"):
        drop = f"ALTER TABLE history DROP COLUMN {column}"
        await database.transact(lambda each, drop=drop: each.execute(drop))
    await database.transact(lambda each: each.execute(earlier, ("1", b"/old.png")))
    await opening.journal.close()

    opening = await Journal.open(tmp_path, Origin.WINDOW)
    await opening.history.add(finished_upload("new.png", 2.0), HOST)
    links = [entry.asset_url for entry in await opening.history.search()]
    assert links == ["https://media.example/new.png", None]
    await opening.journal.close()


@pytest.mark.parametrize("link", ["http://media.example/a", "javascript:1", "https://s.example/?sig=abc"])
async def test_a_link_that_was_changed_on_disk_is_not_believed(history: History, link: str) -> None:
    await history.add(finished_upload("a.png"), HOST)
    await history._database.transact(
        lambda connection: connection.execute("UPDATE history SET asset_url = ?", (link,))
    )
    (entry,) = await history.search()
    assert entry.asset_url is None


@pytest.mark.unix("Windows has no local time this near to 1970")
async def test_entries_come_by_batch_and_in_the_order_of_the_drop(tmp_path: Path) -> None:
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    history = opening.history
    for batch, name, added, finished in (
        ("old", "a.png", 1.0, 12.0),
        ("old", "b.png", 2.0, 10.0),
        ("new", "c.png", 3.0, 30.0),
        ("new", "d.png", 4.0, 11.0),
        ("new", "e.png", 5.0, 20.0),
    ):
        upload = finished_upload(name, finished)
        upload.batch_id, upload.added_at = BatchId(batch), added
        await history.add(upload, HOST)
    assert await names(history) == ["c.png", "d.png", "e.png", "a.png", "b.png"]
    assert [entry.name for entry in await history.batch("new")] == ["c.png", "d.png", "e.png"]
    csv = history_csv(await history.search())
    assert [line.split(",")[1] for line in csv.splitlines()[1:]] == await names(history)
    await opening.journal.close()


async def test_entries_of_an_earlier_version_stand_in_the_order_in_which_they_ended(history: History) -> None:
    for name, finished in (("a.png", 2.0), ("b.png", 1.0)):
        await history.add(finished_upload(name, finished), HOST)
    await history._database.transact(lambda each: each.execute("UPDATE history SET added_at = NULL"))
    assert await names(history) == ["b.png", "a.png"]
