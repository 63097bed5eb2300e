"""The problem shown for an upload that failed, where it differs from what the error itself says.

An error describes the answer of Layers. What that means for a file depends on the stage, on the file's kind,
type and project, and on how often it was tried.
"""

from dataclasses import replace
from http import HTTPStatus

from layers_desktop.domain.errors import Problem, Remedy, UploaderError
from layers_desktop.domain.file_errors import smaller_file_advice
from layers_desktop.domain.i18n import size_text, tr, tr_plural
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.domain.upload import Upload
from layers_desktop.media.kinds import refusal_text
from layers_desktop.transfer.job.retry_policy import Failure, Stage

_NOT_THIS_TYPE = frozenset({HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY})


def failure_message(failure: Failure, upload: Upload, tries: int = 0) -> Problem:
    """Return the problem of this upload; `tries` is how many were made, where that is the reason."""
    if tries > 1:
        return _still_not_working(failure.error.problem, tries)
    if isinstance(failure.error, ApiError):
        return _refused(failure.error, failure.stage, upload)
    return failure.error.problem


def expired_too_often(error: UploaderError) -> Problem:
    """Return the problem of a file whose signed URLs expired one after the other."""
    return Problem(
        "URL_KEPT_EXPIRING",
        tr("The upload address kept expiring, usually because the connection is slow."),
        tr("Try fewer files at once."),
        can_retry=True,
        request_id=error.request_id,
        detail=error.detail,
    )


def _refused(error: ApiError, stage: Stage, upload: Upload) -> Problem:
    problem = error.problem
    if problem.remedy is Remedy.PROJECT:
        return _not_found(problem, upload, stage)
    if error.status in _NOT_THIS_TYPE:
        return _cannot_be_used(error, problem, upload)
    if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _too_large(problem, upload)
    if stage is Stage.FINALIZE and upload.remote.stored:
        return _last_step_missing(problem)
    return problem


def _still_not_working(problem: Problem, tries: int) -> Problem:
    # Translators: {problem} is a whole sentence.
    title = tr_plural(
        "{problem} Still not working after {n} try.",
        "{problem} Still not working after {n} tries.",
        tries,
        problem=problem.title,
    )
    return replace(problem, title=title)


def _not_found(problem: Problem, upload: Upload, stage: Stage) -> Problem:
    """A 404 is about the file where it is finalize that answers it, else about the project."""
    if stage is Stage.FINALIZE:
        return replace(
            problem,
            title=tr("Layers cannot find the file that was sent."),
            next_step=tr("Retry, and Layers looks for it again."),
            remedy=None,
        )
    if upload.project is None:
        return problem
    name = upload.project.name
    return replace(
        problem, title=tr("{project} no longer exists, or this key has no access to it.", project=name)
    )


def _cannot_be_used(error: ApiError, problem: Problem, upload: Upload) -> Problem:
    """Quote the server only where nothing better is known about this type."""
    words = refusal_text(upload.mime_type or "", upload.path.suffix)
    if words:
        title, next_step = words
        return replace(problem, title=title, next_step=next_step, remedy=None)
    if error.status != HTTPStatus.UNPROCESSABLE_ENTITY or upload.kind is None:
        return problem
    reason = error.message.rstrip(" .") or tr("no reason given")
    # Translators: {message} is what Layers says, in English.
    title = tr("Layers could not use this file as {kind}: {message}.", kind=upload.kind.label, message=reason)
    return replace(problem, title=title)


def _too_large(problem: Problem, upload: Upload) -> Problem:
    if upload.size is None or upload.kind is None:
        return problem
    title = tr(
        "Layers refused this file because it is too large ({size}). Its limit for {kind} may have changed.",
        size=size_text(upload.size),
        kind=upload.kind.label,
    )
    return replace(problem, title=title, next_step=smaller_file_advice(upload.kind))


def _last_step_missing(problem: Problem) -> Problem:
    return replace(
        problem,
        # Translators: {problem} is a whole sentence.
        title=tr("{problem} The file arrived, only the last step is missing.", problem=problem.title),
        next_step=tr("Retry to finish it without sending it again."),
        can_retry=True,
    )
