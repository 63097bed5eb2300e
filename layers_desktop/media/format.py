"""One file format, and how one is found in a file's content."""

from dataclasses import dataclass

from layers_desktop.media.media_type import Family


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    Attributes:
        key: Our word for the format, mostly its usual extension.
        mime_type: The canonical name; registered at IANA where there is one, else the one in common use.
        label: A proper name that no language changes; empty where `labels` has the words.
        extensions: Lower case, no dot; the first is the usual one. Those that are no lie for this format.
        family: None is not media.
        parent: The key of the generic format that this one looks like from outside (a docx is a zip).
        is_uncommon: Whether neither browsers show it nor phones make it.
    """

    key: str
    mime_type: str
    label: str
    extensions: tuple[str, ...]
    family: Family | None = None
    parent: str = ""
    is_uncommon: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What the content says.

    Attributes:
        key: The format's key in the table.
        admits: Keys that the content leaves open too, so that the name may choose among them.
    """

    key: str
    admits: frozenset[str] = frozenset()
