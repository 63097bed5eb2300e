from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.upload import BatchId, Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.queue.scheduler import UploadPriorityQueue
from layers_desktop.transfer.upload_method import UploadMethod
from tests.unit.transfer.conftest import new_upload

LIMIT = 256_000


def drain(queue: UploadPriorityQueue, method: UploadMethod = UploadMethod.STORAGE) -> list[str]:
    names = []
    while upload := queue.pop(method, ""):
        names.append(upload.path.name)
    return names


def big(name: str, size: int = 0, batch: str = "1", **values: object) -> Upload:
    return new_upload(name, LIMIT + size, batch_id=BatchId(batch), **values)


def test_stored_files_go_first_then_batches_in_their_order_small_files_first_in_each() -> None:
    queue = UploadPriorityQueue()
    stored = big("stored", 5, "2", remote=ServerState(upload_id="u", stored=True))
    probe = big("probe", 9, "2", remote=ServerState(upload_id="u", bytes_handed_over=True))
    for upload in (big("b", 2), big("x", 0, "2"), big("a", 1), stored, big("c", 3), probe):
        queue.push(upload)
    assert drain(queue) == ["stored", "probe", "a", "b", "c", "x"]


def test_files_of_the_same_size_go_in_the_order_of_their_coming() -> None:
    queue = UploadPriorityQueue()
    for name in "cab":
        queue.push(big(name))
    assert drain(queue) == ["c", "a", "b"]


def test_the_two_lanes_do_not_wait_for_each_other() -> None:
    queue = UploadPriorityQueue()
    queue.push(big("big"))
    queue.push(new_upload("small", 10))
    assert drain(queue, UploadMethod.INLINE) == ["small"]
    assert drain(queue, UploadMethod.STORAGE) == ["big"]


def test_who_waits_no_more_is_passed_over() -> None:
    queue = UploadPriorityQueue()
    gone, stays = big("gone"), big("stays")
    queue.push(gone)
    queue.push(stays)
    gone.pause()
    assert drain(queue) == ["stays"]


def test_who_was_paused_and_resumed_goes_once() -> None:
    queue = UploadPriorityQueue()
    upload = big("a")
    for _ in range(3):
        queue.push(upload)
        upload.pause()
        upload.enqueue()
    queue.push(upload)
    # Its job has not made its first move when the next is called up: it still looks queued.
    assert queue.pop(UploadMethod.STORAGE, "") is upload
    assert upload.state is UploadState.QUEUED
    assert queue.pop(UploadMethod.STORAGE, "") is None


def test_who_comes_back_after_a_failure_waits_anew() -> None:
    queue = UploadPriorityQueue()
    upload = big("a")
    for _ in range(2):
        queue.push(upload)
        assert drain(queue) == ["a"]


@pytest.mark.unix("the paths have slashes")
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["join", "pause", "next"]))))
def test_nobody_is_called_twice_and_nobody_is_forgotten(steps: list[tuple[str, str]]) -> None:
    queue, pushed = UploadPriorityQueue(), set[Path]()
    uploads = {name: big(name, ord(name)) for name in "abcde"}
    for name, step in steps:
        upload = uploads[name]
        if step == "join":
            upload.state = UploadState.QUEUED
            queue.push(upload)
            pushed.add(upload.path)
        elif step == "pause":
            upload.state = UploadState.PAUSED
            pushed.discard(upload.path)
        elif called := queue.pop(UploadMethod.STORAGE, ""):
            pushed.remove(called.path)
        else:
            assert not pushed
    assert {f"/files/{name}" for name in drain(queue)} == {str(path) for path in pushed}


def test_whoever_moves_to_the_top_goes_first_and_several_keep_their_order() -> None:
    queue = UploadPriorityQueue()
    uploads = {name: big(name, size) for size, name in enumerate("abcde")}
    for upload in uploads.values():
        queue.push(upload)
    queue.move_to_top([uploads["e"], uploads["c"]])
    queue.move_to_top([uploads["d"]])
    assert drain(queue) == ["d", "c", "e", "a", "b"]


def test_moving_up_is_one_place_and_a_block_stays_together() -> None:
    queue = UploadPriorityQueue()
    uploads = {name: big(name, size) for size, name in enumerate("abcde")}
    for upload in uploads.values():
        queue.push(upload)
    queue.move_up([uploads["c"], uploads["d"]])
    queue.move_up([uploads["a"], uploads["c"]])
    assert drain(queue) == ["a", "c", "d", "b", "e"]


@given(st.lists(st.integers(0, 50), max_size=40), st.sets(st.integers(0, 39)))
def test_the_first_is_the_one_that_would_go_first(sizes: list[int], gone: set[int]) -> None:
    queue = UploadPriorityQueue()
    uploads = [big(str(number), size) for number, size in enumerate(sizes)]
    for upload in uploads:
        queue.push(upload)
    for number in gone & set(range(len(uploads))):
        uploads[number].pause()
    first = queue.first(UploadMethod.STORAGE, "")
    assert ([first.path.name] if first else []) == drain(queue)[:1]
