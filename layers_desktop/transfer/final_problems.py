"""What is told of an upload that ends without an ID, where that is not what the error itself says."""

from dataclasses import replace

from layers_desktop.domain.errors import Problem, Remedy, UploaderError
from layers_desktop.domain.language import tr
from layers_desktop.transfer.policy import Stage, Trouble


def problem_of(trouble: Trouble) -> Problem:
    """Return what is told: finalize says of the file what elsewhere is said of the project."""
    problem = trouble.error.problem
    if trouble.stage is not Stage.FINALIZE or problem.remedy is not Remedy.PROJECT:
        return problem
    return replace(
        problem,
        title=tr("Layers does not find the file that was sent."),
        next_step=tr("Retry asks for it again."),
        remedy=None,
    )


def kept_expiring(error: UploaderError) -> Problem:
    """Return what is told of a file whose URLs expired one after the other."""
    return Problem(
        "URL_KEPT_EXPIRING",
        tr("The upload address kept expiring, usually because the connection is slow."),
        tr("Try fewer files at once."),
        can_retry=True,
        request_id=error.request_id,
        detail=error.detail,
    )
