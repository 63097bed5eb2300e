import pytest

from layers_desktop.gui.system.status import KeepAwakePolicy


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def policy(clock: Clock) -> KeepAwakePolicy:
    return KeepAwakePolicy(clock)


SENDING = {"is_sending": True, "is_running": True, "is_held": False}
WAITING = {"is_sending": False, "is_running": True, "is_held": False}
HELD = {"is_sending": False, "is_running": True, "is_held": True}
AT_REST = {"is_sending": False, "is_running": False, "is_held": False}


def test_nothing_keeps_a_program_at_rest_awake(policy: KeepAwakePolicy) -> None:
    assert not policy.is_needed(progress=0, **AT_REST)


def test_bytes_under_way_do_however_long_the_answer_takes(policy: KeepAwakePolicy, clock: Clock) -> None:
    for _ in range(5):
        assert policy.is_needed(progress=10, **SENDING)
        clock.now += 100


def test_a_short_wait_does_and_a_long_one_does_not(policy: KeepAwakePolicy, clock: Clock) -> None:
    policy.is_needed(progress=10, **SENDING)
    clock.now += 59
    assert policy.is_needed(progress=10, **WAITING)
    clock.now += 1
    assert not policy.is_needed(progress=10, **WAITING)


def test_files_that_get_through_between_two_looks_count_as_movement(
    policy: KeepAwakePolicy, clock: Clock
) -> None:
    for progress in range(1, 5):
        clock.now += 50
        assert policy.is_needed(progress=progress, **WAITING)


def test_what_has_never_moved_may_wait_asleep(policy: KeepAwakePolicy) -> None:
    assert not policy.is_needed(progress=0, **WAITING)


@pytest.mark.parametrize("state", [HELD, AT_REST])
def test_the_end_and_a_pause_let_go_at_once(policy: KeepAwakePolicy, state: dict[str, bool]) -> None:
    assert policy.is_needed(progress=10, **SENDING)
    assert not policy.is_needed(progress=11, **state)


def test_a_pause_that_lets_a_last_file_finish_waits_for_it(policy: KeepAwakePolicy) -> None:
    assert policy.is_needed(progress=10, is_sending=True, is_running=True, is_held=True)
