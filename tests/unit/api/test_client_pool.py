import pytest

from layers_desktop.api.http_client import ClientPool, Route, create_ssl_context
from layers_desktop.domain.errors import ConfigurationError


class Client:
    def __init__(self, route: Route) -> None:
        self.route = route
        self.is_closed = False

    async def aclose(self) -> None:
        self.is_closed = True


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    context = create_ssl_context()
    return [Route(context), Route(context)]


def test_requests_one_after_the_other_share_a_client_and_at_once_do_not(routes: list[Route]) -> None:
    pool = ClientPool(routes[0], Client)
    with pool.acquire() as first, pool.acquire() as second:
        assert first is not second
    with pool.acquire() as last:
        assert last in (first, second)


def test_a_client_is_idle_again_however_its_request_ended(routes: list[Route]) -> None:
    pool = ClientPool(routes[0], Client)
    with pytest.raises(RuntimeError), pool.acquire() as first:
        raise RuntimeError
    with pool.acquire() as second:
        assert second is first


def test_a_request_in_progress_keeps_its_route_and_no_later_one_uses_it(routes: list[Route]) -> None:
    pool = ClientPool(routes[0], Client)
    with pool.acquire() as before:
        pool.set_route(routes[1])
        with pool.acquire() as after:
            assert (before.route, after.route) == (routes[0], routes[1])
    with pool.acquire() as one, pool.acquire() as another:
        assert one.route is another.route is routes[1]


async def test_every_client_is_closed_also_those_of_an_earlier_route(routes: list[Route]) -> None:
    created: list[Client] = []

    def new_client(route: Route) -> Client:
        created.append(Client(route))
        return created[-1]

    pool = ClientPool(routes[0], new_client)
    with pool.acquire(), pool.acquire():
        pool.set_route(routes[1])
    await pool.aclose()
    assert len(created) == 3
    assert all(client.is_closed for client in created)


def test_a_route_that_cannot_be_used_leaves_the_one_before(routes: list[Route]) -> None:
    def new_client(route: Route) -> Client:
        if route is routes[1]:
            raise ConfigurationError("no such proxy", "name another")
        return Client(route)

    pool = ClientPool(routes[0], new_client)
    with pytest.raises(ConfigurationError):
        pool.set_route(routes[1])
    with pool.acquire() as client:
        assert client.route is routes[0]
