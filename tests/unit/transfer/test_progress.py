import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.domain.upload import Upload, UploadId
from layers_desktop.domain.upload_record import ServerState
from layers_desktop.domain.upload_state import UploadState
from layers_desktop.transfer.progress import OverallProgress, ProgressMeter, ProgressTotals
from tests.unit.transfer.conftest import new_upload

S = UploadState
MB = 1_000_000


class Measured:
    """A meter with a clock that the test turns."""

    def __init__(self, *uploads: Upload, seconds_for_calls: float = 0.0) -> None:
        self.now = 1000.0
        self.uploads: dict[UploadId, Upload] = {upload.id: upload for upload in uploads}
        self.totals = ProgressTotals(uploads)
        self.meter = ProgressMeter(self.uploads, self.totals, lambda: self.now, lambda _: seconds_for_calls)

    def total(self) -> OverallProgress:
        """Tell of every upload as the queue does, and return the sum."""
        for upload in self.uploads.values():
            self.totals.update(upload)
        return self.meter.total()

    def send(self, upload: Upload, rate: int, seconds: float) -> None:
        """Let the upload move at this rate, looked at ten times a second."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            upload.bytes_sent += rate // 10
            self.meter.sample()


def sending(size: int = 100 * MB, name: str = "a.png", **values: object) -> Upload:
    return new_upload(name, size, state=S.SENDING, **values)


@given(
    state=st.sampled_from(sorted(set(S) - {S.DONE})),
    sent=st.integers(0, 2000),
    size=st.integers(0, 1000),
    handed_over=st.booleans(),
)
def test_a_bar_is_full_only_with_the_id_in_hand(
    state: UploadState, sent: int, size: int, handed_over: bool
) -> None:
    upload = new_upload(size=size, state=state, bytes_sent=sent)
    upload.remote = ServerState(upload_id="u", bytes_handed_over=handed_over)
    measured = Measured(upload)
    assert 0 <= measured.meter.fraction(upload) < 1
    assert measured.total().fraction < 1
    upload.state, upload.asset_id = S.DONE, "med_1"
    assert measured.meter.fraction(upload) == measured.total().fraction == 1


def test_a_bar_goes_with_the_bytes_and_stops_before_its_end() -> None:
    upload = sending(1000)
    meter = Measured(upload).meter
    fractions = []
    for upload.bytes_sent in (0, 500, 1000):
        fractions.append(meter.fraction(upload))
    assert fractions == [0, 0.49, 0.98]


@pytest.mark.parametrize("state", [S.WAITING, S.PAUSED, S.QUEUED, S.PRESIGNING])
def test_bytes_that_must_be_sent_again_do_not_count(state: UploadState) -> None:
    upload = sending(1000, bytes_sent=600)
    measured = Measured(upload)
    meter = measured.meter
    assert (meter.fraction(upload), measured.total().bytes_done) == (pytest.approx(0.588), 600)
    upload.state = state
    assert (meter.fraction(upload), measured.total().bytes_done) == (0, 0)
    upload.remote = ServerState(upload_id="u", bytes_handed_over=True)
    assert (meter.fraction(upload), measured.total().bytes_done) == (0.98, 1000)


def test_nothing_is_known_before_something_moved() -> None:
    upload = sending()
    measured = Measured(upload)
    assert measured.meter.speed(upload.id) is None
    measured.meter.sample()
    assert measured.meter.speed(upload.id) is None
    assert measured.meter.seconds_left(upload.id) is None
    assert measured.total().speed in {None, 0}
    assert measured.total().seconds_left is None
    assert measured.meter.speed(UploadId("nobody")) is None
    assert measured.meter.stalled_for(UploadId("nobody")) is None


def test_the_speed_comes_near_the_truth_and_forgets_the_past() -> None:
    upload = sending()
    measured = Measured(upload)
    measured.meter.sample()
    measured.send(upload, MB, 20)
    assert measured.meter.speed(upload.id) == pytest.approx(MB, rel=0.02)
    measured.send(upload, MB // 10, 2)
    assert measured.meter.speed(upload.id) == pytest.approx(0.55 * MB, rel=0.02)
    assert measured.total().speed == measured.meter.speed(upload.id)


def test_the_time_left_is_told_after_five_seconds() -> None:
    upload = sending(40 * MB)
    measured = Measured(upload)
    measured.meter.sample()
    measured.send(upload, MB, 4)
    assert measured.meter.seconds_left(upload.id) is None
    assert measured.total().seconds_left is None
    measured.send(upload, MB, 6)
    assert measured.meter.seconds_left(upload.id) == pytest.approx(30, rel=0.05)
    assert measured.total().seconds_left == pytest.approx(30, rel=0.05)


@pytest.mark.parametrize("lump", [MB // 10, MB, 2 * MB])
def test_the_time_left_on_a_steady_link_is_steady_in_whatever_lumps_the_bytes_go(lump: int) -> None:
    upload = sending(60 * MB)
    measured = Measured(upload)
    measured.meter.sample()
    told: list[tuple[float, float]] = []
    for tenth in range(1, 500):
        measured.now += 0.1
        upload.bytes_sent = -(-tenth * MB // 10 // lump) * lump
        measured.meter.sample()
        left = measured.total().seconds_left
        if left and (not told or told[-1][1] != left):
            told.append((measured.now, left))
    for (before, longer), (now, left) in itertools.pairwise(told):
        assert now - before > 1.9
        assert 0.5 < left / longer < 1.25
        assert left == pytest.approx(1060 - now, rel=0.3)


def test_a_file_that_waits_for_its_answer_tells_nothing_of_the_time_that_others_need() -> None:
    waiting, other = sending(12 * MB), sending(60 * MB, "b.png")
    measured = Measured(waiting, other)
    measured.meter.sample()
    measured.send(waiting, MB, 12)
    waiting.remote = ServerState(upload_id="u", bytes_handed_over=True)
    measured.send(other, 0, 4)
    assert measured.total().speed is None or measured.total().speed == 0
    assert measured.total().seconds_left is None
    measured.send(other, MB, 20)
    assert measured.total().seconds_left == pytest.approx(40, rel=0.3)


def test_the_budget_of_calls_decides_where_it_takes_longer_than_the_bytes() -> None:
    upload = sending(40 * MB)
    measured = Measured(upload, new_upload("b.png"), seconds_for_calls=500)
    assert measured.total().seconds_left == 500
    measured.meter.sample()
    measured.send(upload, MB, 10)
    assert measured.total().seconds_left == pytest.approx(500, rel=0.05)


def test_a_put_from_the_start_does_not_count_backwards() -> None:
    upload = sending()
    measured = Measured(upload)
    measured.meter.sample()
    measured.send(upload, MB, 10)
    upload.bytes_sent = 0
    measured.send(upload, MB, 0.3)
    speed = measured.meter.speed(upload.id)
    assert speed is not None
    assert speed > 0
    assert measured.meter.seconds_left(upload.id) is None


def test_silence_is_told_once_it_is_worth_a_word_but_not_while_the_answer_is_waited_for() -> None:
    upload = sending()
    measured = Measured(upload)
    measured.meter.sample()
    measured.send(upload, MB, 1)
    for seconds, told in ((4, None), (2, pytest.approx(6))):
        measured.send(upload, 0, seconds)
        assert measured.meter.stalled_for(upload.id) == told
    measured.send(upload, MB, 0.1)
    assert measured.meter.stalled_for(upload.id) is None
    measured.send(upload, 0, 6)
    upload.remote = ServerState(upload_id="u", bytes_handed_over=True)
    assert measured.meter.stalled_for(upload.id) is None


def test_who_sends_no_more_has_no_speed() -> None:
    upload = sending()
    measured = Measured(upload)
    measured.meter.sample()
    measured.send(upload, MB, 5)
    upload.state = S.PAUSED
    measured.meter.sample()
    assert measured.meter.speed(upload.id) is None
    assert measured.total().speed is None


def test_the_sum_counts_what_was_started_and_a_thousand_small_files_move_it() -> None:
    done = [new_upload(f"{n}.png", 1000, state=S.DONE, asset_id=f"med_{n}") for n in range(500)]
    waiting = [new_upload(f"{n}.png", 1000) for n in range(500, 1000)]
    idle = [new_upload("ready.png", MB, state=S.READY), new_upload("failed.png", MB, state=S.FAILED)]
    total = Measured(*done, *waiting, *idle).total()
    assert (total.files_done, total.files_total) == (500, 1000)
    assert (total.bytes_done, total.bytes_total) == (500_000, 1_000_000)
    assert total.fraction == 0.5
    assert Measured().total().fraction == 0
    big = new_upload("big.mp4", 2000 * MB)
    assert 0.04 < Measured(*done, big).total().fraction < 0.2


def test_an_unknown_size_is_no_size() -> None:
    upload = sending()
    upload.fingerprint = None
    measured = Measured(upload)
    meter = measured.meter
    assert meter.fraction(upload) == 0
    assert meter.seconds_left(upload.id) is None
    assert measured.total().bytes_total == 0
