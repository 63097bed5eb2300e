import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from layers_desktop.sandbox.api_responses import ApiRefusalError, ApiResponse
from layers_desktop.sandbox.state.idempotency_store import IdempotencyStore, request_fingerprint

LIFETIME = 100.0


class Operation:
    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.runs = 0

    async def __call__(self) -> ApiResponse:
        self.runs += 1
        await asyncio.sleep(0)
        return ApiResponse(self.status, {"run": self.runs})


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[[float], IdempotencyStore]]:
    opened: list[IdempotencyStore] = []

    def open_at(now: float) -> IdempotencyStore:
        opened.append(IdempotencyStore(tmp_path / "idempotency.jsonl", LIFETIME, lambda: now))
        return opened[-1]

    yield open_at
    for store in opened:
        store.close()


def call(
    store: IdempotencyStore, operation: Operation, body: str = "a", owner: str = "k"
) -> Awaitable[ApiResponse]:
    return store.run_once(owner, "token", request_fingerprint("POST", "/v1", body.encode()), operation)


async def test_a_repeated_request_gets_the_first_answer(
    open_store: Callable[[float], IdempotencyStore],
) -> None:
    store, operation = open_store(0), Operation()
    assert await call(store, operation) == await call(store, operation)
    assert (operation.runs, store.replays) == (1, 1)


async def test_a_request_that_comes_during_the_first_waits_for_its_answer(
    open_store: Callable[[float], IdempotencyStore],
) -> None:
    store, operation = open_store(0), Operation()
    answers = await asyncio.gather(call(store, operation), call(store, operation))
    assert [answer.body for answer in answers] == [{"run": 1}, {"run": 1}]


async def test_another_body_under_the_same_key_is_a_conflict(
    open_store: Callable[[float], IdempotencyStore],
) -> None:
    store, operation = open_store(0), Operation()
    await call(store, operation)
    with pytest.raises(ApiRefusalError) as refused:
        await call(store, operation, "b")
    assert (refused.value.status, refused.value.code) == (409, "IDEMPOTENCY_CONFLICT")
    assert (operation.runs, store.conflicts) == (1, 1)


async def test_two_owners_may_use_the_same_key(open_store: Callable[[float], IdempotencyStore]) -> None:
    store, operation = open_store(0), Operation()
    await call(store, operation, owner="k")
    assert (await call(store, operation, "b", owner="other")).body == {"run": 2}


async def test_a_refusal_is_kept_but_a_failure_of_the_server_is_not(
    open_store: Callable[[float], IdempotencyStore],
) -> None:
    store, refusal, failure = open_store(0), Operation(422), Operation(500)
    await call(store, failure)
    await call(store, failure)
    await call(store, refusal)
    await call(store, refusal)
    assert (failure.runs, refusal.runs) == (2, 1)


async def test_answers_outlive_a_restart_for_their_lifetime_and_no_longer(
    open_store: Callable[[float], IdempotencyStore],
) -> None:
    operation = Operation()
    await call(open_store(0), operation)
    await call(open_store(LIFETIME - 1), operation)
    assert operation.runs == 1
    await call(open_store(LIFETIME), operation)
    assert operation.runs == 2


def test_method_path_and_body_each_make_another_request() -> None:
    requests = [("POST", "/a", b"1"), ("PUT", "/a", b"1"), ("POST", "/b", b"1"), ("POST", "/a", b"2")]
    assert len({request_fingerprint(*request) for request in requests}) == 4
