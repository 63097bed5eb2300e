import pytest

from layers_desktop.api.http_client import Lanes, Route, trusted_certificates
from layers_desktop.domain.errors import ConfigurationError


class Lane:
    def __init__(self, route: Route) -> None:
        self.route = route
        self.is_active = False

    async def aclose(self) -> None:
        self.is_active = True


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    certificates = trusted_certificates()
    return [Route(certificates), Route(certificates)]


def test_calls_one_after_the_other_share_a_lane_and_at_once_do_not(routes: list[Route]) -> None:
    lanes = Lanes(routes[0], Lane)
    with lanes.one() as first, lanes.one() as second:
        assert first is not second
    with lanes.one() as last:
        assert last in (first, second)


def test_a_lane_is_free_again_however_its_call_ended(routes: list[Route]) -> None:
    lanes = Lanes(routes[0], Lane)
    with pytest.raises(RuntimeError), lanes.one() as first:
        raise RuntimeError
    with lanes.one() as second:
        assert second is first


def test_what_is_under_way_ends_on_its_way_and_nothing_later_takes_it(routes: list[Route]) -> None:
    lanes = Lanes(routes[0], Lane)
    with lanes.one() as before:
        lanes.take(routes[1])
        with lanes.one() as after:
            assert (before.route, after.route) == (routes[0], routes[1])
    with lanes.one() as one, lanes.one() as another:
        assert one.route is another.route is routes[1]


async def test_every_lane_is_closed_also_those_of_an_earlier_way(routes: list[Route]) -> None:
    opened: list[Lane] = []

    def new_lane(route: Route) -> Lane:
        opened.append(Lane(route))
        return opened[-1]

    lanes = Lanes(routes[0], new_lane)
    with lanes.one(), lanes.one():
        lanes.take(routes[1])
    await lanes.aclose()
    assert len(opened) == 3
    assert all(lane.is_active for lane in opened)


def test_a_way_that_cannot_be_taken_leaves_the_one_before(routes: list[Route]) -> None:
    def new_lane(route: Route) -> Lane:
        if route is routes[1]:
            raise ConfigurationError("no such proxy", "name another")
        return Lane(route)

    lanes = Lanes(routes[0], new_lane)
    with pytest.raises(ConfigurationError):
        lanes.take(routes[1])
    with lanes.one() as lane:
        assert lane.route is routes[0]
