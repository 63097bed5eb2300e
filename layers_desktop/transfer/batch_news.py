"""What is told of a batch that ended while nobody looked."""

from layers_desktop.domain.language import tr, tr_plural
from layers_desktop.transfer.results import BatchResult


def is_worth_telling(result: BatchResult, *, problems_only: bool) -> bool:
    """Return whether this is news: what a person cancelled is none."""
    return result.needing_person > 0 if problems_only else result.cancelled < len(result.upload_ids)


def batch_text(result: BatchResult) -> str:
    """Return how many files went where, and how many need a person."""
    needing = result.needing_person
    if not result.done:
        return tr_plural("{n} file needs you.", "{n} files need you.", needing)
    if not needing:
        return _uploaded(result)
    rest = tr_plural("{n} needs you.", "{n} need you.", needing)
    return tr("{sentence} {next_sentence}", sentence=_uploaded(result), next_sentence=rest)


def _uploaded(result: BatchResult) -> str:
    wanted, projects = len(result.upload_ids) - result.cancelled, result.project_names
    if len(projects) > 1:
        return tr_plural(
            "{done} of {n} file uploaded to {m} projects.",
            "{done} of {n} files uploaded to {m} projects.",
            wanted,
            done=result.done,
            m=len(projects),
        )
    return tr_plural(
        "{done} of {n} file uploaded to {project}.",
        "{done} of {n} files uploaded to {project}.",
        wanted,
        done=result.done,
        project=projects[0],
    )
