import asyncio
import contextlib
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.domain.upload import Upload, can_locate
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.sandbox.process import SandboxProcess
from tests.integration.transfer.harness import Harness, sha256, unfinished
from tests.integration.transfer.media_files import audio, image, let_rest, video

MEGABYTE = 1_000_000
NOBODY = 65534


# ----------------------------------------------------- changed while it is sent
def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size - MEGABYTE)


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more of it")


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(1_000)
        file.write(b"as long as before, and other bytes")


def replace(path: Path) -> None:
    video(path.with_name("other.mp4"), path.stat().st_size).replace(path)


async def begun(harness: Harness, path: Path) -> Upload:
    """Send a file so slowly that there is time to change it."""
    harness.control.fault("put", "slow", after_bytes=0, bytes_per_second=6 * MEGABYTE)
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.bytes_sent >= MEGABYTE)
    return upload


OF_UNIX = pytest.param(replace, marks=pytest.mark.unix("Windows replaces no open file in one step"))


@pytest.mark.parametrize("change", [truncate, append, overwrite, OF_UNIX])
async def test_a_file_that_changes_during_the_put_is_never_finalized_as_it_was(
    harness: Harness, change: Callable[[Path], None]
) -> None:
    path = video(harness.folder / "a.mp4", 20 * MEGABYTE)
    upload = await begun(harness, path)
    change(path)
    let_rest(path, 50)
    await harness.ended([upload])

    assert upload.is_done
    assert UploadState.CHANGED in harness.listener.states[upload.id]
    assert upload.sha256 == sha256(path)
    assert len(harness.calls("finalize")) == 1


async def test_a_file_that_is_deleted_during_the_put_fails_and_comes_back_with_retry(
    harness: Harness,
) -> None:
    path = video(harness.folder / "a.mp4", 20 * MEGABYTE)
    upload = await begun(harness, path)
    path.unlink()
    await harness.ended([upload])
    assert upload.problem
    assert upload.problem.code == "FILE_MISSING"
    assert not harness.assets

    video(path, 20 * MEGABYTE)
    harness.engine.queue.retry([upload.id])
    await harness.ended([upload])
    assert upload.is_done


async def test_a_file_that_is_deleted_once_it_is_stored_still_gets_its_id(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4")
    harness.control.fault("finalize", "unavailable", times=2)
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.remote.stored)
    path.unlink()
    await harness.ended([upload])

    assert upload.is_done


async def test_a_file_that_changes_once_it_is_stored_is_the_one_that_was_stored(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4")
    was = sha256(path)
    harness.control.fault("finalize", "executed_then_close", times=2)
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.remote.stored)
    replace(path)
    await harness.ended([upload])

    assert upload.is_done
    assert upload.sha256 == was


async def test_a_file_that_never_comes_to_rest_ends_in_words(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4", 12 * MEGABYTE)
    harness.control.fault("put", "slow", times=None, after_bytes=0, bytes_per_second=10 * MEGABYTE)
    (upload,) = await harness.send(path)
    for age in (60, 50, 40, 30):
        await harness.until(lambda: upload.is_sending and upload.bytes_sent >= MEGABYTE)
        seen = upload.fingerprint
        let_rest(path, age)
        await harness.until(lambda seen=seen: upload.fingerprint != seen or upload.problem)
    await harness.ended([upload])

    assert upload.problem
    assert upload.problem.code == "FILE_CHANGED"
    assert not harness.assets


async def test_a_small_file_that_changes_while_it_waits_goes_as_it_is_then(harness: Harness) -> None:
    path = image(harness.folder / "a.png")
    harness.control.fault("inline", "unavailable", retry_after="1")
    (upload,) = await harness.send(path)
    await harness.until(lambda: upload.state is UploadState.WAITING)
    image(path, 6_000)
    let_rest(path, 50)
    await harness.ended([upload])

    assert upload.is_done
    assert upload.size == 6_000


async def test_a_change_to_what_the_project_has_already_makes_no_second_asset(harness: Harness) -> None:
    known = video(harness.folder / "known.mp4", 20 * MEGABYTE)
    await harness.upload(known)
    path = video(harness.folder / "a.mp4", 20 * MEGABYTE)
    upload = await begun(harness, path)
    shutil.copyfile(known, path)
    let_rest(path, 50)
    await harness.ended([upload])

    assert upload.state is UploadState.DUPLICATE
    assert upload.asset_id == harness.assets[0]["id"]


async def test_a_file_that_is_still_growing_is_waited_for(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4")
    append(path)
    (upload,) = await harness.drop(path)
    assert upload.state is UploadState.SETTLING
    for _ in range(3):
        await asyncio.sleep(0.5)
        append(path)
    await harness.until(lambda: upload.is_ready)
    harness.engine.queue.start([upload.id])
    await harness.ended([upload])

    assert upload.is_done
    assert upload.sha256 == sha256(path)


# ------------------------------------------------------------- no file to send
@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """Be nobody for a moment: root may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter on Windows")
async def test_what_may_not_be_read_is_rejected_and_sent_once_it_may(harness: Harness) -> None:
    path, closed = image(harness.folder / "a.png"), harness.folder / "closed"
    inside = image(closed / "b.png")
    path.chmod(0)
    closed.chmod(0)
    with without_rights():
        uploads = await harness.drop(path, closed)
    assert [upload.problem and upload.problem.code for upload in uploads] == ["FILE_UNREADABLE"] * len(
        uploads
    )
    assert all(upload.state is UploadState.REJECTED for upload in uploads)

    path.chmod(0o600)
    closed.chmod(0o700)
    harness.engine.queue.check_again([uploads[0].id])
    await harness.until(lambda: uploads[0].is_ready)
    harness.engine.queue.start([uploads[0].id])
    more = await harness.upload(inside)
    await harness.ended(uploads)
    assert uploads[0].is_done
    assert more[0].is_done


def fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def a_socket(path: Path) -> Path:
    # Its address may be no longer than some hundred bytes.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)
    return path


def device(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def loop(path: Path) -> Path:
    path.symlink_to(path.with_name("back.png"))
    path.with_name("back.png").symlink_to(path)
    return path


def dangling(path: Path) -> Path:
    path.symlink_to(path.with_name("nowhere.png"))
    return path


def empty(path: Path) -> Path:
    path.touch()
    return let_rest(path)


def text(path: Path) -> Path:
    path.write_text("not a picture at all", encoding="utf-8")
    return let_rest(path.rename(path.with_suffix(".txt")))


@pytest.mark.skipif(os.name == "nt", reason="none of these is there on Windows")
@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (fifo, {"NOT_A_FILE"}),
        (a_socket, {"NOT_A_FILE"}),
        (device, {"NOT_A_FILE"}),
        (loop, {"NOT_A_FILE", "FILE_MISSING"}),
        (dangling, {"FILE_MISSING", "NOT_A_FILE"}),
        (empty, {"FILE_EMPTY"}),
        (text, {"NOT_MEDIA"}),
    ],
)
async def test_what_is_no_media_file_is_rejected_and_stops_nobody(
    harness: Harness, make: Callable[[Path], Path], codes: set[str]
) -> None:
    good = image(harness.folder / "good.png")
    bad = make(harness.folder / "bad.png")
    uploads = await harness.upload(bad, good)

    assert uploads[0].problem
    assert uploads[0].problem.code in codes
    assert uploads[0].problem.title
    assert uploads[1].is_done


async def test_a_folder_with_a_loop_of_links_is_walked_once(harness: Harness) -> None:
    image(harness.folder / "shoot" / "a.png")
    (harness.folder / "shoot" / "again").symlink_to(harness.folder / "shoot", target_is_directory=True)
    uploads = await harness.upload(harness.folder / "shoot")

    assert [upload.path.name for upload in uploads if upload.is_done] == ["a.png"]


# ------------------------------------------------------------------------ sizes
IMAGE_CAP = 50 * MEGABYTE
BINARY_IMAGE_CAP = 50 * 2**20
AUDIO_CAP = 200 * MEGABYTE
VIDEO_CAP = 1_000 * MEGABYTE


@pytest.mark.parametrize(
    ("make", "name", "size", "code"),
    [
        (image, "a.png", IMAGE_CAP - 1, None),
        (image, "a.png", IMAGE_CAP, None),
        (image, "a.png", IMAGE_CAP + 1, "PAYLOAD_TOO_LARGE"),
        (image, "a.png", BINARY_IMAGE_CAP + 1, "FILE_TOO_LARGE"),
        (audio, "a.wav", AUDIO_CAP + 1, "PAYLOAD_TOO_LARGE"),
        (audio, "a.wav", 200 * 2**20 + 1, "FILE_TOO_LARGE"),
        (video, "a.mp4", VIDEO_CAP + 1, "PAYLOAD_TOO_LARGE"),
        (video, "a.mp4", 2**30 + 1, "FILE_TOO_LARGE_FOR_ALL"),
        pytest.param(audio, "a.wav", AUDIO_CAP - 1, None, marks=pytest.mark.slow),
        pytest.param(audio, "a.wav", AUDIO_CAP, None, marks=pytest.mark.slow),
        pytest.param(video, "a.mp4", VIDEO_CAP - 1, None, marks=pytest.mark.slow),
        pytest.param(video, "a.mp4", VIDEO_CAP, None, marks=pytest.mark.slow),
    ],
)
async def test_a_cap_is_kept_to_the_byte(
    harness: Harness, make: Callable[[Path, int], Path], name: str, size: int, code: str | None
) -> None:
    (upload,) = await harness.upload(make(harness.folder / name, size))

    assert (upload.problem.code if upload.problem else None) == code
    assert upload.is_done is (code is None)
    assert harness.bytes_received == (0 if code else size)


async def test_where_the_server_reads_megabytes_as_binary_the_larger_file_goes(
    make_harness: Callable[..., Harness], start_sandbox: Callable[..., SandboxProcess]
) -> None:
    sandbox = start_sandbox("--no-budget", "--tier", "partner", "--unit", "binary")
    harness = await make_harness(sandbox).open()
    uploads = await harness.upload(
        image(harness.folder / "a.png", BINARY_IMAGE_CAP),
        image(harness.folder / "b.png", BINARY_IMAGE_CAP + 1),
    )
    assert [upload.is_done for upload in uploads] == [True, False]


@pytest.mark.parametrize("size", [100, 255_999, 256_000, 256_001])
async def test_the_border_between_the_two_ways_is_to_the_byte(harness: Harness, size: int) -> None:
    (upload,) = await harness.upload(image(harness.folder / "a.png", size))

    assert upload.is_done
    assert (len(harness.calls("inline")), len(harness.calls("put"))) == ((1, 0) if size < 256_000 else (0, 1))


# ------------------------------------------------------------------------ names
@pytest.mark.parametrize(
    "name",
    [
        "Ame\u0301lie e\u0301te\u0301.png",
        "\N{PARTY POPPER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}.png",
        "\u202egnp.exe \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627.png",
        "x" * 251 + ".png",
        "\N{PARTY POPPER}" * 62 + ".png",
        *(
            pytest.param(name, marks=pytest.mark.unix("Windows has no such names"))
            for name in ("caf\udce9 \udcff.png", "two\nlines\r\t\x1b[31m.png", "%2e%2e%2f?&#;'\"<>|*.png")
        ),
        "-rf.png",
        " .png",
        "..png",
    ],
)
@pytest.mark.parametrize("size", [5_000, 300_000])
async def test_a_hostile_name_goes_through_and_stays_as_it_is_here(
    harness: Harness, name: str, size: int
) -> None:
    path = image(harness.folder / name, size)
    (upload,) = await harness.upload(path)

    assert upload.is_done
    assert upload.path == path
    assert path.exists()
    (left,) = await harness.engine.history.search(limit=1)
    assert left.path == path


async def test_names_that_look_alike_are_two_files(harness: Harness) -> None:
    uploads = await harness.upload(
        image(harness.folder / "\u00e9.png", 2_000), image(harness.folder / "e\u0301.png", 2_001)
    )
    assert unfinished(uploads) == []


# ------------------------------------------------------------- the same file twice
async def test_the_same_file_twice_in_one_drop_is_one_upload(harness: Harness) -> None:
    path = image(harness.folder / "shoot" / "a.png")
    uploads = await harness.upload(path, path, path.parent)

    assert len(uploads) == 1
    assert uploads[0].is_done


async def test_the_same_file_dropped_again_while_it_is_sent_is_one_upload(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4")
    harness.control.fault("put", "latency", seconds=0.3)
    first = await harness.send(path)
    assert await harness.drop(path) == []
    await harness.ended(first)

    assert first[0].is_done


async def test_the_same_file_tomorrow_is_offered_the_id_that_it_has(harness: Harness) -> None:
    paths = [video(harness.folder / "a.mp4"), image(harness.folder / "b.png")]
    earlier = await harness.upload(*paths)
    await harness.reopen()
    uploads = await harness.drop(*paths)
    assert [upload.state for upload in uploads] == [UploadState.DUPLICATE] * 2

    harness.engine.queue.use_existing(upload.id for upload in uploads)
    assert [upload.asset_id for upload in uploads] == [upload.asset_id for upload in earlier]
    assert all(upload.is_reused for upload in uploads)


async def test_a_copy_under_another_name_is_found_too_and_uploaded_anew_on_demand(harness: Harness) -> None:
    path = video(harness.folder / "a.mp4")
    await harness.upload(path)
    copy = let_rest(Path(shutil.copyfile(path, harness.folder / "copy.mp4")))
    (upload,) = await harness.drop(copy)
    assert upload.state is UploadState.DUPLICATE

    harness.engine.queue.upload_again([upload.id])
    harness.engine.queue.start([upload.id])
    await harness.ended([upload])
    assert upload.is_done
    assert len(harness.assets) == 2


async def test_a_file_that_went_after_the_drop_says_so_before_it_is_started(harness: Harness) -> None:
    there, gone = await harness.drop(image(harness.folder / "a.png"), image(harness.folder / "b.png"))
    gone.path.unlink()
    harness.engine.queue.refuse_missing()
    await harness.until(lambda: gone.is_rejected)
    assert gone.problem
    assert gone.problem.code == "FILE_MISSING"
    assert can_locate(gone)
    assert there.is_ready

    image(gone.path)
    harness.engine.queue.check_again([gone.id])
    await harness.until(lambda: gone.is_ready)
    harness.engine.queue.start([there.id, gone.id])
    await harness.ended([there, gone])
    assert there.is_done
    assert gone.is_done
