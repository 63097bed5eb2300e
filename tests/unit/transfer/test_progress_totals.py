import random

from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.upload import Upload
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.progress import ProgressShare, ProgressTotals
from tests.unit.transfer.conftest import new_upload


def move(upload: Upload, chance: random.Random) -> None:
    """Put the upload into any state, whether it could come there or not."""
    upload.state = chance.choice(sorted(UploadState))
    upload.bytes_sent = chance.randrange(1_500_000)
    upload.remote = ServerState(upload_id="u", bytes_handed_over=chance.random() < 0.3)
    upload.asset_id = "med_1" if upload.state is UploadState.DONE else None


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 3), max_size=40))
def test_the_sum_is_that_of_what_there_is_whatever_happened_before(
    chance: random.Random, steps: list[int]
) -> None:
    sums, uploads = ProgressTotals(), []
    for number, step in enumerate(steps):
        if step == 0 or not uploads:
            uploads.append(new_upload(f"{number}.png", chance.randrange(1_000_000)))
            sums.update(uploads[-1])
        elif step == 1:
            sums.forget(uploads.pop(chance.randrange(len(uploads))))
        else:
            upload = chance.choice(uploads)
            move(upload, chance)
            sums.update(upload)
    assert sums.read() == ProgressTotals(uploads).read()
    assert {upload.id for upload in sums.sending()} == {each.id for each in uploads if each.is_sending}


def test_bytes_under_way_count_though_nobody_tells_of_them() -> None:
    upload = new_upload(size=1000, state=UploadState.SENDING)
    sums = ProgressTotals([upload])
    upload.bytes_sent = 400
    assert (sums.read().bytes_done, sums.read().bytes_left) == (400, 600)


def test_what_was_never_counted_can_be_forgotten() -> None:
    sums = ProgressTotals()
    sums.forget(new_upload())
    assert sums.read() == ProgressShare()
