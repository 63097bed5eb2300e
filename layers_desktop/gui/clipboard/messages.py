"""The texts about copied IDs and links, and of the button that copies them."""

from collections.abc import Mapping

from layers_desktop.domain.i18n import sentences_text, tr_plural
from layers_desktop.domain.project import Project
from layers_desktop.gui.formatting import shortened

_LONGEST_ON_BUTTON = 20


def copied_links_text(copied: int, missing: int) -> str:
    """Return the message after copying so many links, with so many uploads that have none."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no link.",
            "Nothing copied: none of the {n} selected files has a link.",
            missing,
        )
    text = tr_plural("Copied {n} link.", "Copied {n} links.", copied)
    if not missing:
        return text
    # Translators: Behind "Copied 3 links."
    without = tr_plural("{n} selected file has none.", "{n} selected files have none.", missing)
    return sentences_text(text, without)


def copied_text(copied: int, missing: int) -> str:
    """Return the message after copying so many IDs, with so many uploads that have none."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no ID yet.",
            "Nothing copied: none of the {n} selected files has an ID yet.",
            missing,
        )
    text = tr_plural("Copied {n} ID.", "Copied {n} IDs.", copied)
    if not missing:
        return text
    # Translators: Behind "Copied 3 IDs."
    without = tr_plural("{n} selected file has none yet.", "{n} selected files have none yet.", missing)
    return sentences_text(text, without)


def copied_of_text(copied: Mapping[Project, int]) -> str:
    """Return the message after copying so many IDs of these projects."""
    count = sum(copied.values())
    if len(copied) == 1:
        name = shortened(next(iter(copied)).name)
        return tr_plural("Copied {n} ID of {project}.", "Copied {n} IDs of {project}.", count, project=name)
    # Translators: {m} is the number of projects, 2 or more; choose words that fit any such number.
    return tr_plural(
        "Copied {n} ID of {m} projects.", "Copied {n} IDs of {m} projects.", count, m=len(copied)
    )


def copy_text(ids: Mapping[Project, int], *, names_project: bool) -> str:
    """Return the text of the button that copies so many IDs of these projects."""
    count = sum(ids.values())
    if len(ids) > 1:
        # Translators: On a button, so it should be short. {m} is the number of projects, 2 or more.
        return tr_plural("Copy {n} ID of {m} projects", "Copy {n} IDs of {m} projects", count, m=len(ids))
    if ids and names_project:
        name = shortened(next(iter(ids)).name, _LONGEST_ON_BUTTON)
        # Translators: On a button, so it should be short.
        return tr_plural("Copy {n} ID of {project}", "Copy {n} IDs of {project}", count, project=name)
    return tr_plural("Copy {n} ID", "Copy {n} IDs", count)
