import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_desktop.sandbox.api_responses import ApiRefusalError
from layers_desktop.sandbox.state.projects import ProjectList, example_projects


def list_all(projects: ProjectList, **query: str) -> list[str]:
    names = []
    cursor: str | None = ""
    while cursor is not None:
        page = projects.page(query | ({"cursor": cursor} if cursor else {})).body
        names += [item["name"] for item in page["items"]]
        cursor = page["nextCursor"]
    return names


@given(st.integers(0, 45), st.integers(1, 50))
def test_the_pages_together_hold_every_project_once(count: int, limit: int) -> None:
    projects = ProjectList(example_projects(count, 0))
    assert list_all(projects, limit=str(limit)) == [f"Project {n:04}" for n in range(1, count + 1)]


def test_status_and_search_go_on_over_the_pages() -> None:
    projects = ProjectList(example_projects(30, 12))
    assert len(list_all(projects, limit="5", status="active")) == 30
    assert list_all(projects, limit="1", status="archived", search="ARCHIVED 001") == [
        "Archived 0010",
        "Archived 0011",
        "Archived 0012",
    ]


def test_the_examples_have_ids_of_both_shapes_and_each_an_external_id() -> None:
    projects = example_projects(None, 0)
    assert {project.name for project in projects} == {"Acme Coffee iOS", "Beta Corp", "Northwind Trail Shoes"}
    assert {project.id.startswith("prj_") for project in projects} == {True, False}
    assert all(project.customer_external_id for project in projects)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "x"},
        {"limit": "²"},
        {"limit": ""},
        {"cursor": "5"},
        {"cursor": "ü"},
        {"cursor": ""},
        {"status": "lost"},
    ],
)
def test_a_wrong_query_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(ApiRefusalError) as refused:
        ProjectList(example_projects(3, 0)).page(query)
    assert (refused.value.status, refused.value.details) == (422, {"field": next(iter(query))})
