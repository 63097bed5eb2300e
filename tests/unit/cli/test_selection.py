import pytest

from layers_desktop.cli.selection import NoSuchProjectError, choose_project
from layers_desktop.domain.project import Project

ACME = Project("prj_1", "Acme Coffee iOS", "acme")
BETA = Project("prj_2", "Beta Corp", "beta")
TWIN = Project("prj_3", "beta corp")
PROJECTS = [ACME, BETA, TWIN]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("prj_1", ACME),
        ("acme", ACME),
        ("Acme Coffee iOS", ACME),
        ("ACME COFFEE IOS", ACME),
        ("Beta Corp", BETA),
        ("beta corp", TWIN),
        ("beta", BETA),
        (" acme coffee ios ", ACME),
    ],
)
def test_a_project_is_meant_by_id_external_id_or_name(wanted: str, expected: Project) -> None:
    assert choose_project(PROJECTS, wanted, last_used_id="prj_2") is expected


def test_accents_count_where_they_make_the_difference_and_only_there() -> None:
    with_accent, without, other = (
        Project("prj_1", "Café"),
        Project("prj_2", "Cafe"),
        Project("prj_3", "Ångström"),
    )
    assert choose_project([with_accent, without, other], "CAFÉ", None) is with_accent
    assert choose_project([with_accent, without, other], "cafe", None) is without
    assert choose_project([with_accent, other], "cafe", None) is with_accent
    assert choose_project([with_accent, other], "angstrom", None) is other


def test_an_id_wins_over_a_name() -> None:
    named_like_an_id = Project("prj_9", "prj_1")
    assert choose_project([named_like_an_id, ACME], "prj_1", None) is ACME


def test_a_name_that_several_have_is_refused_with_their_ids() -> None:
    with pytest.raises(NoSuchProjectError) as refused:
        choose_project(PROJECTS, "BETA CORP", None)
    assert "prj_2, prj_3" in refused.value.next_step


@pytest.mark.parametrize("wanted", ["Acme", "", "{name}", "prj"])
def test_a_project_that_there_is_not_is_refused_with_those_there_are(wanted: str) -> None:
    with pytest.raises(NoSuchProjectError) as refused:
        choose_project(PROJECTS, wanted, None)
    assert "Acme Coffee iOS, Beta Corp" in refused.value.next_step


def test_of_many_projects_only_some_are_listed() -> None:
    many = [Project(f"prj_{n}", f"Project {n}") for n in range(1, 31)]
    with pytest.raises(NoSuchProjectError) as refused:
        choose_project(many, "x", None)
    assert refused.value.next_step.endswith("Project 10 and 20 more.")


def test_without_a_word_it_is_the_last_used_or_the_only_one() -> None:
    assert choose_project(PROJECTS, None, "prj_2") is BETA
    assert choose_project([ACME], None, None) is ACME
    assert choose_project([ACME], None, "prj_gone") is ACME


@pytest.mark.parametrize("last_used", [None, "prj_gone"])
def test_without_a_word_and_a_past_one_of_several_must_be_named(last_used: str | None) -> None:
    with pytest.raises(NoSuchProjectError, match="--project"):
        choose_project(PROJECTS, None, last_used)


@pytest.mark.parametrize("wanted", [None, "Acme"])
def test_where_there_is_no_project_the_next_step_is_to_make_one(wanted: str | None) -> None:
    with pytest.raises(NoSuchProjectError) as refused:
        choose_project([], wanted, None)
    assert "reate one in Layers" in refused.value.next_step
