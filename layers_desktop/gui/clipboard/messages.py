"""The texts about copied IDs and links, and of the button that copies them."""

from collections.abc import Mapping

from layers_desktop.domain.i18n import tr_plural
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
    if not missing:
        return tr_plural("Copied {n} link.", "Copied {n} links.", copied)
    if missing == 1:
        return tr_plural(
            "Copied {n} link. 1 selected file has none.",
            "Copied {n} links. 1 selected file has none.",
            copied,
        )
    # Translators: {missing} is 2 or more. Where your language has other forms for it than for {n}, choose
    # words that do without.
    return tr_plural(
        "Copied {n} link. {missing} selected files have none.",
        "Copied {n} links. {missing} selected files have none.",
        copied,
        missing=missing,
    )


def copied_text(copied: int, missing: int) -> str:
    """Return the message after copying so many IDs, with so many uploads that have none."""
    if not copied:
        return tr_plural(
            "Nothing copied: the selected file has no ID yet.",
            "Nothing copied: none of the {n} selected files has an ID yet.",
            missing,
        )
    if not missing:
        return tr_plural("Copied {n} ID.", "Copied {n} IDs.", copied)
    if missing == 1:
        return tr_plural(
            "Copied {n} ID. 1 selected file has none yet.",
            "Copied {n} IDs. 1 selected file has none yet.",
            copied,
        )
    # Translators: {missing} is 2 or more. Where your language has other forms for it than for {n}, choose
    # words that do without: "Copied 5 IDs. Without one: 3".
    return tr_plural(
        "Copied {n} ID. {missing} selected files have none yet.",
        "Copied {n} IDs. {missing} selected files have none yet.",
        copied,
        missing=missing,
    )


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
