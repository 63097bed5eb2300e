import pytest

from layers_desktop.domain.upload import UploadId
from layers_desktop.gui.system.status import batch_text, needs_notification
from layers_desktop.transfer.upload_recorder import BatchResult


def batch_result(
    done: int, needing: int = 0, cancelled: int = 0, projects: tuple[str, ...] = ("Acme",)
) -> BatchResult:
    ids = tuple(UploadId(str(number)) for number in range(done + needing + cancelled))
    return BatchResult(done, needing, cancelled, projects, ids)


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (batch_result(11, 1), "11 of 12 files uploaded to Acme. 1 file needs your attention."),
        (batch_result(1), "1 of 1 file uploaded to Acme."),
        (batch_result(12), "12 of 12 files uploaded to Acme."),
        (batch_result(3, 2, cancelled=5), "3 of 5 files uploaded to Acme. 2 files need your attention."),
        (batch_result(4, projects=("Acme", "Beta")), "4 of 4 files uploaded to 2 projects."),
        (
            batch_result(4, 1, projects=("Acme", "Beta")),
            "4 of 5 files uploaded to 2 projects. 1 file needs your attention.",
        ),
        (batch_result(0, 1), "1 file needs your attention."),
        (batch_result(0, 3), "3 files need your attention."),
        (batch_result(1, projects=("{n} & <b>",)), "1 of 1 file uploaded to {n} & <b>."),
    ],
)
def test_it_tells_how_many_went_where_and_how_many_need_somebody(result: BatchResult, text: str) -> None:
    assert batch_text(result) == text


def test_what_a_person_cancelled_is_no_news() -> None:
    assert not needs_notification(batch_result(0, cancelled=3), problems_only=False)
    assert needs_notification(batch_result(1, cancelled=3), problems_only=False)


def test_who_wants_to_hear_of_problems_only_hears_of_nothing_else() -> None:
    assert not needs_notification(batch_result(5), problems_only=True)
    assert needs_notification(batch_result(5, 1), problems_only=True)
