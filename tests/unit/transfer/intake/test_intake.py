import asyncio
import hashlib
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.local.store.history import History
from layers_desktop.transfer.intake import intake
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.helper_folders import left_out_text
from layers_desktop.transfer.intake.inspection import KindPreference
from layers_desktop.transfer.intake.intake import Drop, DropBlock, inspect_drop, summary_of
from layers_desktop.transfer.intake.validator import InspectionResult, UploadValidator, inspect_upload
from tests.unit.transfer.conftest import PROJECT, png, put_file

S = UploadState


@pytest.fixture
def examiner(history: History) -> UploadValidator:
    return UploadValidator(history, FileThreads())


async def blocks(examiner: UploadValidator, *paths: Path, **choices: object) -> list[DropBlock]:
    drop = Drop(paths, choices.pop("project", PROJECT), **choices)  # type: ignore[arg-type]
    return [block async for block in inspect_drop(drop, examiner)]


async def taken(examiner: UploadValidator, *paths: Path, **choices: object) -> list[Upload]:
    return [upload for block in await blocks(examiner, *paths, **choices) for upload in block.uploads]


async def test_a_file_is_looked_at_and_ready(examiner: UploadValidator, files: Path) -> None:
    (upload,) = await taken(examiner, put_file(files / "a.png"))
    assert (upload.state, upload.mime_type, upload.kind) == (S.READY, "image/png", MediaKind.IMAGE)
    assert upload.path == files / "a.png"
    assert (upload.project, upload.subfolder, upload.problem) == (PROJECT, "", None)
    assert upload.size == (files / "a.png").stat().st_size


async def test_a_relative_path_is_taken_from_where_we_are(
    examiner: UploadValidator, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_file(files / "a.png")
    monkeypatch.chdir(files)
    (upload,) = await taken(examiner, Path("a.png"))
    assert upload.path == files / "a.png"


async def test_a_name_that_the_content_does_not_bear_out_is_refused_until_the_person_says_so(
    examiner: UploadValidator, files: Path
) -> None:
    path = put_file(files / "photo.jpg", bytes(500))
    (upload,) = await taken(examiner, path)
    assert (upload.state, upload.can_upload_anyway, upload.mime_type) == (S.REJECTED, True, None)
    assert upload.problem
    assert (
        upload.problem.text
        == "Its name ends in .jpg, but it contains no picture. It may be a broken download."
    )
    upload.is_wanted_anyway = True
    upload.start_checking()
    await examiner.check(upload, None)
    assert (upload.state, upload.mime_type, upload.can_upload_anyway) == (S.READY, "image/jpeg", False)
    (trusted,) = await taken(examiner, path, is_wanted_anyway=True)
    assert (trusted.state, trusted.kind) == (S.READY, MediaKind.IMAGE)


@pytest.mark.parametrize(
    "name", ["a.jpg.part", "a.crdownload", "a.download", "a.mp4.filepart", "a.!qB", "a.png.tmp"]
)
async def test_a_download_under_way_is_told_as_such_until_the_person_says_otherwise(
    examiner: UploadValidator, files: Path, name: str
) -> None:
    path = put_file(files / name)
    (upload,) = await taken(examiner, path)
    assert upload.problem
    assert upload.problem.title == "This download is not finished."
    assert upload.can_upload_anyway
    (wanted,) = await taken(examiner, path, is_wanted_anyway=True)
    assert (wanted.state, wanted.mime_type) == (S.READY, "image/png")


async def test_what_is_online_only_is_not_downloaded_until_the_person_says_so(
    examiner: UploadValidator, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, stat = put_file(files / "a.png"), Path.stat

    class Placeholder:
        """What Windows says of a file that OneDrive keeps online."""

        st_file_attributes = 0x400000

        def __init__(self, status: os.stat_result) -> None:
            self._status = status

        def __getattr__(self, name: str) -> object:
            return getattr(self._status, name)

    monkeypatch.setattr(Path, "stat", lambda each, **options: Placeholder(stat(each, **options)))
    with monkeypatch.context() as unread:
        unread.setattr("builtins.open", None)
        (upload,) = await taken(examiner, path)
    assert upload.problem
    assert upload.problem.title.startswith("This file is online only: ")
    assert upload.can_upload_anyway
    (wanted,) = await taken(examiner, path, is_wanted_anyway=True)
    assert (wanted.state, wanted.mime_type) == (S.READY, "image/png")


async def test_a_temporary_file_that_is_no_download_is_what_it_is(
    examiner: UploadValidator, files: Path
) -> None:
    (upload,) = await taken(examiner, put_file(files / "a.tmp"))
    assert upload.state is S.READY


async def test_what_was_left_out_is_counted_in_the_blocks_and_named_in_the_summary(
    examiner: UploadValidator, files: Path
) -> None:
    for name in ("a.png", "@eaDir/a.png/thumb.png", "#recycle/b.png"):
        put_file(files / "shoot" / name)
    # How many blocks there are is a matter of time.
    found = await blocks(examiner, files / "shoot")
    uploads, last = [upload for block in found for upload in block.uploads], found[-1]
    assert last.left_out == ("#recycle", "@eaDir")
    summary = summary_of(uploads, last.skipped, last.left_out)
    assert (summary.files, summary.left_out) == (1, ("#recycle", "@eaDir"))
    all_of_it = await blocks(examiner, files / "shoot", with_helpers=True)
    assert sum(len(block.uploads) for block in all_of_it) == 3
    assert all_of_it[-1].left_out == ()


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (("@eaDir",), "1 folder of another program was left out: @eaDir."),
        (("@eaDir", "@eaDir", "a.app"), "3 folders of other programs were left out: @eaDir, a.app."),
        (("a", "b", "c", "d"), "4 folders of other programs were left out: a, b, c …"),
    ],
)
def test_folders_left_out_are_named_but_not_by_the_hundred(found: tuple[str, ...], text: str) -> None:
    assert left_out_text(found) == text


async def test_what_lies_about_itself_is_refused_by_what_it_is(
    examiner: UploadValidator, files: Path
) -> None:
    (page,) = await taken(examiner, put_file(files / "photo.jpg", b"<html><body>Sign in</body></html>"))
    assert page.problem
    assert page.problem.title == "Layers takes images, videos and audio, not HTML files."


@pytest.mark.unix("pipes and links")
async def test_every_refusal_has_its_reason_and_stops_nobody(examiner: UploadValidator, files: Path) -> None:
    put_file(files / "empty.png", b"")
    put_file(files / "notes.txt", b"Just words.\n")
    put_file(files / "good.png")
    os.mkfifo(files / "pipe.png")
    (files / "link.png").symlink_to("nowhere.png")
    (files / "hollow").mkdir()
    names = ["empty.png", "notes.txt", "pipe.png", "link.png", "gone.png", "hollow", "good.png"]
    uploads = await taken(examiner, *(files / name for name in names))
    codes = [upload.problem.code if upload.problem else None for upload in uploads]
    assert [upload.path.name for upload in uploads] == names
    assert codes == [
        "FILE_EMPTY",
        "NOT_MEDIA",
        "NOT_A_FILE",
        "FILE_MISSING",
        "FILE_MISSING",
        "FOLDER_EMPTY",
        None,
    ]
    assert [upload.state for upload in uploads] == [S.REJECTED] * 6 + [S.READY]


async def test_a_file_that_was_written_just_now_has_to_settle(examiner: UploadValidator, files: Path) -> None:
    (files / "a.png").write_bytes(png())
    (upload,) = await taken(examiner, files / "a.png")
    assert upload.state is S.SETTLING


async def test_a_kind_that_was_chosen_counts_and_one_that_cannot_be_is_refused(
    examiner: UploadValidator, files: Path
) -> None:
    path = put_file(files / "a.png")
    (logo,) = await taken(examiner, path, kind_preference=KindPreference(MediaKind.LOGO))
    assert (logo.state, logo.kind, logo.kind_is_guessed) == (S.READY, MediaKind.LOGO, False)
    (video,) = await taken(examiner, path, kind_preference=KindPreference(MediaKind.VIDEO))
    assert video.problem
    assert (video.state, video.problem.code) == (S.REJECTED, "KIND_MISMATCH")


async def test_names_are_no_hints_where_that_is_not_wanted(examiner: UploadValidator, files: Path) -> None:
    path = put_file(files / "logos" / "acme-logo.png")
    wish = KindPreference(by_folder={"logos": MediaKind.REFERENCE_IMAGE}, uses_name_hints=False)
    (plain,) = await taken(examiner, path, kind_preference=wish)
    assert (plain.kind, plain.kind_is_guessed) == (MediaKind.IMAGE, False)


@pytest.mark.parametrize(
    ("size", "state"), [(50 * 2**20, S.READY), (50 * 2**20 + 1, S.REJECTED), (50_000_001, S.READY)]
)
async def test_only_what_is_over_the_cap_by_either_reading_is_refused(
    examiner: UploadValidator, files: Path, size: int, state: UploadState
) -> None:
    path = put_file(files / "a.png")
    os.truncate(path, size)
    os.utime(path, (1, 1))
    (upload,) = await taken(examiner, path)
    assert upload.state is state


async def test_content_that_the_project_has_is_found_before_anything_is_sent(
    examiner: UploadValidator, history: History, files: Path
) -> None:
    path = put_file(files / "a.png", png(b"known"))
    done = (await taken(examiner, path))[0]
    done.sha256 = hashlib.sha256(png(b"known")).hexdigest()
    done.enqueue()
    done.start_sending_inline()
    done.finish("med_old", time.time())
    await history.add(done, done.account)
    same = put_file(files / "renamed.png", png(b"known"))
    other = put_file(files / "other.png", png(b"other"))
    again, fresh = await taken(examiner, same, other)
    assert again.problem
    assert (again.state, again.asset_id, again.problem.code) == (S.DUPLICATE, "med_old", "ALREADY_UPLOADED")
    assert "med_old" in again.problem.title
    assert fresh.state is S.READY
    (wanted,) = await taken(examiner, same, is_wanted_again=True)
    assert (wanted.state, wanted.is_wanted_again, wanted.asset_id) == (S.READY, True, None)
    (homeless,) = await taken(examiner, same, project=None)
    assert homeless.state is S.READY
    (elsewhere,) = await taken(examiner, same, project=replace(PROJECT, account="org_other"))
    assert elsewhere.state is S.READY


async def test_the_same_content_twice_is_noticed_where_the_project_has_something_of_that_size(
    examiner: UploadValidator, history: History, files: Path
) -> None:
    (done,) = await taken(examiner, put_file(files / "a.png", png(b"known")))
    done.sha256 = hashlib.sha256(png(b"known")).hexdigest()
    done.enqueue()
    done.start_sending_inline()
    done.finish("med_old", time.time())
    await history.add(done, done.account)
    one, two = put_file(files / "1.png", png(b"fresh")), put_file(files / "2.png", png(b"fresh"))
    first, twin = await taken(examiner, one, two)
    assert (first.state, twin.state, twin.asset_id) == (S.READY, S.DUPLICATE, None)


async def test_the_same_content_twice_in_one_drop_is_noticed_but_not_the_same_path(
    examiner: UploadValidator, files: Path
) -> None:
    one, two = put_file(files / "1.png", png()), put_file(files / "2.png", png())
    first, again, copy = await taken(examiner, one, one, two)
    assert (first.state, again.state, copy.state) == (S.READY, S.READY, S.DUPLICATE)
    assert copy.problem
    assert (copy.asset_id, copy.problem.code) == (None, "SAME_CONTENT")
    assert "1.png" in copy.problem.title


async def test_three_thousand_files_come_in_blocks_and_none_is_lost(
    examiner: UploadValidator, files: Path
) -> None:
    for n in range(3000):
        put_file(files / "shoot" / f"{n:04}.png", png(b"%04d" % n + bytes(n)))
    put_file(files / "shoot" / ".DS_Store")
    got = await blocks(examiner, files / "shoot")
    uploads = [upload for block in got for upload in block.uploads]
    assert [upload.path.name for upload in uploads] == [f"{n:04}.png" for n in range(3000)]
    assert {upload.state for upload in uploads} == {S.READY}
    assert len({upload.id for upload in uploads}) == 3000
    assert len({upload.batch_id for upload in uploads}) == 1
    assert len(got) > 5
    assert max(len(block.uploads) for block in got) <= 500
    assert got[-1].skipped == 1


@pytest.mark.unix("names that are bytes")
async def test_names_may_be_anything_that_a_disk_holds(examiner: UploadValidator, files: Path) -> None:
    names = [b"caf\xe9.png", "😀.png".encode(), b"-rf.png", b"a\nb.png", b"x" * 251 + b".png"]
    paths = [put_file(Path(os.fsdecode(os.fsencode(files) + b"/" + name))) for name in names]
    uploads = await taken(examiner, *paths)
    assert {upload.state for upload in uploads} == {S.READY}
    assert [upload.path for upload in uploads] == paths


async def test_an_empty_drop_is_one_empty_block(examiner: UploadValidator) -> None:
    (block,) = await blocks(examiner)
    assert (block.uploads, block.skipped) == ([], 0)


async def test_of_many_drops_two_are_looked_at_at_once_so_that_one_that_hangs_holds_up_nobody(
    examiner: UploadValidator, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most, answering = 0, 0, threading.Event()

    def look(upload: Upload, *rest: Any) -> InspectionResult:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if upload.path.name == "on a share that is away.png":
            answering.wait(20)
        time.sleep(0.01)
        under_way -= 1
        return inspect_upload(upload, *rest)

    monkeypatch.setattr(intake, "inspect_upload", look)
    away = asyncio.create_task(taken(examiner, put_file(files / "on a share that is away.png")))
    others = [taken(examiner, put_file(files / f"{number}.png")) for number in range(8)]
    assert all(len(uploads) == 1 for uploads in await asyncio.gather(*others))
    assert most == 2
    assert not away.done()
    answering.set()
    assert len(await away) == 1
