import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from layers_desktop.domain.upload import Upload
from layers_desktop.transfer.background_tasks import OwnedTasks
from layers_desktop.transfer.queue import command_turns
from layers_desktop.transfer.queue.command_turns import CommandTurns
from tests.unit.transfer.conftest import new_upload


class Turns:
    """Commands that take a turn's whole time for each part, and what came of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command_turns, "_TURN_SECONDS", 0.0)
        self.faults: list[BaseException] = []
        self.tasks = OwnedTasks(self.faults.append)
        self.turns = CommandTurns(self.tasks, self.under_way)
        self.done: list[str] = []
        self.is_under_way = False

    @contextmanager
    def under_way(self) -> Iterator[None]:
        self.is_under_way = True
        try:
            yield
        finally:
            self.is_under_way = False

    def carry_out(self, name: str, count: int) -> None:
        def command(part: list[Upload]) -> None:
            self.done.append(f"{name} {len(part)}")

        self.turns.carry_out(command, [new_upload("a", 1) for _ in range(count)])


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    return Turns(monkeypatch)


async def test_a_few_are_done_at_once(turns: Turns) -> None:
    turns.carry_out("start", 50)
    assert turns.done == ["start 50"]
    assert not turns.is_under_way


async def test_many_are_done_in_turns_of_the_loop_and_later_commands_after_them(turns: Turns) -> None:
    turns.carry_out("start", 110)
    turns.carry_out("pause", 1)
    assert turns.done == ["start 50"]
    seen: list[tuple[int, bool]] = []
    while len(turns.done) < 4:
        await asyncio.sleep(0)
        seen.append((len(turns.done), turns.is_under_way))
    assert turns.done == ["start 50", "start 50", "start 10", "pause 1"]
    assert {(1, True), (2, True), (3, True)} <= set(seen)
    await turns.tasks.wait_idle()
    assert not turns.is_under_way


async def test_what_is_left_can_be_done_at_once(turns: Turns) -> None:
    turns.carry_out("start", 110)
    turns.turns.finish()
    assert turns.done == ["start 50", "start 50", "start 10"]
    await turns.tasks.wait_idle()
    assert turns.done == ["start 50", "start 50", "start 10"]


async def test_a_fault_in_one_part_is_reported_and_stops_no_later_command(turns: Turns) -> None:
    def fail(part: list[Upload]) -> None:
        if len(part) < 50:
            raise RuntimeError

    turns.turns.carry_out(fail, [new_upload("a", 1) for _ in range(60)])
    await turns.tasks.wait_idle()
    assert [type(fault) for fault in turns.faults] == [RuntimeError]
    turns.carry_out("pause", 1)
    assert turns.done == ["pause 1"]
